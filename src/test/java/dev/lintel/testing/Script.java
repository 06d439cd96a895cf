package dev.lintel.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A script of this repository that has been run to its end.
 *
 * @param status with which it has ended
 * @param said what it has printed, also of its errors
 */
public record Script(int status, String said) {

    /** Skips a test for which one of these is not on the path. */
    public static void requires(String... tools) {
        for (String tool : tools) {
            assumeTrue(
                    Stream.of(System.getenv("PATH").split(File.pathSeparator))
                            .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool))),
                    "there is no " + tool + " here");
        }
    }

    /** Runs a command to its end, in a directory and with these variables beside those that there are. */
    public static Script run(Path directory, Map<String, String> variables, String... command) {
        try {
            Path said = Files.createTempFile("script", ".out");
            ProcessBuilder builder = new ProcessBuilder(List.of(command))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile());
            // Of the workflow that may be running this very test.
            builder.environment().remove("GITHUB_OUTPUT");
            builder.environment().putAll(variables);
            int status = builder.start().waitFor();
            String text = Files.readString(said);
            Files.delete(said);
            return new Script(status, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
