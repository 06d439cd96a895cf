package dev.lintel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The classes of a packaged jar as a JVM has them in memory, which halves what each further start of it costs. Made once for
 * each packaging; a JVM that cannot use it starts without.
 */
final class ClassArchive {

    private static final Path ARCHIVE = LintelProcess.TARGET.resolve("lintel.jsa");

    private ClassArchive() {}

    /** The option by which {@code jar} is started with its archive. */
    static synchronized String optionFor(Path java, Path jar) {
        try {
            if (!Files.exists(ARCHIVE)
                    || Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(jar)) < 0) {
                make(java, jar);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "-XX:SharedArchiveFile=" + ARCHIVE;
    }

    // Of one start that gets as far as serving, and ends.
    private static void make(Path java, Path jar) throws IOException {
        Path directory = Files.createTempDirectory("lintel-classes");
        List<String> command = List.of(
                java.toString(), "-Xlog:disable", "-XX:ArchiveClassesAtExit=" + ARCHIVE, "-jar", jar.toString());
        try (LintelProcess training = LintelProcess.in(directory)
                .with("DEMO_ENABLED", "true")
                .with("OTEL_TRACES_EXPORTER", "none")
                .with("OTEL_METRICS_EXPORTER", "none")
                .start(command)) {
            training.url();
            training.terminate();
            training.awaitExit();
        } finally {
            Files.delete(directory);
        }
    }
}
