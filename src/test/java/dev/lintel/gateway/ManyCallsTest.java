package dev.lintel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many at once, some of whom leave: nobody else notices. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class ManyCallsTest extends EndToEnd {

    private static final int CALLS = 200;
    private static final String CHAT = "/v1/chat/completions";

    @Test
    void half_of_the_clients_leave_mid_stream_and_all_other_calls_are_whole() {
        List<RawClient> clients = IntStream.range(0, CALLS)
                .mapToObj(i -> call(RawClient.connect(lintel), i))
                .toList();
        Exchange[] exchanges = new Exchange[CALLS];
        for (int i = 0; i < CALLS; i++) {
            Exchange exchange = upstream.next();
            int call = Integer.parseInt(exchange.head().field("x-call").orElseThrow());
            exchanges[call] = exchange.startStream().sendChunk(piece(call, 1));
        }
        for (int i = 0; i < CALLS; i++) {
            clients.get(i).readHead();
            assertThat(clients.get(i).read(piece(i, 1).length())).asString().isEqualTo(piece(i, 1));
        }
        for (int i = 0; i < CALLS; i += 2) {
            // One leaves while the other's answer goes on.
            if (i % 4 == 0) {
                clients.get(i).close();
            } else {
                clients.get(i).reset();
            }
            exchanges[i + 1].sendChunk(piece(i + 1, 2)).endStream();
        }
        for (int i = 1; i < CALLS; i += 2) {
            assertThat(clients.get(i).readRest()).asString().isEqualTo(piece(i, 2));
        }
        for (int i = 0; i < CALLS; i += 2) {
            exchanges[i].awaitDeparture();
        }
        for (int i = 1; i < CALLS; i += 2) {
            assertAnswered(call(clients.get(i), i), i);
            clients.get(i).close();
        }
        assertOutcomes(CALLS, CALLS / 2);

        assertCallsAtOncePass();
        assertOutcomes(2 * CALLS, CALLS / 2);
    }

    private void assertCallsAtOncePass() {
        List<RawClient> clients = IntStream.range(0, CALLS)
                .mapToObj(i -> call(RawClient.connect(lintel), i))
                .toList();
        for (int i = 0; i < CALLS; i++) {
            Exchange exchange = upstream.next();
            exchange.answer(
                    piece(Integer.parseInt(exchange.head().field("x-call").orElseThrow()), 3));
        }
        for (int i = 0; i < CALLS; i++) {
            assertThat(clients.get(i).readAnswer().text()).isEqualTo(piece(i, 3));
            clients.get(i).close();
        }
    }

    private void assertAnswered(RawClient client, int call) {
        Exchange exchange = upstream.next();
        assertThat(exchange.head().field("x-call")).contains(String.valueOf(call));
        exchange.answer(piece(call, 3));
        assertThat(client.readAnswer().text()).isEqualTo(piece(call, 3));
    }

    private void assertOutcomes(int completed, int cancelled) {
        for (List<SpanData> kind : List.of(spans.servers(), spans.attempts())) {
            assertThat(kind).hasSize(completed + cancelled);
            assertThat(kind)
                    .filteredOn(span -> outcome(span).equals("completed"))
                    .hasSize(completed);
            assertThat(kind)
                    .filteredOn(span -> outcome(span).equals("cancelled"))
                    .hasSize(cancelled);
        }
    }

    private static String outcome(SpanData span) {
        return String.valueOf(span.getAttributes().get(SpanRecorder.OUTCOME));
    }

    private static RawClient call(RawClient client, int call) {
        return client.post(CHAT, "x-call: " + call + "\r\n", "{\"model\":\"gpt-4o\",\"stream\":true}");
    }

    private static String piece(int call, int number) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"piece " + number + " of call " + call
                + "\"},\"finish_reason\":" + (number == 1 ? "null" : "\"stop\"") + "}]}\n\n";
    }
}
