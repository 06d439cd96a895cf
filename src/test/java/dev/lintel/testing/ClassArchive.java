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

    private static final String CALL =
            "{\"model\":\"demo\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"[tool look {}]\"}]}";

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

    // Of a whole life: whatever is loaded in it is loaded by nearly every process that is started after.
    private static void make(Path java, Path jar) throws IOException {
        Path directory = Files.createTempDirectory("lintel-classes");
        List<String> command = List.of(
                java.toString(), "-Xlog:disable", "-XX:ArchiveClassesAtExit=" + ARCHIVE, "-jar", jar.toString());
        try (OtlpReceiver collector = OtlpReceiver.start();
                LintelProcess training = LintelProcess.in(directory)
                        .with("DEMO_ENABLED", "true")
                        .with(
                                "OTEL_EXPORTER_OTLP_ENDPOINT",
                                collector.endpoint().toString())
                        .start(command)) {
            try (RawClient client = RawClient.connect(training.url())) {
                client.post("/v1/chat/completions", CALL).readAnswer();
                client.get("/q/health/ready").readAnswer();
            }
            training.terminate();
            training.awaitExit();
        } finally {
            Files.delete(directory);
        }
    }
}
