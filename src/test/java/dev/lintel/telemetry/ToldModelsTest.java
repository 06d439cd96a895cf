package dev.lintel.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
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

/** What telemetry says of the model, whatever callers call it. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class ToldModelsTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
    private static final AttributeKey<String> ALIAS = AttributeKey.stringKey("lintel.model.alias");
    private static final int MOST = 256;

    @ParameterizedTest
    @CsvSource({"gpt-4o, gpt-4o", "fake/gpt-4o, gpt-4o", "anything, anything"})
    void the_model_is_told_as_it_was_sent_and_without_an_alias_none_is(String asked, String told) {
        SpanData span = ask(asked);
        assertThat(span.getName()).isEqualTo("chat " + told);
        assertThat(span.getAttributes().get(MODEL)).isEqualTo(told);
        assertThat(span.getAttributes().get(ALIAS)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"fast, llama-3", "smart one, org/\"quoted\""})
    void an_alias_is_told_beside_the_model_that_it_stands_for(String alias, String model) {
        SpanData span = ask(alias);
        assertThat(span.getAttributes().get(MODEL)).isEqualTo(model);
        assertThat(span.getAttributes().get(ALIAS)).isEqualTo(alias);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, MOST - 1, MOST})
    void a_model_is_told_whole_up_to_256_characters(int length) {
        String model = "m".repeat(length);
        SpanData span = ask(model);
        assertThat(span.getAttributes().get(MODEL)).isEqualTo(model);
        assertThat(span.getName()).isEqualTo("chat " + model);
    }

    @ParameterizedTest
    @ValueSource(ints = {MOST + 1, 100_000})
    void a_longer_one_is_told_by_its_first_256_characters(int length) {
        SpanData span = ask("gpt-" + "m".repeat(length - 4));
        String told = "gpt-" + "m".repeat(MOST - 4);
        assertThat(span.getAttributes().get(MODEL)).isEqualTo(told);
        assertThat(span.getName()).isEqualTo("chat " + told);
        assertThat(metrics()).doesNotContain("gpt-mmmmmmmm").contains("gen_ai_request_model=\"_OTHER\"");
    }

    @Test
    void control_characters_are_told_as_what_they_are_not() {
        SpanData span = ask("gpt-a\\n\\u0000\\u001b[31m\\u007f\\u0085b");
        String told = "gpt-a\uFFFD\uFFFD\uFFFD[31m\uFFFD\uFFFDb";
        assertThat(span.getAttributes().get(MODEL)).isEqualTo(told);
        assertThat(span.getName()).isEqualTo("chat " + told);
        assertThat(metrics()).doesNotContain("\u001b", "\u0000", "\u007f", "\u0085", "gpt-a\\n");
    }

    /** {@code model} as it stands in JSON, but for quotes. */
    private SpanData ask(String model) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(CHAT, "{\"model\":\"" + model.replace("\"", "\\\"") + "\"}");
            upstream.next().answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
        assertThat(spans.inferences()).hasSize(1);
        return spans.inferences().get(0);
    }

    private String metrics() {
        try (RawClient client = RawClient.connect(lintel).get("/q/metrics")) {
            return client.readAnswer().text();
        }
    }
}
