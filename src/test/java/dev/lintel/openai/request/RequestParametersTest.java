package dev.lintel.openai.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestParametersTest {

    private static final Map<String, Function<RequestParameters, Optional<Long>>> WHOLE = Map.of(
            "n", RequestParameters::choiceCount,
            "seed", RequestParameters::seed,
            "max_tokens", RequestParameters::maxTokens,
            "max_completion_tokens", RequestParameters::maxTokens,
            "max_output_tokens", RequestParameters::maxTokens,
            "dimensions", RequestParameters::dimensions);

    private static final Map<String, Function<RequestParameters, Optional<Double>>> REAL = Map.of(
            "temperature", RequestParameters::temperature,
            "top_p", RequestParameters::topP,
            "top_k", RequestParameters::topK,
            "frequency_penalty", RequestParameters::frequencyPenalty,
            "presence_penalty", RequestParameters::presencePenalty);

    private static final Map<String, Function<RequestParameters, Optional<String>>> TEXT = Map.of(
            "service_tier", RequestParameters::serviceTier,
            "encoding_format", RequestParameters::encodingFormat,
            "response_format", RequestParameters::outputFormat,
            "conversation", RequestParameters::conversation);

    @Test
    void are_read_of_a_chat_completion() {
        RequestParameters asked = read(
                "\"model\":\"m\",\"n\":2,\"seed\":-42,\"max_completion_tokens\":100,\"temperature\":0.7,"
                        + "\"top_p\":1,\"frequency_penalty\":-2.0,\"presence_penalty\":1e-1,\"stop\":[\"a\",\"\\n\"],"
                        + "\"service_tier\":\"flex\",\"response_format\":{\"json_schema\":{\"type\":\"x\"},\"type\":\"json_schema\"}");

        assertThat(asked.choiceCount()).hasValue(2L);
        assertThat(asked.seed()).hasValue(-42L);
        assertThat(asked.maxTokens()).hasValue(100L);
        assertThat(asked.temperature()).hasValue(0.7);
        assertThat(asked.topP()).hasValue(1.0);
        assertThat(asked.frequencyPenalty()).hasValue(-2.0);
        assertThat(asked.presencePenalty()).hasValue(0.1);
        assertThat(asked.stopSequences()).containsExactly("a", "\n");
        assertThat(asked.serviceTier()).hasValue("flex");
        assertThat(asked.outputFormat()).hasValue("json_schema");
    }

    @Test
    void are_read_of_a_response() {
        RequestParameters asked = read(
                "\"max_output_tokens\":9,\"conversation\":{\"id\":\"conv_1\"},"
                        + "\"text\":{\"verbosity\":\"low\",\"format\":{\"name\":\"n\",\"schema\":{\"type\":\"no\"},\"type\":\"json_schema\"}}");

        assertThat(asked.maxTokens()).hasValue(9L);
        assertThat(asked.conversation()).hasValue("conv_1");
        assertThat(asked.outputFormat()).hasValue("json_schema");
        assertThat(read("\"conversation\":\"conv_2\"").conversation()).hasValue("conv_2");
    }

    @Test
    void are_read_of_messages_and_of_embeddings() {
        RequestParameters message = read("\"max_tokens\":7,\"top_k\":40,\"stop_sequences\":[\"END\"]");
        assertThat(message.maxTokens()).hasValue(7L);
        assertThat(message.topK()).hasValue(40.0);
        assertThat(message.stopSequences()).containsExactly("END");

        RequestParameters embedding = read("\"dimensions\":256,\"encoding_format\":\"base64\"");
        assertThat(embedding.dimensions()).hasValue(256L);
        assertThat(embedding.encodingFormat()).hasValue("base64");
    }

    @Test
    void are_none_where_none_is_given() {
        assertNone(read(
                "\"model\":\"m\",\"messages\":[{\"temperature\":1,\"n\":2,\"stop\":\"x\"}],\"metadata\":{\"seed\":3}"));
    }

    @ParameterizedTest
    @CsvSource({"max_tokens, max_completion_tokens", "max_completion_tokens, max_tokens"})
    void of_the_two_names_for_the_most_tokens_the_newer_holds(String first, String second) {
        String newer = "max_completion_tokens";

        RequestParameters asked = read("\"%s\":%d,\"%s\":%d"
                .formatted(first, first.equals(newer) ? 2 : 1, second, second.equals(newer) ? 2 : 1));

        assertThat(asked.maxTokens()).hasValue(2L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "\"1\"",
                "\"\"",
                "{}",
                "[]",
                "[1]",
                "{\"n\":1}",
                "1.5",
                "1.0",
                "1e3",
                "-1E+2",
                "1000000000000000000",
                "-100000000000000000",
                "9223372036854775808",
                "99999999999999999999999999999999999999"
            })
    void that_should_be_whole_numbers_and_are_not_or_too_large_are_none(String value) {
        assertEach(WHOLE, value, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-0, 0", "1, 1", "-7, -7", "999999999999999999, 999999999999999999"})
    void that_are_whole_numbers_are_read(String value, long expected) {
        assertEach(WHOLE, value, Optional.of(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "\"0.5\"",
                "{}",
                "[0.5]",
                "{\"top_p\":1}",
                "1e309",
                "-1e309",
                "1e999999999",
                "1e99999999999999",
                "0.1000000000000000000000000000000001",
                "999999999999999999999999999999999999999999"
            })
    void that_should_be_numbers_and_are_not_or_too_large_are_none(String value) {
        assertEach(REAL, value, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-2, -2",
        "0.25, 0.25",
        "1e-3, 0.001",
        "1E2, 100",
        "1e-999, 0",
        "12345678901234567890, 12345678901234567890"
    })
    void that_are_numbers_are_read(String value, double expected) {
        assertEach(REAL, value, Optional.of(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "7",
                "0.5",
                "[]",
                "[\"a\"]",
                "{}",
                "{\"other\":\"a\"}",
                "{\"type\":7,\"id\":[\"x\"]}",
                "{\"x\":{\"type\":\"a\",\"id\":\"b\"}}"
            })
    void that_should_be_texts_and_are_not_are_none(String value) {
        assertEach(TEXT, value, Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"json\"",
                "[]",
                "7",
                "{}",
                "{\"format\":null}",
                "{\"format\":[{\"type\":\"a\"}]}",
                "{\"format\":{\"type\":{}}}",
                "{\"other\":{\"type\":\"a\"}}",
                "{\"type\":\"a\"}"
            })
    void of_a_response_that_are_no_format_are_none(String value) {
        assertThat(read("\"text\":" + value).outputFormat()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "true", "{}", "{\"a\":\"b\"}", "[]", "[7,null,{},[\"nested\"],{\"a\":\"b\"}]"})
    void that_should_be_stop_sequences_and_are_not_are_none(String value) {
        assertThat(read("\"stop\":" + value).stopSequences()).isEmpty();
        assertThat(read("\"stop_sequences\":" + value).stopSequences()).isEmpty();
    }

    @Test
    void that_are_stop_sequences_among_other_values_are_read() {
        assertThat(read("\"stop\":\"only\"").stopSequences()).containsExactly("only");
        assertThat(read("\"stop\":[[\"no\"],\"a\",null,{\"no\":\"no\"},\"\",7,\"b\"]")
                        .stopSequences())
                .containsExactly("a", "", "b");
    }

    @Test
    void that_are_numbers_are_read_up_to_32_digits() {
        String digits = "0." + "1".repeat(30);

        assertEach(REAL, digits, Optional.of(Double.parseDouble(digits)));
        assertEach(REAL, digits + "1", Optional.empty());
    }

    @Test
    void that_are_long_or_many_are_bounded() {
        String text = "x".repeat(1_000_000);
        assertEach(TEXT, '"' + text + '"', Optional.of("x".repeat(256)));
        String many = String.join(",", Collections.nCopies(100_000, "\"" + "x".repeat(300) + "\""));
        assertThat(read("\"stop\":[" + many + "]").stopSequences()).isEqualTo(Collections.nCopies(16, "x".repeat(256)));
        assertThat(read("\"seed\":" + "9".repeat(1_000_000) + ",\"temperature\":0." + "1".repeat(1_000_000))
                        .seed())
                .isEmpty();
    }

    @Test
    void of_any_kind_never_keep_the_body_from_being_read() {
        List<String> values = List.of(
                "null",
                "true",
                "0",
                "-1",
                "1.5e300",
                "\"\"",
                "\"x\"",
                "[]",
                "{}",
                "[[],{},\"\",1]",
                "{\"type\":[],\"id\":{},\"format\":[]}");
        List<String> names = Stream.of(
                        WHOLE.keySet(), REAL.keySet(), TEXT.keySet(), List.of("text", "stop", "stop_sequences"))
                .flatMap(Collection::stream)
                .toList();
        for (String name : names) {
            for (String value : values) {
                RequestOutline outline = RequestOutline.read(("{\"" + name + "\":" + value + ",\"" + name + "\":"
                                + value + ",\"model\":\"m\",\"stream\":true}")
                        .getBytes(UTF_8));
                assertThat(outline.model()).as("behind %s: %s", name, value).isEqualTo("m");
                assertThat(outline.streaming()).isTrue();
            }
        }
    }

    private static <T> void assertEach(
            Map<String, Function<RequestParameters, Optional<T>>> parameters, String value, Optional<T> expected) {
        parameters.forEach((name, read) -> assertThat(read.apply(read("\"" + name + "\":" + value)))
                .as("%s of %s", name, value)
                .isEqualTo(expected));
    }

    private static void assertNone(RequestParameters asked) {
        WHOLE.values().forEach(read -> assertThat(read.apply(asked)).isEmpty());
        REAL.values().forEach(read -> assertThat(read.apply(asked)).isEmpty());
        TEXT.values().forEach(read -> assertThat(read.apply(asked)).isEmpty());
        assertThat(asked.stopSequences()).isEmpty();
    }

    private static RequestParameters read(String members) {
        return RequestOutline.read(("{" + members + "}").getBytes(UTF_8)).parameters();
    }
}
