package dev.lintel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Nothing blocks an event loop, as Vert.x itself sees it. On a busy machine a thread may be held up that does nothing
 * wrong: so it is not the stalls that are counted but the calls that saw one, and half of them may.
 */
@QuarkusTest
@TestProfile(EventLoopTest.Checked.class)
@WithTestResource(UpstreamResource.class)
@ResourceLock(Alongside.QUIET)
class EventLoopTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String PLAIN = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String STREAM =
            "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final List<String> EVENTS = List.of(
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\n",
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
            "data: [DONE]\n\n");

    private static final int WARM_UP = 200;
    private static final int CALLS = 100;

    @Test
    void a_call_holds_no_event_loop_up() {
        assertSeldomStalled(this::call);
    }

    @Test
    void a_stream_holds_no_event_loop_up() {
        assertSeldomStalled(this::stream);
    }

    @Test
    void a_call_that_is_refused_holds_no_event_loop_up() {
        assertSeldomStalled(client -> {
            client.post(CHAT, "{}");
            assertThat(client.readAnswer().status()).isEqualTo(400);
        });
    }

    private void assertSeldomStalled(Consumer<RawClient> call) {
        int stalled = 0;
        try (RawClient client = RawClient.connect(lintel)) {
            for (int i = 0; i < WARM_UP; i++) {
                call.accept(client);
            }
            for (int i = 0; i < CALLS; i++) {
                errors.clear();
                call.accept(client);
                stalled += errors.stalls().isEmpty() ? 0 : 1;
            }
        }
        assertThat(spans.servers()).hasSize(WARM_UP + CALLS);
        assertThat(stalled).as("calls of %s that stalled an event loop", CALLS).isLessThan(CALLS / 2);
        errors.clear();
    }

    private void call(RawClient client) {
        client.post(CHAT, PLAIN);
        upstream.next().answer("{}");
        assertThat(client.readAnswer().status()).isEqualTo(200);
    }

    private void stream(RawClient client) {
        client.post(CHAT, STREAM);
        Exchange exchange = upstream.next();
        exchange.content();
        exchange.startStream();
        EVENTS.forEach(exchange::sendChunk);
        exchange.endStream();
        assertThat(client.readAnswer().status()).isEqualTo(200);
    }

    /** Vert.x looks at its threads as closely as it can. */
    public static final class Checked implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("test.block-check", "true", "quarkus.log.console.level", "ERROR");
        }
    }
}
