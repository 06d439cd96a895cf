package dev.lintel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.LintelProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged application takes a file of LiteLLM's, and what it has made of that. */
@Alongside
final class ImportIT {

    private static final Path FILES = Path.of("src/test/resources/litellm").toAbsolutePath();
    private static final String WANTS = "# It wants in its environment: ";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"small", "production", "large"})
    void what_it_prints_is_valid(String name) throws IOException {
        List<String> printed = imported(name);

        assertThat(String.join("\n", printed) + "\n").isEqualTo(Files.readString(FILES.resolve(name + ".lintel.yaml")));
        LintelProcess.Preparation check = LintelProcess.in(directory)
                .withFile("lintel.yaml", String.join("\n", printed))
                .withArguments("--check", "lintel.yaml");
        printed.stream()
                .filter(line -> line.startsWith(WANTS))
                .flatMap(line -> Stream.of(line.substring(WANTS.length()).split(", ")))
                .forEach(variable -> check.with(variable, value(variable)));
        try (LintelProcess lintel = check.start()) {
            assertThat(lintel.awaitExit()).as(lintel.log()).isZero();
            assertThat(lintel.output()).containsExactly("The configuration is valid.");
        }
    }

    private List<String> imported(String name) {
        String file = FILES.resolve(name + ".yaml").toString();
        try (LintelProcess lintel = LintelProcess.in(directory)
                .withArguments("import", "litellm", file)
                .start()) {
            assertThat(lintel.awaitExit()).as(lintel.log()).isZero();
            assertThat(lintel.errors()).isNotEmpty().allMatch(line -> line.startsWith(file + ":"));
            return List.copyOf(lintel.output());
        }
    }

    private static String value(String variable) {
        if (variable.endsWith("_SHA256")) {
            return "ab".repeat(32);
        }
        return variable.contains("_BASE") ? "https://of-variable.example" : "a-value";
    }

    @Test
    void what_is_no_file_of_litellms_ends_it_with_one_line() {
        try (LintelProcess lintel = LintelProcess.in(directory)
                .withFile("other.yaml", "model_list: [s3cret")
                .withArguments("import", "litellm", "other.yaml")
                .start()) {
            assertThat(lintel.awaitExit()).isEqualTo(1);
            assertThat(lintel.output()).isEmpty();
            assertThat(lintel.errors()).containsExactly("other.yaml: it is no YAML, at line 1, column 20");
        }
    }
}
