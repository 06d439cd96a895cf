package dev.lintel.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The helm of this machine: what {@code HELM} names, or the one on the path. Without one a test is left out. */
public final class Helm {

    public static final Path CHART = Path.of("deploy/helm/lintel");

    /** What a helm that is built as a Go module takes for the cluster's is older than the chart wants. */
    private static final String CLUSTER = "1.33.0";

    private Helm() {}

    /** How helm has ended. */
    public record Result(int status, String output, String errors) {}

    /** What the chart renders, as a release {@code lintel}; fails where it renders nothing. */
    public static Manifests rendered(String... arguments) {
        Result result = template(arguments);
        if (result.status() != 0) {
            throw new AssertionError(result.errors());
        }
        return Manifests.read(result.output());
    }

    /** The rendering of the chart, with these arguments, whatever comes of it. */
    public static Result template(String... arguments) {
        return run(Stream.concat(
                        Stream.of(
                                "template",
                                "lintel",
                                CHART.toString(),
                                "--namespace",
                                "lintel",
                                "--kube-version",
                                CLUSTER),
                        Stream.of(arguments))
                .toList());
    }

    public static Result lint(String... arguments) {
        return run(Stream.concat(
                        Stream.of("lint", "--strict", CHART.toString(), "--kube-version", CLUSTER),
                        Stream.of(arguments))
                .toList());
    }

    private static Result run(List<String> arguments) {
        String helm = Optional.ofNullable(System.getenv("HELM")).orElse("helm");
        Process process;
        try {
            process = new ProcessBuilder(
                            Stream.concat(Stream.of(helm), arguments.stream()).toList())
                    .start();
        } catch (IOException absent) {
            return abort("No helm here to render the chart with: " + absent.getMessage());
        }
        // What it writes beside is a few lines, and waits in the pipe meanwhile.
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output, errors);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
