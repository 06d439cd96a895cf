package dev.lintel.process.command.litellm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.providers.Provider;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pages on coming from elsewhere show what is so. */
final class MigrationPagesTest {

    private static final Pattern BLOCK = Pattern.compile("^```yaml\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    @Test
    void litellms_example_becomes_what_stands_below_it() {
        List<String> blocks = blocks("docs/migrate/from-litellm.md");

        assertThat(blocks).hasSize(2);
        Imported imported = Imported.of(blocks.get(0));
        assertThat(imported.said()).isEmpty();
        assertThat(imported.configuration()).isEqualTo(blocks.get(1));
        assertThat(imported.targets("gpt-4o")).containsExactly("azure/gpt-4o-eu", "openai/gpt-4o-mini");
    }

    @Test
    void planos_example_would_start_and_leads_where_plano_does() {
        Imported written = new Imported(0, blocks("docs/migrate/from-plano.md").get(0), List.of());

        assertThat(written.faults()).isEmpty();
        assertThat(written.providers().all())
                .extracting(Provider::name)
                .containsExactly("anthropic", "custom", "openai");
        assertThat(written.targets("fast-llm")).containsExactly("openai/gpt-4o-mini");
        assertThat(written.targets("llama-3.3-70b")).containsExactly("custom/(as asked)");
        assertThat(written.targets("anything")).containsExactly("openai/(as asked)");
    }

    private static List<String> blocks(String page) {
        return BLOCK.matcher(Imported.text(Path.of(page)))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }
}
