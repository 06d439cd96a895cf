package dev.lintel.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where no call finds its place in a trace, because the tracer or its sampler throws, calls pass as if nobody listened. */
@QuarkusTest
@TestProfile(AbsentTelemetryTest.Absent.class)
@WithTestResource(
        value = UpstreamResource.class,
        initArgs = {
            @ResourceArg(name = "model_aliases.split.targets[0].model", value = "other/llama-3"),
            @ResourceArg(name = "model_aliases.split.targets[0].weight", value = "1")
        })
class AbsentTelemetryTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @BeforeEach
    void provoke() {
        errors.provoke("NullPointerException");
    }

    @Test
    void a_call_passes_with_the_trace_that_it_came_with() {
        try (RawClient client = RawClient.connect(lintel)
                .post(CHAT, "traceparent: " + TRACEPARENT + "\r\n", "{\"model\":\"gpt-4o\"}")) {
            Exchange exchange = upstream.next();
            assertThat(exchange.head().field("traceparent")).contains(TRACEPARENT);
            exchange.answer("{}");
            assertThat(client.readAnswer().text()).isEqualTo("{}");
        }
        assertThat(errors.awaitProvoked()).hasSize(1);
    }

    @Test
    void a_call_to_an_alias_with_weights_whose_session_cannot_be_read_passes() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "x-session-id: s\r\n", "{\"model\":\"split\"}")) {
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).isEqualTo("/other" + CHAT);
            exchange.answer("{}");
            assertThat(client.readAnswer().text()).isEqualTo("{}");
        }
        assertThat(errors.awaitProvoked()).hasSize(2);
    }

    @Test
    void the_models_are_listed() {
        try (RawClient client = RawClient.connect(lintel).get("/v1/models")) {
            for (int asked = 0; asked < 5; asked++) {
                upstream.next().answer("{\"data\":[{\"id\":\"m\"}]}");
            }
            assertThat(client.readAnswer().text()).isEqualTo("{\"object\":\"list\",\"data\":[{\"id\":\"m\"}]}");
        }
        assertThat(errors.awaitProvoked()).hasSize(1);
    }

    /** Nobody knows where a call belongs. */
    public static final class Absent implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("test.absent-telemetry", "true");
        }
    }
}
