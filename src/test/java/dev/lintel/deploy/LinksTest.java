package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Checkout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every link of every page leads to what is there: to a file of this repository, and to a heading of it. */
final class LinksTest {

    private static final Pattern CODE = Pattern.compile("(?ms)^ *(```|~~~).*?^ *\\1 *$|`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile(
            "]\\(([^)\\s]+)(?:\\s+\"[^\"]*\")?\\)|(?m:^\\[[^]]+]:\\s*(\\S+))|(?:src|href)=\"([^\"]+)\"");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *#* *$");

    static Stream<Path> all_pages() {
        return Stream.concat(Checkout.files(".", ".md").stream(), Stream.of(Path.of("llms.txt")));
    }

    @ParameterizedTest
    @MethodSource("all_pages")
    void a_link_leads_to_what_is_there(Path page) {
        assertThat(links(Checkout.text(page)).filter(link -> !isThere(page, link)))
                .isEmpty();
    }

    @Test
    void there_are_many() {
        assertThat(all_pages().flatMap(page -> links(Checkout.text(page)))).hasSizeGreaterThan(200);
        assertThat(all_pages()).contains(Path.of("README.md"), Path.of("docs/README.md"), Path.of("k8s/README.md"));
    }

    @Test
    void every_page_of_the_documentation_is_in_the_index() {
        Set<Path> linked = new HashSet<>();
        links(Checkout.text("docs/README.md")).forEach(link -> linked.add(target(Path.of("docs/README.md"), link)));

        assertThat(Checkout.files("docs", ".md").stream()
                        .filter(page -> !page.endsWith(Path.of("docs", "README.md")))
                        // Others have an index of their own, in the folder that they are in.
                        .filter(page -> page.getParent().equals(Path.of("docs"))
                                || page.endsWith("README.md")
                                || !Files.exists(page.resolveSibling("README.md"))))
                .allSatisfy(page -> assertThat(linked).contains(page));
        assertThat(Checkout.text("docs/clients/README.md"))
                .contains(names("docs/clients").toArray(String[]::new));
        assertThat(Checkout.text("docs/backends/README.md"))
                .contains(names("docs/backends").toArray(String[]::new));
        assertThat(Checkout.text("docs/decisions/README.md"))
                .contains(names("docs/decisions").toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[a](SECURITY.md) | true",
                "[a](SECURITY.md#what-is-protected-from-whom) | true",
                "[a](SECURITY.md#what-is-protected) | false",
                "[a](NOWHERE.md) | false",
                "[a](#run-it) | true",
                "[a](#run-them) | false",
                "![a](docs/images/none.png) | false",
                "<img src=\"docs/images/none.png\"> | false",
                "[a]: docs/none.md | false",
                "[a](https://example.com/none) | true",
            })
    void a_link_that_leads_nowhere_is_seen(String text, boolean there) {
        assertThat(links(text)).hasSize(1).allMatch(link -> isThere(Path.of("README.md"), link) == there);
    }

    private static Stream<String> names(String directory) {
        return Checkout.files(directory, ".md").stream()
                .map(page -> page.getFileName().toString())
                .filter(name -> !name.equals("README.md"));
    }

    /** What is linked, but in code. */
    private static Stream<String> links(String text) {
        return LINK.matcher(CODE.matcher(text).replaceAll("")).results().map(LinksTest::first);
    }

    private static String first(MatchResult link) {
        return link.group(1) != null ? link.group(1) : link.group(2) != null ? link.group(2) : link.group(3);
    }

    private static Path target(Path page, String link) {
        Path directory = page.toAbsolutePath().normalize().getParent();
        String file = link.split("#", 2)[0];
        Path target = file.isEmpty() ? page.toAbsolutePath() : directory.resolve(file);
        return Path.of("").toAbsolutePath().relativize(target.normalize());
    }

    private static boolean isThere(Path page, String link) {
        if (ELSEWHERE.matcher(link).matches()) {
            return true;
        }
        Path target = target(page, link);
        String[] parts = link.split("#", 2);
        return Files.exists(target)
                && (parts.length == 1 || anchors(Checkout.text(target)).contains(parts[1]));
    }

    /** As GitHub names headings: lower case, words joined by hyphens, other signs left out, numbered where they come again. */
    private static Set<String> anchors(String text) {
        Map<String, Integer> times = new HashMap<>();
        Set<String> anchors = new HashSet<>();
        List<String> headings = HEADING.matcher(Pattern.compile("(?ms)^ *(```|~~~).*?^ *\\1 *$")
                        .matcher(text)
                        .replaceAll(""))
                .results()
                .map(heading -> heading.group(1))
                .toList();
        for (String heading : headings) {
            String anchor = heading.replaceAll("]\\([^)]*\\)", "")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            int before = times.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        }
        return anchors;
    }
}
