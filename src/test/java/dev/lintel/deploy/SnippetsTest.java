package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code in docs/instrument-your-agents.md is that of the files under examples/snippets, which are run. */
final class SnippetsTest {

    private static final Path SNIPPETS = Path.of("examples/snippets");
    private static final Pattern BLOCK = Pattern.compile(
            "^\\[(?<name>[^]]+)]\\((?<link>[^)]+)\\)\n\n```(?:python|js|java)\n(?<code>.*?)^```$", flags());
    private static final Pattern CODE = Pattern.compile("^```(?:python|js|java)$", Pattern.MULTILINE);

    @Test
    void the_guide_shows_every_snippet_word_for_word() throws IOException {
        assertThat(shown(guide())).isEqualTo(snippets());
    }

    @Test
    void the_guide_shows_no_other_code() throws IOException {
        assertThat(CODE.matcher(guide()).results()).hasSameSizeAs(snippets().entrySet());
    }

    @Test
    void each_block_links_to_its_file() throws IOException {
        assertThat(BLOCK.matcher(guide()).results())
                .isNotEmpty()
                .allSatisfy(block -> assertThat(block.group(2)).isEqualTo("../examples/snippets/" + block.group(1)));
    }

    private static int flags() {
        return Pattern.MULTILINE | Pattern.DOTALL;
    }

    private static String guide() throws IOException {
        return Files.readString(Path.of("docs/instrument-your-agents.md"));
    }

    private static Map<String, String> shown(String guide) {
        Map<String, String> shown = new TreeMap<>();
        BLOCK.matcher(guide).results().forEach(block -> shown.put(block.group(1), block.group(3)));
        return shown;
    }

    private static Map<String, String> snippets() throws IOException {
        Map<String, String> snippets = new TreeMap<>();
        for (String language : List.of("python", "node", "java")) {
            try (Stream<Path> files = Files.list(SNIPPETS.resolve(language))) {
                for (Path file : files.filter(SnippetsTest::isCode).toList()) {
                    snippets.put(language + "/" + file.getFileName(), Files.readString(file));
                }
            }
        }
        return snippets;
    }

    private static boolean isCode(Path file) {
        return file.toString().matches(".*\\.(py|mjs|java)");
    }
}
