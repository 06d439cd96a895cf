package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Checkout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/promises.md names for each sentence a test that there is. */
final class PromisesTest {

    private static final Path PAGE = Path.of("docs/promises.md");
    private static final String TESTS = "src/test/java";
    private static final Pattern TEST = Pattern.compile("([A-Z]\\w*[a-z](?:Test|IT))\\b(?:#(\\w+))?");
    private static final Pattern SCRIPT = Pattern.compile("(?:e2e|bench|examples|\\.ci)/\\S+");

    /** A row of the page: a sentence, and what holds it. */
    private record Row(String sentence, List<String> holders) {}

    @Test
    void no_row_is_open() {
        List<Row> open = rows().stream()
                .filter(row -> row.holders().isEmpty()
                        || !row.holders().stream().allMatch(holder -> isTest(holder) || isScript(holder)))
                .toList();

        assertThat(rows()).hasSizeGreaterThan(200);
        assertThat(open).isEmpty();
    }

    @Test
    void every_sentence_stands_once() {
        assertThat(rows().stream().map(Row::sentence).toList()).doesNotHaveDuplicates();
    }

    @Test
    void every_test_and_script_that_is_named_is_there() {
        Map<String, String> sources = sources();
        List<String> named = rows().stream()
                .flatMap(row -> row.holders().stream())
                .distinct()
                .toList();

        assertThat(named.stream().filter(PromisesTest::isTest).filter(test -> !isIn(sources, test)))
                .isEmpty();
        assertThat(named.stream().filter(PromisesTest::isScript).filter(script -> !Files.isExecutable(Path.of(script))))
                .isEmpty();
    }

    @Test
    void so_is_every_test_that_a_page_names() {
        Map<String, String> sources = sources();
        List<String> named = Checkout.files("docs", ".md").stream()
                .flatMap(page -> TEST.matcher(Checkout.text(page)).results())
                .map(MatchResult::group)
                .toList();

        assertThat(named).hasSizeGreaterThan(500).allMatch(test -> isIn(sources, test));
    }

    private static boolean isTest(String holder) {
        return TEST.matcher(holder).matches();
    }

    private static boolean isScript(String holder) {
        return SCRIPT.matcher(holder).matches();
    }

    private static boolean isIn(Map<String, String> sources, String test) {
        String[] parts = test.split("#", 2);
        String source = sources.get(parts[0]);
        return source != null
                && (parts.length == 1
                        || Pattern.compile("(?:void|ArchRule) " + parts[1] + "(?:\\(| =)")
                                .matcher(source)
                                .find());
    }

    /** Sources by the name of the class; a name that comes twice would name no test. */
    private static Map<String, String> sources() {
        Map<String, String> sources = new TreeMap<>();
        for (Path file : Checkout.files(TESTS, ".java")) {
            String name = file.getFileName().toString().replace(".java", "");
            if (TEST.matcher(name).matches()) {
                assertThat(sources.put(name, Checkout.text(file)))
                        .as("two of " + name)
                        .isNull();
            }
        }
        return sources;
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (String line : Checkout.text(PAGE).lines().toList()) {
            if (line.startsWith("| ") && !line.startsWith("| sentence ") && !line.startsWith("| --- ")) {
                String[] cells = line.substring(2, line.length() - 2).split(" \\| ", -1);
                assertThat(cells).as(line).hasSize(2);
                rows.add(new Row(
                        cells[0],
                        Stream.of(cells[1].split(", ", -1))
                                .map(holder -> holder.replace("`", "").strip())
                                .filter(holder -> !holder.isEmpty())
                                .toList()));
            }
        }
        return rows;
    }
}
