package dev.lintel.process.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lintel.testing.ConfigKeys;
import dev.lintel.testing.ConfigSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every configuration that is written in this repository, for users or for itself, is one by the schema. */
final class WrittenConfigurationsTest {

    private static final Pattern BLOCK = Pattern.compile("^```yaml\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern EDITORS_LINE =
            Pattern.compile("^# yaml-language-server: \\$schema=(\\S+)$", Pattern.MULTILINE);
    private static final YAMLMapper YAML = new YAMLMapper();

    private final ConfigSchema schema = ConfigSchema.read();

    static Collection<Arguments> written() {
        List<Arguments> written = new ArrayList<>();
        files("examples/config", ".yaml").forEach(file -> written.add(Arguments.of(file, text(file))));
        written.add(Arguments.of("src/main/resources/application.yaml", text("src/main/resources/application.yaml")));
        written.add(Arguments.of("k8s/base/application.yaml", text("k8s/base/application.yaml")));
        Stream.of(
                        files(".", ".md"),
                        files("docs", ".md"),
                        files("docs/backends", ".md"),
                        files("docs/clients", ".md"),
                        files("docs/migrate", ".md"))
                .flatMap(pages -> pages)
                .forEach(page -> BLOCK.matcher(text(page))
                        .results()
                        .map((MatchResult block) -> block.group(1))
                        .filter(WrittenConfigurationsTest::isLintels)
                        .forEach(block -> written.add(Arguments.of(page, block))));
        return written;
    }

    @ParameterizedTest
    @MethodSource("written")
    void they_are_right(String where, String yaml) {
        assertThat(schema.faults(yaml)).as(where).isEmpty();
    }

    @Test
    void they_are_found_where_they_stand() {
        assertThat(written())
                .extracting(written -> written.get()[0])
                .contains(
                        "README.md",
                        "docs/callers.md",
                        "docs/clients/claude-code.md",
                        "docs/migrate/from-litellm.md",
                        "docs/migrate/from-plano.md",
                        "docs/prices.md",
                        "docs/providers.md",
                        "docs/reliability.md",
                        "docs/tracing.md",
                        "docs/viewer.md",
                        "examples/config/local.yaml",
                        "examples/config/openai.yaml");
    }

    @Test
    void files_of_their_own_name_the_schema_to_editors() {
        Stream.concat(files("examples/config", ".yaml"), Stream.of("src/main/resources/application.yaml"))
                .forEach(file -> assertThat(EDITORS_LINE.matcher(text(file)).results())
                        .as(file)
                        .map(line -> Path.of(file).resolveSibling(line.group(1)).normalize())
                        .containsExactly(ConfigSchema.FILE));
    }

    private static boolean isLintels(String yaml) {
        List<String> sections = new ArrayList<>();
        tree(yaml).fieldNames().forEachRemaining(sections::add);
        return sections.stream()
                .anyMatch(name -> name.startsWith("%") || ConfigKeys.sections().containsKey(name));
    }

    private static JsonNode tree(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> files(String folder, String extension) {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files
                    .map(file -> file.normalize().toString())
                    .filter(name -> name.endsWith(extension))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
