package dev.lintel.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The packaged application as a process of its own, with no environment but what the test gives it: the native
 * executable when that is what was packaged, else the jar. Any thread may ask it.
 */
public final class LintelProcess implements AutoCloseable {

    static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Pattern LISTENING = Pattern.compile("Listening on: (https?)://[^ \"]*:(\\d+)");

    private final Process process;
    private final Output standard;
    private final Output error;
    private final List<Output> outputs;

    private LintelProcess(Process process) {
        this.process = process;
        this.standard = new Output(process.getInputStream());
        this.error = new Output(process.getErrorStream());
        this.outputs = List.of(standard, error);
        outputs.forEach(Output::readOn);
    }

    /** A process to be started in {@code directory}, on a free loopback port unless told otherwise. */
    public static Preparation in(Path directory) {
        return new Preparation(directory);
    }

    /** Where it listens, awaited. */
    public URI url() {
        Matcher line = awaitLine(LISTENING);
        return URI.create(line.group(1) + "://127.0.0.1:" + line.group(2));
    }

    /** Waits for a line of the standard output; fails when the process ends without it. */
    public Matcher awaitLine(Pattern line) {
        return standard.awaitLine(line);
    }

    /** The lines that it has written to its standard output. */
    public List<String> output() {
        return standard.lines();
    }

    /** Reads its standard output no more, until {@link #readOn}: what it writes fills the pipe. */
    public void stopReading() {
        standard.hold(true);
    }

    /** Reads its standard output again. */
    public void readOn() {
        standard.hold(false);
    }

    /** The lines that it has written to its error output. */
    public List<String> errors() {
        return error.lines();
    }

    /** All lines that it has written to either, as one text. */
    public String log() {
        return String.join("\n", standard.lines()) + "\n" + String.join("\n", error.lines());
    }

    /** Asks it to end, as orchestrators do: by SIGTERM. */
    public void terminate() {
        // Not by the process itself: that would close its outputs, too.
        process.toHandle().destroy();
    }

    /** Asks it to read its configuration anew: by SIGHUP. */
    public void hangUp() {
        try {
            int status = new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new AssertionError("No signal can be sent to Lintel:\n" + log());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while sending a signal to Lintel", e);
        }
    }

    /** Waits for its end. */
    public int awaitExit() {
        try {
            if (!process.waitFor(2 * Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("Lintel does not end:\n" + log());
            }
            readOn();
            outputs.forEach(Output::awaitEnd);
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for the end of Lintel", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitExit();
    }

    /** What a process is started with. */
    public static final class Preparation {

        private final Path directory;
        private final Map<String, String> environment = new TreeMap<>();
        private final List<String> systemProperties = new ArrayList<>();
        private final List<String> arguments = new ArrayList<>();
        private String heap = "256m";

        private Preparation(Path directory) {
            this.directory = directory;
            environment.put("PORT", "0");
            environment.put("LISTENER_HOST", "127.0.0.1");
        }

        /** Sets an environment variable. */
        public Preparation with(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        /** Sets a system property, which the executable takes as a JVM does. */
        public Preparation withSystemProperty(String name, String value) {
            systemProperties.add("-D" + name + "=" + value);
            return this;
        }

        /** Bounds its heap, such as {@code 128m}, which the executable takes as a JVM does. */
        public Preparation withHeap(String size) {
            heap = size;
            return this;
        }

        /** Gives it a command, in the place of serving. */
        public Preparation withArguments(String... given) {
            arguments.addAll(List.of(given));
            return this;
        }

        /** Leaves an environment variable out that is otherwise set. */
        public Preparation without(String variable) {
            environment.remove(variable);
            return this;
        }

        /** Writes a file below the working directory. */
        public Preparation withFile(String path, String text) {
            try {
                Path file = directory.resolve(path);
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Starts it; it may be on its way up, or down, when this returns. */
        public LintelProcess start() {
            return start(command());
        }

        LintelProcess start(List<String> command) {
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            try {
                return new LintelProcess(builder.start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private List<String> command() {
            Properties artifact = new Properties();
            try (InputStream properties = Files.newInputStream(TARGET.resolve("quarkus-artifact.properties"))) {
                artifact.load(properties);
            } catch (IOException e) {
                throw new UncheckedIOException("Nothing has been packaged", e);
            }
            String path = TARGET.resolve(artifact.getProperty("path")).toString();
            if (artifact.getProperty("type").startsWith("native")) {
                List<String> command = new ArrayList<>(List.of(path, "-Xmx" + heap));
                command.addAll(systemProperties);
                command.addAll(arguments);
                return command;
            }
            String java = ProcessHandle.current().info().command().orElse("java");
            List<String> command = new ArrayList<>(List.of(
                    java,
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx" + heap,
                    ClassArchive.optionFor(Path.of(java), Path.of(path))));
            command.addAll(systemProperties);
            command.addAll(List.of("-jar", path));
            command.addAll(arguments);
            return command;
        }
    }

    /** One of the process's outputs, read by a thread of its own. */
    private static final class Output {

        private final InputStream stream;
        private final List<String> lines = new ArrayList<>();
        private boolean held;
        private boolean ended;

        Output(InputStream stream) {
            this.stream = stream;
        }

        void readOn() {
            Thread thread = new Thread(this::read, "lintel-output");
            thread.setDaemon(true);
            thread.start();
        }

        private void read() {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    String next = line;
                    change(() -> lines.add(next));
                    awaitLeave();
                }
            } catch (IOException closed) {
                // The process has been ended by force: what came until then has been read.
            } finally {
                change(() -> ended = true);
            }
        }

        synchronized void hold(boolean whether) {
            held = whether;
            notifyAll();
        }

        private synchronized void awaitLeave() {
            while (held) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }

        synchronized List<String> lines() {
            return List.copyOf(lines);
        }

        synchronized void awaitEnd() {
            Patience.await(this, "the end of the output", () -> ended);
        }

        synchronized Matcher awaitLine(Pattern pattern) {
            Patience.await(this, "a line like " + pattern, () -> ended || find(pattern) != null);
            Matcher found = find(pattern);
            if (found == null) {
                throw new AssertionError(
                        "Lintel ended without a line like " + pattern + ":\n" + String.join("\n", lines));
            }
            return found;
        }

        private @Nullable Matcher find(Pattern pattern) {
            return lines.stream()
                    .map(pattern::matcher)
                    .filter(Matcher::find)
                    .findFirst()
                    .orElse(null);
        }

        private synchronized void change(Runnable what) {
            what.run();
            notifyAll();
        }
    }
}
