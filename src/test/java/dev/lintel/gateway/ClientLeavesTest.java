package dev.lintel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client leaves before its answer has ended: the provider is told at once, and nobody has failed. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class ClientLeavesTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String STREAM =
            "{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":false}}";

    /** The ways of leaving. */
    enum Leaving {
        CLOSE {
            @Override
            void leave(RawClient client) {
                client.close();
            }
        },
        RESET {
            @Override
            void leave(RawClient client) {
                client.reset();
            }
        };

        abstract void leave(RawClient client);
    }

    @ParameterizedTest
    @EnumSource
    void before_the_head(Leaving way) {
        RawClient client = RawClient.connect(lintel).post(CHAT, STREAM);
        Exchange exchange = upstream.next();
        assertThat(exchange.text()).isEqualTo(STREAM);
        way.leave(client);
        exchange.awaitDeparture();
        spans.assertCancelled();
    }

    @ParameterizedTest
    @EnumSource
    void between_the_head_and_the_first_piece(Leaving way) {
        RawClient client = RawClient.connect(lintel).post(CHAT, STREAM);
        Exchange exchange = upstream.next().startStream();
        client.readHead();
        way.leave(client);
        exchange.awaitDeparture();
        spans.assertCancelled();
    }

    @ParameterizedTest
    @EnumSource
    void between_two_pieces(Leaving way) {
        RawClient client = RawClient.connect(lintel).post(CHAT, STREAM);
        Exchange exchange = upstream.next().startStream().sendChunk("data: 1\n\n");
        client.readHead();
        client.read(9);
        way.leave(client);
        exchange.awaitDeparture();
        spans.assertCancelled();
    }

    /** Many at once, so that some leave between the last look at their connection and the last write to it. */
    @ParameterizedTest
    @EnumSource
    void just_as_the_answer_ends(Leaving way) {
        for (int round = 0; round < 20; round++) {
            List<RawClient> clients = clients(64, client -> client.post(CHAT, "{\"model\":\"gpt-4o\"}"));
            List<Exchange> exchanges =
                    clients.stream().map(client -> upstream.next()).toList();
            exchanges.forEach(exchange -> exchange.answer("{}"));
            clients.forEach(way::leave);
        }
        assertEndings(20 * 64, "completed", "cancelled");
        assertThat(spans.attempts()).hasSize(20 * 64);
    }

    /** The answer is Lintel's own. A farewell comes behind the request; what is reset may never have come. */
    @ParameterizedTest
    @EnumSource
    void just_as_it_is_refused(Leaving way) {
        for (int round = 0; round < 20; round++) {
            clients(64, client -> client.post(CHAT, "{}")).forEach(way::leave);
        }
        // Connections come to the event loops in turn, and each of these after all that came there before.
        for (int last = 0; last < 16; last++) {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, "{}")) {
                assertThat(client.readAnswer().status()).isEqualTo(400);
            }
        }
        if (way == Leaving.CLOSE) {
            spans.awaitServers(20 * 64 + 16);
        }
        assertEndings(spans.servers(), "completed", "cancelled");
        assertThat(spans.attempts()).isEmpty();
    }

    private void assertEndings(int count, String... outcomes) {
        List<SpanData> servers = spans.servers();
        assertThat(servers).hasSize(count);
        assertEndings(servers, outcomes);
    }

    private static void assertEndings(List<SpanData> servers, String... outcomes) {
        assertThat(servers)
                .isNotEmpty()
                .allSatisfy(span -> assertThat(span.getAttributes().get(SpanRecorder.OUTCOME))
                        .isIn((Object[]) outcomes))
                .allSatisfy(span -> assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET));
    }

    private List<RawClient> clients(int count, Consumer<RawClient> beginning) {
        List<RawClient> clients =
                Stream.generate(() -> RawClient.connect(lintel)).limit(count).toList();
        clients.forEach(beginning);
        return clients;
    }

    @ParameterizedTest
    @EnumSource
    void while_the_provider_goes_on_sending(Leaving way) {
        RawClient client = RawClient.connect(lintel).post(CHAT, STREAM);
        Exchange exchange = upstream.next().startStream().sendChunk("data: 1\n\n");
        client.readHead();
        client.read(9);
        way.leave(client);
        assertThat(Patience.untilItFails("the answer", () -> exchange.sendChunk("data: more\n\n")))
                .hasCauseInstanceOf(IOException.class);
        exchange.awaitDeparture();
        spans.assertCancelled();
    }

    @ParameterizedTest
    @EnumSource
    void while_it_does_not_read_what_is_there(Leaving way) {
        RawClient client = RawClient.connect(lintel, 16 * 1024).get("/v1/files/large");
        Exchange exchange = upstream.next();
        int length = 128 * 1024 * 1024;
        exchange.send("HTTP/1.1 200 OK\r\ncontent-length: " + length + "\r\n\r\n");
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> exchange.send(new byte[length]));
        client.readHead();
        client.read(1024);
        way.leave(client);
        exchange.awaitDeparture();
        assertThatThrownBy(sent::join).hasRootCauseInstanceOf(IOException.class);
        spans.assertCancelled();
    }

    @ParameterizedTest
    @EnumSource
    void during_an_upload_of_known_length(Leaving way) {
        RawClient client = RawClient.connect(lintel)
                .send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 1000\r\n\r\nhalf");
        Exchange exchange = upstream.next().awaitContent(4);
        way.leave(client);
        exchange.awaitBrokenRequest();
        spans.assertCancelled();
    }

    @ParameterizedTest
    @EnumSource
    void between_the_chunks_of_an_upload(Leaving way) {
        RawClient client = RawClient.connect(lintel)
                .send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ntransfer-encoding: chunked\r\n\r\n")
                .sendChunk(new byte[100]);
        Exchange exchange = upstream.next().awaitContent(100);
        way.leave(client);
        exchange.awaitBrokenRequest();
        spans.assertCancelled();
    }

    @ParameterizedTest
    @EnumSource
    void inside_a_chunk_of_an_upload(Leaving way) {
        RawClient client = RawClient.connect(lintel)
                .send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ntransfer-encoding: chunked\r\n\r\n")
                .send("64\r\nhalf");
        Exchange exchange = upstream.next().awaitContent(4);
        way.leave(client);
        exchange.awaitBrokenRequest();
        spans.assertCancelled();
    }

    @Test
    void with_a_chunk_that_is_none() {
        try (RawClient client = RawClient.connect(lintel)
                .send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ntransfer-encoding: chunked\r\n\r\n")
                .sendChunk(new byte[100])) {
            Exchange exchange = upstream.next().awaitContent(100);
            client.send("no length\r\n");
            exchange.awaitBrokenRequest();
        }
        assertThat(spans.attempts()).hasSize(1);
    }

    @Test
    void with_a_chunk_that_is_none_in_a_body_that_is_read_whole() {
        try (RawClient client = RawClient.connect(lintel)
                .send("POST " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\ntransfer-encoding: chunked\r\n\r\n")
                .send("no length\r\n")) {
            client.readEnd();
        }
        assertThat(spans.attempts()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void during_a_body_that_is_read_whole(Leaving way) {
        RawClient client = RawClient.connect(lintel)
                .send("POST " + CHAT
                        + " HTTP/1.1\r\nhost: lintel.test\r\nexpect: 100-continue\r\ncontent-length: 1000\r\n\r\n");
        assertThat(client.readHead().status()).isEqualTo(100);
        client.send("{\"model\":");
        way.leave(client);
        SpanData server = spans.server();
        assertThat(server.getAttributes().get(SpanRecorder.OUTCOME)).isEqualTo("cancelled");
        assertThat(spans.attempts()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void while_the_provider_reads_no_more_of_its_upload(Leaving way) {
        int length = 128 * 1024 * 1024;
        RawClient client = RawClient.connect(lintel)
                .send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: " + length + "\r\n\r\n");
        Exchange exchange = upstream.next();
        exchange.stopReading();
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> client.send(new byte[length]));
        // A call on each event loop that gets its answer tells that there was time to take a part of the upload.
        for (int i = 0; i < 16; i++) {
            try (RawClient other = RawClient.connect(lintel).get("/v1/files/a")) {
                upstream.next().answer("{}");
                other.readAnswer();
            }
        }
        way.leave(client);
        assertThatThrownBy(sent::join).hasRootCauseInstanceOf(IOException.class);
        exchange.readAgain();
        exchange.awaitBrokenRequest();
        assertThat(spans.servers())
                .filteredOn(span -> "cancelled".equals(span.getAttributes().get(SpanRecorder.OUTCOME)))
                .hasSize(1);
    }

    @Test
    void after_the_last_byte_is_no_leaving() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, STREAM)) {
            upstream.next()
                    .startStream()
                    .sendChunk("data: {\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
                    .endStream();
            client.readAnswer();
        }
        spans.assertCompleted(200);
    }
}
