package dev.lintel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.common.AttributeKey;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams are asked for their usage, but where the provider or the client does not want it. */
@QuarkusTest
@WithTestResource(
        value = UpstreamResource.class,
        initArgs = @ResourceArg(name = UpstreamResource.PARTICULAR, value = "true"))
class UsageOfStreamsTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String TEXT =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":3}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";
    private static final AttributeKey<Long> OUTPUT = AttributeKey.longKey("gen_ai.usage.output_tokens");

    @Test
    void a_stream_is_asked_and_its_usage_is_not_shown_to_the_client() {
        assertThat(asked("fake/m", "", TEXT + DONE)).contains("\"stream_options\":{\"include_usage\":true}");
        assertThat(spans.inferences().get(0).getAttributes().get(OUTPUT)).isEqualTo(3);
    }

    @Test
    void a_provider_with_include_usage_false_gets_the_request_as_it_is_and_its_stream_passes_as_it_is() {
        assertUntouched("other/m", "");
        assertThat(spans.inferences().get(0).getAttributes().get(OUTPUT)).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {",\"stream_options\":{\"include_usage\":true}", ",\"stream_options\":{\"include_usage\":false}"})
    void a_clients_own_wish_stands(String wish) {
        assertUntouched("fake/m", wish);
    }

    private String asked(String model, String wish, String shown) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(CHAT, "{\"model\":\"" + model + "\",\"stream\":true" + wish + "}");
            Exchange exchange = upstream.next();
            String asked = exchange.text();
            exchange.startStream().sendChunk(TEXT + USAGE + DONE).endStream();
            assertThat(client.readAnswer().text()).isEqualTo(shown);
            spans.assertCompleted(200);
            return asked;
        }
    }

    private void assertUntouched(String model, String wish) {
        assertThat(asked(model, wish, TEXT + USAGE + DONE)).isEqualTo("{\"model\":\"m\",\"stream\":true" + wish + "}");
    }
}
