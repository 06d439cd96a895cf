package dev.lintel.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lintel.http.RefusedException;
import dev.lintel.providers.Provider.Credentials;
import dev.lintel.providers.Providers.AliasTarget;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProvidersTest {

    private static final Supplier<String> NONE = () -> null;
    private static final Provider OPENAI = provider("openai", true, "gpt-*", "o1");
    private static final Provider GROQ = provider("groq", false, "llama-*", "gpt-oss-*");

    private final Providers providers = new Providers(
            List.of(OPENAI, GROQ), Map.of("fast", List.of(target("groq/llama-3"), target("openai/gpt-4o"))));

    @Nested
    class those_that_take_the_place_of_others {

        @Test
        void are_the_same_with_what_is_known_of_them_where_they_have_not_changed() {
            Provider rotated = Provider.of(
                    "openai", OPENAI.baseUrl(), new Credentials("sk-2", false), OPENAI.models(), OPENAI.isDefault());
            Providers next =
                    providers.replacedBy(List.of(rotated, provider("groq", false, "llama-*", "gpt-oss-*")), Map.of());

            Target groq = next.route("llama-3", NONE).first();
            assertThat(groq.provider()).isSameAs(GROQ);
            assertThat(groq.availability())
                    .isSameAs(providers.route("llama-3", NONE).first().availability());
            assertThat(next.routeToDefault().first().provider()).isSameAs(rotated);
            assertThat(next.routeToDefault().first().availability())
                    .isNotSameAs(providers.routeToDefault().first().availability());
        }

        @Test
        void have_their_own_aliases_and_models() {
            Providers next = providers.replacedBy(List.of(OPENAI), Map.of("quick", List.of(target("openai/o1"))));

            assertThat(next.route("quick", NONE).first().model()).contains("o1");
            assertThat(next.route("fast", NONE).alias()).isEmpty();
            assertThat(next.route("llama-3", NONE).first().provider()).isSameAs(OPENAI);
            assertThat(next.all()).containsExactly(OPENAI);
        }
    }

    @Nested
    class a_model {

        @Test
        void that_is_an_alias_goes_to_its_first_target() {
            Route route = providers.route("fast", NONE);

            assertThat(route.first().provider()).isEqualTo(GROQ);
            assertThat(route.first().model()).contains("llama-3");
            assertThat(route.alias()).contains("fast");
        }

        @Test
        void with_a_provider_in_front_goes_there_without_it() {
            Route route = providers.route("groq/gpt-4o", NONE);

            assertThat(route.first().provider()).isEqualTo(GROQ);
            assertThat(route.first().model()).contains("gpt-4o");
            assertThat(route.alias()).isEmpty();
        }

        @Test
        void is_claimed_where_the_configuration_names_it() {
            assertThat(providers.route("gpt-4o", NONE).claimed()).isTrue();
            assertThat(providers.route("groq/llama-3", NONE).claimed()).isTrue();
            assertThat(providers.route("groq/gpt-4o", NONE).claimed()).isFalse();
            assertThat(providers.route("unheard-of", NONE).claimed()).isFalse();
        }

        @Test
        void that_is_an_alias_is_claimed_whatever_its_target_claims() {
            Providers aliased = new Providers(List.of(OPENAI, GROQ), Map.of("odd", List.of(target("groq/unheard-of"))));

            assertThat(aliased.route("odd", NONE).claimed()).isTrue();
        }

        @Test
        void loses_no_more_than_the_first_prefix() {
            assertThat(providers.route("groq/meta-llama/llama-3", NONE).first().model())
                    .contains("meta-llama/llama-3");
            assertThat(providers.route("groq/groq/x", NONE).first().model()).contains("groq/x");
        }

        @Test
        void with_something_else_in_front_is_asked_for_as_it_is() {
            Route route = providers.route("meta-llama/llama-3", NONE);

            assertThat(route.first().provider()).isEqualTo(OPENAI);
            assertThat(route.first().model()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"/", "groq/", "/llama-3", "Groq/llama-3"})
        void that_only_looks_like_having_a_provider_in_front_is_asked_for_as_it_is(String model) {
            assertThat(providers.route(model, NONE)).satisfies(ProvidersTest::isToDefault);
        }

        @Test
        void goes_to_the_provider_that_claims_it_most_exactly() {
            assertThat(providers.route("llama-3", NONE).first().provider()).isEqualTo(GROQ);
            assertThat(providers.route("gpt-4o", NONE).first().provider()).isEqualTo(OPENAI);
            assertThat(providers.route("gpt-oss-120b", NONE).first().provider()).isEqualTo(GROQ);
        }

        @Test
        void that_several_claim_alike_goes_to_the_first_by_name_in_whatever_order_they_are_given() {
            Provider b = provider("b", false, "x-*");
            Provider a = provider("a", false, "x-*");

            assertThat(new Providers(List.of(b, a), Map.of())
                            .route("x-1", NONE)
                            .first()
                            .provider())
                    .isEqualTo(a);
            assertThat(new Providers(List.of(a, b), Map.of())
                            .route("x-1", NONE)
                            .first()
                            .provider())
                    .isEqualTo(a);
        }

        @Test
        void that_nobody_claims_goes_to_the_default() {
            assertThat(providers.route("unheard-of", NONE)).satisfies(ProvidersTest::isToDefault);
        }

        @Test
        void that_nobody_claims_is_not_found_without_a_default() {
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(() -> new Providers(List.of(GROQ), Map.of()).route("unheard-of", NONE))
                    .satisfies(refused -> {
                        assertThat(refused.error().status()).isEqualTo(404);
                        assertThat(refused.error().code()).isEqualTo("model_not_found");
                        assertThat(refused.error().param()).isEqualTo("model");
                        assertThat(refused.error().message())
                                .isEqualTo("No provider here serves the model 'unheard-of'.");
                    });
        }

        @Test
        void that_is_not_found_is_shown_only_up_to_a_length() {
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(() -> new Providers(List.of(GROQ), Map.of()).route("x".repeat(10_000), NONE))
                    .satisfies(refused -> assertThat(refused.error().message()).hasSizeLessThan(200));
        }
    }

    @Nested
    class a_call_without_a_model {

        @Test
        void goes_to_the_default() {
            assertThat(providers.routeToDefault()).satisfies(ProvidersTest::isToDefault);
        }

        @Test
        void is_refused_without_a_default() {
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(() -> new Providers(List.of(GROQ), Map.of()).routeToDefault())
                    .satisfies(refused -> {
                        assertThat(refused.error().status()).isEqualTo(404);
                        assertThat(refused.error().code()).isEqualTo("no_default_provider");
                    });
        }
    }

    @Nested
    class a_wrong_configuration {

        @Test
        void with_two_defaults_is_refused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Providers(List.of(OPENAI, provider("zai", true)), Map.of()))
                    .withMessage("providers.zai.default: only one provider can be the default, and openai is");
        }

        @Test
        void with_two_of_one_name_is_refused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Providers(List.of(GROQ, provider("groq", false)), Map.of()))
                    .withMessageStartingWith("providers.groq: ");
        }

        @ParameterizedTest
        @ValueSource(strings = {"nowhere/gpt-4o", "gpt-4o", "openai/", "fast", ""})
        void with_an_alias_to_nowhere_is_refused(String target) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Providers(List.of(OPENAI, GROQ), Map.of("fast", List.of(target(target)))))
                    .withMessage("model_aliases.fast.targets: '" + target
                            + "' leads nowhere; write provider/model with one of the providers [openai, groq]");
        }

        @Test
        void with_a_second_target_to_nowhere_is_refused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Providers(
                            List.of(OPENAI), Map.of("fast", List.of(target("openai/gpt-4o"), target("groq/llama-3")))))
                    .withMessageStartingWith("model_aliases.fast.targets: 'groq/llama-3' leads nowhere");
        }

        @Test
        void with_an_alias_without_targets_is_refused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Providers(List.of(OPENAI), Map.of("fast", List.of())))
                    .withMessage("model_aliases.fast.targets: at least one provider/model is needed");
        }
    }

    @Test
    void all_are_told_in_the_order_of_their_names() {
        assertThat(providers.all()).containsExactly(GROQ, OPENAI);
    }

    private static void isToDefault(Route route) {
        assertThat(route.targets()).singleElement().satisfies(target -> {
            assertThat(target.provider()).isEqualTo(OPENAI);
            assertThat(target.model()).isEmpty();
        });
        assertThat(route.alias()).isEmpty();
        assertThat(route.claimed()).isFalse();
    }

    private static AliasTarget target(String name) {
        return new AliasTarget(name, OptionalInt.empty());
    }

    private static Provider provider(String name, boolean isDefault, String... models) {
        return Provider.of(
                name,
                URI.create("https://" + name + ".example/v1"),
                Credentials.NONE,
                Stream.of(models).map(ModelPattern::of).toList(),
                isDefault);
    }
}
