package dev.lintel.gateway.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Gzip;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawHttp2Client;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.common.AttributeKey;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * Comments in streams that are silent, here after the shortest time that may be configured. The application is that of
 * {@code LargeBodiesTest}, too.
 */
@QuarkusTest
@WithTestResource(
        value = UpstreamResource.class,
        initArgs = {
            @ResourceArg(name = "listener.keep_alive", value = "1s"),
            @ResourceArg(name = "listener.max_body_size", value = "32M"),
            @ResourceArg(name = "listener.max_held", value = "256M"),
            @ResourceArg(name = "providers.wants-pieces.idle_timeout", value = "3s")
        })
class KeepAliveTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String STREAM = "{\"model\":\"gpt-4o\",\"stream\":true}";
    private static final String COMMENT = ": keep-alive\n\n";
    private static final String PIECE = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\n";
    private static final String END =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    private static final String EVENTS = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n";
    private static final AttributeKey<Double> FIRST_CHUNK =
            AttributeKey.doubleKey("gen_ai.response.time_to_first_chunk");

    @Test
    void a_stream_gets_one_after_each_silence_and_its_own_bytes_unchanged() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, STREAM)) {
            Exchange exchange = upstream.next().startStream();
            client.readHead();
            assertComes(client, COMMENT + COMMENT);
            exchange.sendChunk(PIECE);
            assertComes(client, PIECE + COMMENT);
            exchange.sendChunk(END).endStream();
            assertRest(client, END);
        }
        spans.assertCompleted(200);
        // None of them is a chunk.
        assertThat(spans.inferences().get(0).getAttributes().get(FIRST_CHUNK)).isGreaterThan(2);
    }

    @Test
    void a_stream_of_http2_does_too() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int stream = client.open(false, "POST", CHAT, "content-type", "application/json");
            client.send(stream, STREAM.getBytes(UTF_8), true);
            Exchange exchange = upstream.next().startStream();
            client.awaitContent(stream, COMMENT.length());
            exchange.sendChunk(PIECE);
            client.awaitContent(stream, (COMMENT + PIECE + COMMENT).length());
            exchange.sendChunk(END).endStream();
            assertThat(client.text(stream)).isEqualTo(COMMENT + PIECE + COMMENT + END);
        }
        spans.assertCompleted(200);
    }

    @Test
    void a_stream_to_a_client_of_http10_does_too() {
        try (RawClient client = RawClient.connect(lintel)
                .send("POST " + CHAT + " HTTP/1.0\r\ncontent-type: application/json\r\ncontent-length: "
                        + STREAM.length() + "\r\n\r\n" + STREAM)) {
            Exchange exchange = upstream.next().startStream().sendChunk(PIECE);
            client.readHead();
            assertComes(client, PIECE + COMMENT);
            exchange.sendChunk(END).endStream();
            assertRest(client, END);
        }
    }

    @Test
    void one_that_is_named_an_event_stream_with_parameters_does_too() {
        try (RawClient client = RawClient.connect(lintel).get("/v1/files/events")) {
            Exchange exchange = upstream.next()
                    .send("HTTP/1.1 200 OK\r\ncontent-type: Text/Event-Stream; charset=utf-8\r\n\r\n" + PIECE);
            client.readHead();
            assertComes(client, PIECE + COMMENT);
            exchange.end(END);
            exchange.close();
            assertRest(client, END);
        }
    }

    @Test
    void none_comes_within_an_event_and_one_as_soon_as_it_is_over() {
        List<String> beginnings =
                List.of("d", "data: a", "data: a\n", "data: a\r\n", "data: a\r\n\r", "event: x\ndata: a\n", ": x");
        List<RawClient> clients = new ArrayList<>();
        List<Exchange> exchanges = new ArrayList<>();
        for (String beginning : beginnings) {
            RawClient client = RawClient.connect(lintel).get("/v1/files/events");
            exchanges.add(upstream.next().startStream().sendChunk(beginning));
            client.readHead();
            assertComes(client, beginning);
            clients.add(client);
        }
        awaitTwoElsewhere();
        ExecutorService each = Executors.newFixedThreadPool(beginnings.size());
        List<CompletableFuture<Void>> over = new ArrayList<>();
        for (int i = 0; i < beginnings.size(); i++) {
            RawClient client = clients.get(i);
            Exchange exchange = exchanges.get(i);
            over.add(CompletableFuture.runAsync(
                    () -> {
                        exchange.sendChunk("\n\n");
                        assertComes(client, "\n\n" + COMMENT);
                        exchange.endStream();
                        assertRest(client, "");
                        client.close();
                    },
                    each));
        }
        assertThat(over).allSatisfy(one -> assertThat(one).succeedsWithin(Patience.LIMIT));
        each.shutdown();
    }

    @Test
    void none_comes_into_what_is_no_plain_stream_of_events() {
        byte[] gzipped = Gzip.of(PIECE);
        int half = gzipped.length / 2;
        List<String> heads = List.of(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-streams\r\ntransfer-encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
                EVENTS + "content-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n",
                EVENTS + "content-encoding: br\r\ntransfer-encoding: chunked\r\n\r\n",
                "HTTP/1.1 206 Partial Content\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
        List<RawClient> clients = new ArrayList<>();
        List<Exchange> exchanges = new ArrayList<>();
        for (String head : heads) {
            RawClient client = RawClient.connect(lintel).post(CHAT, "accept-encoding: gzip\r\n", STREAM);
            exchanges.add(upstream.next().send(head));
            client.readHead();
            clients.add(client);
        }
        awaitTwoElsewhere();
        for (int i = 0; i < heads.size(); i++) {
            byte[] first = java.util.Arrays.copyOf(gzipped, half);
            exchanges.get(i).sendChunk(first);
            assertThat(clients.get(i).read(half)).as(heads.get(i)).isEqualTo(first);
            exchanges.get(i).endStream();
            assertThat(clients.get(i).readRest()).as(heads.get(i)).isEmpty();
            clients.get(i).close();
        }
    }

    @Test
    void none_comes_where_a_length_is_given() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, STREAM)) {
            Exchange exchange =
                    upstream.next().send(EVENTS + "content-length: " + (PIECE + END).length() + "\r\n\r\n" + PIECE);
            client.readHead();
            assertComes(client, PIECE);
            awaitTwoElsewhere();
            exchange.end(END);
            assertRest(client, END);
        }
    }

    @Test
    void none_comes_before_the_head_of_the_answer() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, STREAM)) {
            Exchange exchange = upstream.next();
            awaitTwoElsewhere();
            exchange.startStream().sendChunk(PIECE + END).endStream();
            assertThat(client.readAnswer().text()).isEqualTo(PIECE + END);
        }
    }

    @Test
    void a_provider_that_is_silent_for_too_long_is_broken_off_all_the_same() {
        try (RawClient client =
                RawClient.connect(lintel).post(CHAT, "{\"model\":\"wants-pieces/x\",\"stream\":true}")) {
            Exchange exchange = upstream.next().startStream();
            client.readHead();
            assertComes(client, COMMENT);
            client.readBreak();
            exchange.awaitDeparture();
        }
        spans.assertBroken("idle_timeout");
    }

    @Test
    void the_chunk_that_tells_the_usage_is_taken_out_beside_them() {
        String usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":3}}\n\n";
        try (RawClient client = RawClient.connect(lintel).post(CHAT, STREAM)) {
            Exchange exchange = upstream.next().startStream().sendChunk(PIECE + usage.substring(0, 30));
            client.readHead();
            assertComes(client, PIECE + COMMENT);
            exchange.sendChunk(usage.substring(30) + END).endStream();
            assertRest(client, END);
        }
        spans.assertCompleted(200);
    }

    // Another stream, begun later, has been silent for longer than one may be.
    private void awaitTwoElsewhere() {
        try (RawClient client = RawClient.connect(lintel).get("/v1/files/events")) {
            Exchange exchange = upstream.next().startStream();
            client.readHead();
            assertComes(client, COMMENT + COMMENT);
            exchange.endStream();
            assertRest(client, "");
        }
    }

    private static void assertComes(RawClient client, String text) {
        assertThat(new String(client.read(text.getBytes(UTF_8).length), UTF_8)).isEqualTo(text);
    }

    private static void assertRest(RawClient client, String text) {
        assertThat(new String(client.readRest(), UTF_8)).isEqualTo(text);
    }
}
