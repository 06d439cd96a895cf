package dev.lintel.callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lintel.callers.limits.Limits;
import dev.lintel.callers.limits.LocalLimiter;
import dev.lintel.http.Glob;
import dev.lintel.http.RefusedException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, by which key. */
final class CallersTest {

    private static final Caller A = caller("a");
    private static final Caller B = caller("b", "gpt-*", "fast");

    private final Callers callers =
            callers(Map.of(A, List.of(KeyHash.of("key-a"), KeyHash.of("next-a")), B, List.of(KeyHash.of("key-b"))));

    @Test
    void where_nobody_is_configured_everybody_is_let_in_and_nothing_is_taken_off() {
        MultiMap headers = headers("authorization", "Bearer anything");

        assertThat(callers(Map.of()).admit(headers)).isNull();
        assertThat(headers.get("authorization")).isEqualTo("Bearer anything");
    }

    @ParameterizedTest
    @CsvSource({
        "authorization, Bearer key-a",
        "Authorization, bearer  key-a",
        "api-key, key-a",
        "x-api-key, key-a",
        "X-API-Key, next-a",
        "authorization, key-a"
    })
    void a_key_is_known_in_any_of_the_fields_and_taken_off(String field, String value) {
        MultiMap headers = headers(field, value).add("accept", "*/*");

        assertThat(admitted(headers)).isEqualTo(A);
        assertThat(headers.names()).containsExactly("accept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer key-", "Bearer key-ab", "Bearer KEY-A", "Basic key-a", "Bearer", "Bearer ", ""})
    void what_is_not_quite_a_key_is_none(String value) {
        assertRefused(headers("authorization", value));
    }

    @Test
    void without_any_key_nobody_is_let_in() {
        assertRefused(headers("accept", "*/*"));
    }

    @Test
    void an_authorization_that_is_for_the_provider_stays_beside_the_callers_key() {
        MultiMap headers = headers("authorization", "Bearer sk-provider").add("x-api-key", "key-b");

        assertThat(admitted(headers)).isEqualTo(B);
        assertThat(headers.get("authorization")).isEqualTo("Bearer sk-provider");
        assertThat(headers.contains("x-api-key")).isFalse();
    }

    @Test
    void every_field_with_a_callers_key_is_taken_off_and_the_first_one_counts() {
        MultiMap headers = headers("x-api-key", "key-b").add("authorization", "Bearer key-a");

        assertThat(admitted(headers)).isEqualTo(A);
        assertThat(headers.isEmpty()).isTrue();
    }

    @Test
    void of_several_lines_one_with_a_key_is_enough_and_takes_the_others_with_it() {
        MultiMap headers = headers("authorization", "Bearer other").add("authorization", "Bearer key-a");

        assertThat(admitted(headers)).isEqualTo(A);
        assertThat(headers.isEmpty()).isTrue();
    }

    @Test
    void two_callers_cannot_have_the_same_key() {
        Map<Caller, List<KeyHash>> twice = new LinkedHashMap<>();
        twice.put(A, List.of(KeyHash.of("same")));
        twice.put(B, List.of(KeyHash.of("same")));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> callers(twice))
                .withMessage("callers.b: it has the same key as callers.a");
    }

    @Test
    void a_key_may_be_configured_twice_for_the_same_caller() {
        assertThat(admitted(callers(Map.of(A, List.of(KeyHash.of("k"), KeyHash.of("k")))), headers("x-api-key", "k")))
                .isEqualTo(A);
    }

    @Test
    void a_caller_without_models_may_use_any_and_calls_whose_model_is_not_read() {
        A.requireModel("anything");
        A.requireModel(null);
    }

    @Test
    void a_caller_with_models_may_use_these_as_it_names_them() {
        B.requireModel("gpt-4o");
        B.requireModel("fast");
        assertNotAllowed("openai/gpt-4o");
        assertNotAllowed("GPT-4o");
        assertNotAllowed("");
        assertNotAllowed(null);
    }

    @Test
    void use_counts_where_anybodys_tokens_or_budget_are_bounded() {
        assertThat(callers.countUse()).isFalse();
        assertThat(counting(new Limits("c", 5, 0, 0))).isFalse();
        assertThat(counting(new Limits("c", 0, 5, 0))).isTrue();
        assertThat(counting(new Limits("c", 0, 0, 5))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", ".a", "a b", "a/b", "ä", "a\"b", "a{b}"})
    void a_name_that_would_not_fit_everywhere_is_none(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> caller(name))
                .withMessageContaining("'" + name + "' is no name for a caller");
    }

    @Test
    void a_name_has_up_to_64_characters() {
        assertThat(caller("a".repeat(64)).name()).hasSize(64);
        assertThatIllegalArgumentException().isThrownBy(() -> caller("a".repeat(65)));
    }

    @Test
    void a_fresh_key_is_known_by_its_hash_and_does_not_show_itself() {
        CallerKey fresh = CallerKey.generate();

        assertThat(fresh.key()).matches("lk-[A-Za-z0-9_-]{43}");
        assertThat(fresh.sha256()).matches("[0-9a-f]{64}");
        assertThat(fresh.toString()).doesNotContain(fresh.key());
        assertThat(CallerKey.generate().key()).isNotEqualTo(fresh.key());
        Callers one = callers(Map.of(A, List.of(KeyHash.parse(fresh.sha256()))));
        assertThat(admitted(one, headers("authorization", "Bearer " + fresh.key())))
                .isEqualTo(A);
    }

    private static void assertNotAllowed(String model) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> B.requireModel(model))
                .satisfies(refused -> {
                    assertThat(refused.error().status()).isEqualTo(403);
                    assertThat(refused.error().code()).isEqualTo("model_not_allowed");
                    assertThat(refused.error().param()).isEqualTo("model");
                });
    }

    private void assertRefused(MultiMap headers) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> callers.admit(headers))
                .satisfies(refused -> {
                    assertThat(refused.error().status()).isEqualTo(401);
                    assertThat(refused.error().code()).isEqualTo("invalid_api_key");
                })
                .withMessageNotContaining("key-");
    }

    private Caller admitted(MultiMap headers) {
        return admitted(callers, headers);
    }

    private static Caller admitted(Callers of, MultiMap headers) {
        return Stream.of(of.admit(headers)).findFirst().orElseThrow().caller();
    }

    private static boolean counting(Limits limits) {
        return callers(Map.of(new Caller("c", List.of(), limits), List.of(KeyHash.of("c"))))
                .countUse();
    }

    private static Callers callers(Map<Caller, List<KeyHash>> keys) {
        return new Callers(keys, new LocalLimiter(InstantSource.system()));
    }

    private static Caller caller(String name, String... models) {
        return new Caller(name, Stream.of(models).map(Glob::of).toList(), new Limits(name, 0, 0, 0));
    }

    private static MultiMap headers(String name, String value) {
        return HttpHeaders.headers().add(name, value);
    }
}
