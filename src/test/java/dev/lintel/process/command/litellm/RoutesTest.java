package dev.lintel.process.command.litellm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lintel.http.RefusedException;
import org.junit.jupiter.api.Test;

/** What each model leads to, by itself, with others and when it fails. */
final class RoutesTest {

    private static final String THREE = """
            model_list:
              - {model_name: a, litellm_params: {model: openai/a}}
              - {model_name: b, litellm_params: {model: groq/b}}
              - {model_name: c, litellm_params: {model: xai/c}}
            """;

    @Test
    void a_model_under_its_own_name_is_its_providers_and_under_another_an_alias() {
        Imported imported = Imported.of("""
                model_list:
                  - {model_name: gpt-4.1, litellm_params: {model: openai/gpt-4.1}}
                  - {model_name: no, litellm_params: {model: openai/gpt-4o}}
                  - {model_name: openai/o3, litellm_params: {model: openai/o3}}
                """);

        assertThat(imported.configuration()).contains("models: [gpt-4.1]", "\"no\":\n    targets: [openai/gpt-4o]");
        assertThat(imported.targets("gpt-4.1")).containsExactly("openai/(as asked)");
        assertThat(imported.targets("no")).containsExactly("openai/gpt-4o");
        assertThat(imported.targets("openai/o3")).containsExactly("openai/o3");
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> imported.targets("gpt-5"));
    }

    @Test
    void fallbacks_of_the_router_win_over_those_of_the_settings_and_default_ones_are_for_all_others() {
        Imported imported = Imported.of(THREE + """
                router_settings: {fallbacks: [{a: [b]}]}
                litellm_settings: {fallbacks: [{a: [c]}], default_fallbacks: [c]}
                """);

        assertThat(imported.targets("a")).containsExactly("openai/a", "groq/b", "xai/c");
        assertThat(imported.targets("b")).containsExactly("groq/b", "xai/c");
        assertThat(imported.targets("c")).containsExactly("xai/(as asked)");
    }

    @Test
    void fallbacks_that_lead_back_end() {
        Imported imported = Imported.of(THREE + "litellm_settings: {fallbacks: [{a: [b]}, {b: [c]}, {c: [a, b]}]}\n");

        assertThat(imported.targets("a")).containsExactly("openai/a", "groq/b", "xai/c");
        assertThat(imported.targets("c")).containsExactly("xai/c", "openai/a", "groq/b");
    }

    @Test
    void fallbacks_to_nobody_and_of_nobody_are_said() {
        Imported imported = Imported.of(THREE + """
                router_settings:
                  fallbacks:
                    - a: [nobody, {model: b, temperature: 0}]
                    - gone: [a]
                  model_group_alias: {x: nobody, a: b}
                """);

        assertThat(imported.targets("a")).containsExactly("openai/a", "groq/b");
        assertThat(imported.notes())
                .containsExactlyInAnyOrder(
                        "7: router_settings.fallbacks[0].a: falls back to 'nobody', which nobody serves",
                        "7: router_settings.fallbacks[0].a[1]: changes the call, too, which Lintel does not: it only asks"
                                + " for the other model",
                        "8: router_settings.fallbacks[1].gone: is of a model that model_list does not have",
                        "9: router_settings.model_group_alias.x: leads to no model of the file",
                        "9: router_settings.model_group_alias.a: is the name of a model of the file, too, which stays");
    }

    @Test
    void a_model_whose_own_deployments_cannot_be_called_leads_to_its_fallbacks() {
        Imported imported = Imported.of("""
                model_list:
                  - {model_name: a, litellm_params: {model: bedrock/a}}
                  - {model_name: b, litellm_params: {model: groq/b}}
                litellm_settings: {fallbacks: [{a: [b]}]}
                """);

        assertThat(imported.targets("a")).containsExactly("groq/b");
    }

    @Test
    void deployments_that_are_one_target_have_their_shares_together() {
        Imported imported = Imported.of("""
                model_list:
                  - {model_name: m, litellm_params: {model: openai/a, weight: 2}}
                  - {model_name: m, litellm_params: {model: openai/a, weight: 1}}
                  - {model_name: m, litellm_params: {model: groq/a, weight: 1}}
                  - {model_name: m, litellm_params: {model: xai/a, weight: 0}}
                """);

        assertThat(imported.configuration())
                .contains("{model: openai/a, weight: 3}", "{model: groq/a, weight: 1}", "{model: xai/a, weight: 0}");
    }

    @Test
    void deployments_without_any_share_have_the_same() {
        Imported imported = Imported.of("""
                model_list:
                  - {model_name: m, litellm_params: {model: openai/a}}
                  - {model_name: m, litellm_params: {model: groq/a}}
                """);

        assertThat(imported.percentage("m", "openai/a")).isBetween(48L, 52L);
    }

    @Test
    void a_prefix_leads_to_one_provider_and_one_is_the_default() {
        Imported imported = Imported.of("""
                model_list:
                  - {model_name: "openai/*", litellm_params: {model: "openai/*", api_key: os.environ/ONE}}
                  - {model_name: "openai/*", litellm_params: {model: "openai/*", api_key: os.environ/TWO}}
                  - {model_name: "*", litellm_params: {model: "groq/*"}}
                  - {model_name: "*", litellm_params: {model: "xai/*"}}
                  - {model_name: "mine-*", litellm_params: {model: "openai/gpt-*", api_key: os.environ/ONE}}
                """);

        assertThat(imported.targets("openai/x")).containsExactly("openai/x");
        assertThat(imported.targets("x")).containsExactly("groq/(as asked)");
        assertThat(imported.notes())
                .containsExactly(
                        "3: model_list[1]: has no counterpart: a prefix leads to one provider",
                        "5: model_list[3]: has no counterpart: one provider is the default",
                        "6: model_list[4]: has no counterpart: a pattern of Lintel's is the same for callers and for the"
                                + " provider, or NAME/*");
    }

    @Test
    void a_master_key_lets_its_holder_in_and_nobody_else() {
        Imported with = Imported.of(THREE + "general_settings: {master_key: sk-s3cret}\n");
        Imported without = Imported.of(THREE);

        assertThat(with.configuration())
                .endsWith("callers:\n  master: {key_sha256: \"${LITELLM_MASTER_KEY_SHA256}\"}\n");
        assertThat(with.callers()).isNotNull();
        assertThat(with.yaml() + with.said()).doesNotContain("s3cret");
        assertThat(without.configuration()).doesNotContain("callers");
    }
}
