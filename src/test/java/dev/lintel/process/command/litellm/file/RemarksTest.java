package dev.lintel.process.command.litellm.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is said of settings, by the command and by its page. */
final class RemarksTest {

    private static final Path PAGE = Path.of("docs/migrate/from-litellm.md");
    private static final Pattern KEY = Pattern.compile("`([^`]+)`");

    @Test
    void the_page_names_what_the_command_knows_and_nothing_else() throws IOException {
        Map<String, Set<String>> onPage = new LinkedHashMap<>();
        Set<String> section = new TreeSet<>();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("### ")) {
                section = new TreeSet<>();
                onPage.put(line.equals("### The file") ? "file" : line.replaceAll("[#` ]", ""), section);
            } else if (line.startsWith("| `")) {
                KEY.matcher(line.substring(0, line.indexOf(" | ")))
                        .results()
                        .map((MatchResult key) -> key.group(1))
                        .forEach(section::add);
            }
        }

        Map<String, Set<String>> known = Remarks.bySection().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> new TreeSet<>(each.getValue().keySet())));
        assertThat(onPage).isEqualTo(known);
    }

    @Test
    void what_is_not_known_is_said_and_what_is_off_is_not() throws IOException {
        assertThat(said("""
                model_list:
                  - model_name: a
                    litellm_params: {model: openai/a, new_param: 1, drop_params: false}
                router_settings: {newer: {a: b}, enable_pre_call_checks: False, fallbacks: [], num_retries: 1}
                litellm_settings: {cache: false, callbacks: [], cache_params: }
                newest: true
                x-shared: {a: 1}
                """))
                .containsExactly(
                        "3 model_list[0].litellm_params.new_param: is not known to this import, and has no part in what is"
                                + " written",
                        "4 router_settings.newer: is not known to this import, and has no part in what is written",
                        "6 newest: is not known to this import, and has no part in what is written");
    }

    @Test
    void callbacks_are_said_one_by_one() throws IOException {
        assertThat(said("litellm_settings:\n  callbacks: otel\n  success_callback:\n    - langfuse\n    - s3\n"))
                .satisfiesExactly(
                        otel -> assertThat(otel).startsWith("2 litellm_settings.callbacks: otel is OTLP here"),
                        langfuse -> assertThat(langfuse)
                                .startsWith("4 litellm_settings.success_callback[0]: langfuse takes OTLP"),
                        s3 -> assertThat(s3)
                                .isEqualTo("5 litellm_settings.success_callback[1]: s3 has no counterpart"));
    }

    @Test
    void a_strategy_and_a_mode_are_said_where_there_is_none_like_it() throws IOException {
        assertThat(said("router_settings: {routing_strategy: simple-shuffle}")).isEmpty();
        assertThat(said("router_settings: {routing_strategy: least-busy}")).hasSize(1);
        assertThat(said("model_list: [{model_info: {mode: embedding}}, {model_info: {mode: rerank}}]"))
                .singleElement()
                .asString()
                .startsWith("1 model_list[1].model_info.mode: has no counterpart");
    }

    @Test
    void what_is_merged_in_counts_and_yields_to_what_stands_beside_it() throws IOException {
        Setting file = read("a: &a {x: 1, y: 1}\nb: {y: 2, <<: *a}\nc: {<<: [{z: 3}, *a]}\n");

        assertThat(file.get("b").orElseThrow().text("x")).contains("1");
        assertThat(file.get("b").orElseThrow().text("y")).contains("2");
        assertThat(file.get("c").orElseThrow().entries()).containsOnlyKeys("z", "x", "y");
        assertThat(file.get("b").orElseThrow().get("x").orElseThrow()).hasToString("b.x (line 1)");
    }

    private static List<String> said(String yaml) throws IOException {
        Notes notes = new Notes();
        Remarks.on(read(yaml), notes);
        List<String> said = new ArrayList<>();
        notes.all().forEach(note -> said.add(note.line() + " " + note.text()));
        return said;
    }

    private static Setting read(String yaml) throws IOException {
        return LiteLlmFile.read(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
    }
}
