package dev.lintel.telemetry.disabled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.callers.prices.Prices;
import dev.lintel.openai.Operation;
import dev.lintel.openai.request.RequestOutline;
import dev.lintel.providers.Provider;
import dev.lintel.providers.Provider.Credentials;
import dev.lintel.telemetry.call.CallUsage;
import dev.lintel.telemetry.call.Inference;
import dev.lintel.telemetry.ending.Ending;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What calls use is heard though telemetry is switched off, and nothing else is. */
final class UsageTelemetryTest {

    private static final String JSON = "{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":3}}";

    private final UsageTelemetry telemetry = new UsageTelemetry(Prices.NONE);

    @Test
    void the_usage_of_a_json_answer_is_known_at_its_end() {
        assertThat(used(Operation.CHAT_COMPLETIONS, "application/json", JSON)).isEqualTo(new CallUsage(8, 0));
    }

    @Test
    void so_is_that_of_a_stream_cut_anywhere() {
        assertThat(used(
                        Operation.MESSAGES,
                        "text/event-stream",
                        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":7,",
                        "\"output_tokens\":1}}}\n\nevent: message_delta\nda",
                        "ta: {\"type\":\"message_delta\",\"usage\":{\"output_tokens\":4}}\n\n"))
                .isEqualTo(new CallUsage(11, 0));
    }

    @Test
    void an_answer_that_does_not_say_has_used_nobody_knows_what() {
        assertThat(used(Operation.CHAT_COMPLETIONS, "application/json", "{}").isKnown())
                .isFalse();
    }

    @Test
    void a_call_that_is_only_relayed_or_not_answered_has_used_nobody_knows_what() {
        telemetry.read(null, Buffer.buffer(), 0);
        telemetry.relayed(200, HttpHeaders.headers());
        telemetry.piece(Buffer.buffer(JSON));
        telemetry.ended(200, Ending.COMPLETED);
        assertThat(telemetry.usage().isKnown()).isFalse();

        UsageTelemetry unanswered = new UsageTelemetry(Prices.NONE);
        unanswered.ended(0, Ending.CANCELLED);
        assertThat(unanswered.usage().isKnown()).isFalse();
    }

    @Test
    void the_callers_trace_headers_pass_as_they_are() {
        MultiMap headers = HttpHeaders.headers().add("traceparent", "as it came");
        Provider provider = Provider.of("p", URI.create("http://p.test/v1"), Credentials.NONE, List.of(), true);
        telemetry.inject(telemetry.sent(provider, "/chat/completions", null), HttpVersion.HTTP_1_1, headers);

        assertThat(headers.entries()).hasSize(1);
        assertThat(headers.get("traceparent")).isEqualTo("as it came");
        assertThat(telemetry.trace()).isNull();
    }

    private CallUsage used(Operation operation, String type, String... pieces) {
        Provider provider = Provider.of("p", URI.create("http://p.test/v1"), Credentials.NONE, List.of(), true);
        telemetry.read(
                new Inference(
                        operation,
                        provider,
                        "m",
                        null,
                        false,
                        false,
                        RequestOutline.read("{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_8))
                                .parameters()),
                Buffer.buffer(),
                0);
        telemetry.relayed(200, HttpHeaders.headers().add("content-type", type));
        for (String piece : pieces) {
            telemetry.piece(Buffer.buffer(piece));
        }
        telemetry.ended(200, Ending.COMPLETED);
        return telemetry.usage();
    }
}
