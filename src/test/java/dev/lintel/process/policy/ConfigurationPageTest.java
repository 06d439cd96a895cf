package dev.lintel.process.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lintel.testing.ConfigKeys;
import dev.lintel.testing.ConfigKeys.Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/configuration.md has every key of the mappings, with its type, its default and what it is. */
final class ConfigurationPageTest {

    private static final Pattern SECTION =
            Pattern.compile("^## (\\w+)\n(.*?)(?=^## |\\z)", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern ROW = Pattern.compile("^\\| (`.*) \\|$", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final Map<String, Key> keys = ConfigKeys.all();
    private final Map<String, List<String>> rows = rows();

    /** The cells of each key: type, default, what. */
    private static Map<String, List<String>> rows() {
        Map<String, List<String>> rows = new HashMap<>();
        SECTION.matcher(text("docs/configuration.md")).results().forEach(section -> {
            String name = section.group(1);
            ROW.matcher(section.group(2)).results().forEach(row -> {
                List<String> cells = Arrays.asList(row.group(1).split(" \\| ", -1));
                codes(cells.get(0))
                        .forEach(key -> assertThat(rows.put(prefix(name) + key, cells.subList(1, cells.size())))
                                .as(name + ": " + key + " stands there twice")
                                .isNull());
            });
        });
        return rows;
    }

    private static String prefix(String section) {
        boolean ofEntries = Set.of("providers", "model_aliases", "callers").contains(section);
        return section + (ofEntries ? ".<name>." : ".");
    }

    @Test
    void has_every_key_and_no_other() {
        assertThat(new TreeSet<>(rows.keySet())).isEqualTo(new TreeSet<>(keys.keySet()));
    }

    @Test
    void says_of_each_its_type_its_default_what_it_is_and_what_it_can_be() {
        rows.forEach((path, cells) -> {
            Key key = keys.get(path);
            assertThat(cells).as(path).hasSize(3).doesNotContain("");
            assertThat(cells.get(0)).as("type of " + path).isEqualTo(key.kind());
            if (key.defaultValue() == null) {
                assertThat(cells.get(1)).as("default of " + path).doesNotStartWith("`");
            } else {
                assertThat(cells.get(1)).as("default of " + path).startsWith("`" + key.defaultValue() + "`");
            }
            assertThat(codes(cells.get(1) + cells.get(2).replace(",", "` `")).stream()
                            .flatMap(code -> Arrays.stream(code.split(","))))
                    .as("choices of " + path)
                    .containsAll(key.choices());
        });
    }

    @Test
    void explains_every_type() {
        Set<String> kinds = new TreeSet<>();
        keys.values().forEach(key -> kinds.add(key.kind()));

        Set<String> explained = new TreeSet<>();
        Pattern.compile("^\\| ([a-z]+) \\| ", Pattern.MULTILINE)
                .matcher(before(text("docs/configuration.md"), "\n### "))
                .results()
                .map(row -> row.group(1))
                .filter(word -> !word.equals("type"))
                .forEach(explained::add);

        assertThat(explained).isEqualTo(kinds);
    }

    @Test
    void says_what_is_otherwise_in_the_dev_profile() throws IOException {
        JsonNode dev = new YAMLMapper()
                .readTree(text("src/main/resources/application.yaml"))
                .get("%dev");
        Map<String, String> other = new TreeMap<>();
        dev.properties()
                .forEach(section -> section.getValue().properties().forEach(key -> {
                    String path = section.getKey() + "." + key.getKey();
                    if (keys.containsKey(path)) {
                        other.put(path, key.getValue().asText());
                    }
                }));

        assertThat(other).containsKeys("listener.host", "demo.enabled", "viewer.enabled", "shutdown.drain_timeout");
        other.forEach((path, value) ->
                assertThat(rows.get(path).get(1)).as(path).endsWith("; `" + value + "` in the `dev` profile"));
    }

    private static List<String> codes(String text) {
        return new ArrayList<>(CODE.matcher(text)
                .results()
                .map((MatchResult code) -> code.group(1))
                .toList());
    }

    private static String before(String text, String end) {
        return text.substring(0, text.indexOf(end));
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
