package dev.lintel.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What calls cost is on the spans of their inferences, by what the answers say. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class CostOfCallsTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final AttributeKey<Double> COST = AttributeKey.doubleKey("lintel.usage.cost");
    private static final AttributeKey<String> CURRENCY = AttributeKey.stringKey("lintel.usage.cost.currency");

    @Test
    void of_a_whole_answer() {
        // 1000 * 2e-6 + 100 * 8e-6
        assertCost(0.0028, ask(CHAT, "gpt-plain", chat("gpt-plain", "1000", "100", "")));
    }

    @Test
    void of_a_stream() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(CHAT, "{\"model\":\"gpt-plain\",\"stream\":true}");
            Exchange exchange = upstream.next().startStream();
            exchange.sendChunk(
                    "data: {\"model\":\"gpt-plain\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
            exchange.sendChunk(
                    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100}}\n\ndata: [DONE]\n\n");
            exchange.endStream();
            client.readAnswer();
        }
        assertCost(0.0028, inference());
    }

    @Test
    void by_the_model_that_answered_not_by_the_one_that_was_asked_for() {
        // 1000 * 3e-6 + 100 * 1.5e-5, not 0.0028
        assertCost(0.0045, ask(CHAT, "gpt-plain", chat("gpt-cached", "1000", "100", "")));
        // And not by the one that was asked for where that of the answer has no price.
        assertNone(ask(CHAT, "gpt-plain", chat("gpt-without-a-price", "1000", "100", "")));
    }

    @Test
    void by_the_model_that_was_sent_where_the_answer_names_none() {
        assertCost(
                0.0028, ask(CHAT, "fake/gpt-plain", "{\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100}}"));
    }

    @ParameterizedTest
    @CsvSource({"default, 0.003", "flex, 0.0015", "priority, 0.006"})
    void by_the_tier_that_served_it_not_by_the_one_that_was_asked_for(String tier, double expected) {
        // 1000 * 2e-6 + 100 * 1e-5; the half; the double
        String answer =
                chat("gpt-tiered", "1000", "100", "").replaceFirst("\\{", "{\"service_tier\":\"" + tier + "\",");
        assertCost(expected, ask(CHAT, "gpt-tiered\",\"service_tier\":\"flex", answer));
    }

    @Test
    void with_what_went_through_a_cache_and_what_nobody_sees() {
        // 700 * 3e-6 + 300 * 3e-7 + 40 * 1.5e-5 + 60 * 3e-5 = 0.0021 + 0.00009 + 0.0006 + 0.0018
        assertCost(0.00459, ask(CHAT, "gpt-cached", chat("gpt-cached", "1000", "100", """
                ,"prompt_tokens_details":{"cached_tokens":300,"audio_tokens":0},
                "completion_tokens_details":{"reasoning_tokens":60,"audio_tokens":0}""")));
    }

    @Test
    void of_messages_with_what_stays_in_a_cache_for_an_hour() {
        // 500 * 3e-6 + 300 * 3e-7 + 150 * 3.75e-6 + 50 * 6e-6 + 100 * 1.5e-5
        assertCost(0.0039525, ask(MESSAGES, "gpt-cached", message("gpt-cached", """
                "input_tokens":500,"cache_read_input_tokens":300,"cache_creation_input_tokens":200,
                "cache_creation":{"ephemeral_5m_input_tokens":150,"ephemeral_1h_input_tokens":50},"output_tokens":100""")));
    }

    @Test
    void of_messages_by_their_speed() {
        // 1000 * 4e-6 + 100 * 2e-5
        assertCost(
                0.006,
                ask(
                        MESSAGES,
                        "gpt-tiered",
                        message("gpt-tiered", "\"input_tokens\":1000,\"output_tokens\":100,\"speed\":\"fast\"")));
        SpanData span = inference();
        assertThat(span.getAttributes().get(AttributeKey.stringKey("openai.response.service_tier")))
                .isNull();
    }

    @Test
    void of_embeddings_which_have_no_answer_to_pay_for() {
        // 1000 * 1e-7
        assertCost(
                0.0001,
                ask(
                        "/v1/embeddings",
                        "gpt-without-output-price",
                        "{\"model\":\"gpt-without-output-price\",\"usage\":{\"prompt_tokens\":1000,\"total_tokens\":1000}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000000000000000000", "1000000001", "1e18", "-5", "\"1000\"", "null", "{}"})
    void is_not_known_by_counts_that_no_call_can_have(String count) {
        assertNone(ask(CHAT, "gpt-plain", chat("gpt-plain", count, "100", "")));
        assertNone(ask(CHAT, "gpt-plain", chat("gpt-plain", "1000", count, "")));
    }

    @Test
    void is_finite_for_the_most_that_is_believed() {
        // 1e9 * 2e-6 + 1e9 * 8e-6
        assertCost(10_000, ask(CHAT, "gpt-plain", chat("gpt-plain", "1000000000", "1000000000", "")));
    }

    @Test
    void is_not_known_where_there_was_sound() {
        assertNone(ask(CHAT, "gpt-plain", chat("gpt-plain", "1000", "100", """
                ,"prompt_tokens_details":{"audio_tokens":7},"completion_tokens_details":{"audio_tokens":0}""")));
    }

    @Test
    void is_not_known_in_a_tier_without_prices() {
        assertNone(ask(
                CHAT,
                "gpt-plain",
                chat("gpt-plain", "1000", "100", "").replaceFirst("\\{", "{\"service_tier\":\"flex\",")));
    }

    @Test
    void is_not_known_of_a_model_without_a_price() {
        assertNone(ask(CHAT, "gpt-4o", chat("gpt-4o", "1000", "100", "")));
    }

    private static String chat(String model, String input, String output, String details) {
        return "{\"model\":\"" + model + "\",\"usage\":{\"prompt_tokens\":" + input + ",\"completion_tokens\":" + output
                + details + "}}";
    }

    private static String message(String model, String usage) {
        return "{\"type\":\"message\",\"model\":\"" + model + "\",\"usage\":{" + usage + "}}";
    }

    private SpanData ask(String path, String model, String answer) {
        spans.clear();
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(path, "{\"model\":\"" + model + "\"}");
            upstream.next().answer(answer);
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        return inference();
    }

    private SpanData inference() {
        spans.assertCompleted(200);
        assertThat(spans.inferences()).hasSize(1);
        return spans.inferences().get(0);
    }

    private static void assertCost(double expected, SpanData inference) {
        assertThat(inference.getAttributes().get(COST)).isEqualTo(expected);
        assertThat(inference.getAttributes().get(CURRENCY)).isEqualTo("USD");
    }

    private static void assertNone(SpanData inference) {
        assertThat(inference.getAttributes().asMap()).doesNotContainKeys(COST, CURRENCY);
    }
}
