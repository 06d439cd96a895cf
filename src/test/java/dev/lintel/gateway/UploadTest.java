package dev.lintel.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawHttp2Client;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everybody behaves: what the client asks reaches the provider, byte for byte. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class UploadTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final int MEGABYTE = 1024 * 1024;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"gpt-4o\"}",
                " \r\n\t{ \"model\"  :\n\"gpt-4o\" , \"messages\" : [ ] } \n ",
                "{\"model\":\"gpt-4o\",\"unknown\":{\"deep\":[1,2.50,1e400,-0]},\"unknown\":2}",
                "{\"model\":\"gp\\u0074-4o\",\"messages\":[{\"content\":\"\\u00fc\\ud83c\\udf0d ü🌍 \\/\"}]}",
                "{\"messages\":[{\"model\":\"not/this\"}],\"model\":\"gpt-4o\",\"stream\":false}",
                "{\"model\":\"not/a-provider\"}"
            })
    void a_body_that_is_read_passes_byte_for_byte(String json) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, json)) {
            Exchange exchange = upstream.next();
            assertThat(exchange.text()).isEqualTo(json);
            assertThat(exchange.head().startLine()).isEqualTo("POST /fake/v1/chat/completions HTTP/1.1");
            assertThat(exchange.head().field("content-length")).contains(String.valueOf(json.getBytes(UTF_8).length));
            assertThat(exchange.head().field("content-type")).contains("application/json");
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
    }

    @Test
    void a_body_that_is_read_may_come_in_chunks() {
        String json = "{\"model\":\"gpt-4o\",\"messages\":[]}";
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\ntransfer-encoding: chunked\r\n\r\n");
            for (byte each : json.getBytes(UTF_8)) {
                client.sendChunk(new byte[] {each});
            }
            client.sendChunk(new byte[0]);
            Exchange exchange = upstream.next();
            assertThat(exchange.text()).isEqualTo(json);
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
    }

    @Test
    void a_body_as_large_as_is_allowed_is_read() {
        String start = "{\"model\":\"gpt-4o\",\"input\":\"";
        String json = start + "a".repeat(UpstreamResource.MAX_BODY_BYTES - start.length() - 2) + "\"}";
        try (RawClient client = RawClient.connect(lintel).post("/v1/embeddings", json)) {
            Exchange exchange = upstream.next();
            assertThat(exchange.text()).isEqualTo(json);
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"content-length: 20971520", "transfer-encoding: chunked"})
    void an_upload_reaches_the_provider_as_it_is_sent(String framing) {
        byte[] part = new byte[MEGABYTE];
        CRC32 sum = new CRC32();
        try (RawClient client = RawClient.connect(lintel)) {
            client.send(
                    "POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-type: multipart/form-data; boundary=b\r\n"
                            + framing + "\r\n\r\n");
            // The provider hears of the upload before there is a byte of it.
            Exchange exchange = upstream.next();
            assertThat(exchange.head().fields())
                    .anyMatch(field -> framing.equalsIgnoreCase(field.name() + ": " + field.value()));
            assertThat(exchange.head().field("content-type")).contains("multipart/form-data; boundary=b");
            for (int i = 1; i <= 20; i++) {
                Arrays.fill(part, (byte) i);
                sum.update(part);
                if (framing.startsWith("transfer")) {
                    client.sendChunk(part);
                } else {
                    client.send(part);
                }
                exchange.awaitContent((long) i * MEGABYTE);
            }
            if (framing.startsWith("transfer")) {
                client.sendChunk(new byte[0]);
            }
            CRC32 received = new CRC32();
            received.update(exchange.content());
            assertThat(received.getValue()).isEqualTo(sum.getValue());
            exchange.answer("{\"id\":\"file-1\"}");
            assertThat(client.readAnswer().text()).isEqualTo("{\"id\":\"file-1\"}");
        }
        spans.assertCompleted(200);
    }

    @Test
    void no_more_is_taken_from_the_client_than_the_provider_reads() {
        int parts = 64;
        byte[] part = new byte[MEGABYTE];
        AtomicLong taken = new AtomicLong();
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("PUT /v1/files/large HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: " + parts * MEGABYTE
                    + "\r\n\r\n");
            Exchange exchange = upstream.next();
            exchange.stopReading();
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < parts; i++) {
                    client.send(part);
                    taken.addAndGet(part.length);
                }
            });
            // Other calls pass meanwhile, on all event loops; when none of a round saw more being taken, no more is.
            Patience.untilSteady("what is taken", taken::get, this::assertOtherCallsPass);
            assertThat(taken.get()).isLessThan((long) parts * MEGABYTE * 3 / 4);

            exchange.readAgain();
            sent.join();
            assertThat(exchange.content()).hasSize(parts * MEGABYTE);
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void an_upload_that_the_provider_has_answered_without_reading_it_is_taken_to_its_end() {
        int parts = 32;
        byte[] part = new byte[MEGABYTE];
        try (RawClient client = RawClient.connect(lintel)) {
            client.send(
                    "POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: " + parts * MEGABYTE + "\r\n\r\n");
            Exchange exchange = upstream.next();
            exchange.stopReading();
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < parts; i++) {
                    client.send(part);
                }
            });
            exchange.end("HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\n{}");
            // The client sends all before it reads, as most do; and then the connection is as good as before.
            sent.join();
            assertThat(client.readAnswer().status()).isEqualTo(413);
            exchange.readAgain();
            exchange.awaitDeparture();
            client.get("/v1/files/a");
            upstream.next().answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        assertThat(spans.servers()).hasSize(2);
    }

    /** Once it is answered, a client is read on for five seconds. */
    @Test
    void one_that_goes_on_for_ever_then_is_cut_off() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ntransfer-encoding: chunked\r\n\r\n");
            client.sendChunk(new byte[1]);
            Exchange exchange = upstream.next();
            exchange.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\n{}");
            assertThat(client.readAnswer().status()).isEqualTo(403);
            exchange.awaitDeparture();
            assertThat(Patience.untilItFails("the upload", () -> client.sendChunk(new byte[64 * 1024])))
                    .hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void one_whose_answer_has_begun_goes_on_to_its_end_and_so_does_the_answer() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 12\r\n\r\nabcd");
            Exchange exchange = upstream.next().awaitContent(4);
            exchange.startStream().sendChunk("one");
            assertThat(client.readHead().status()).isEqualTo(200);
            assertThat(client.read(3)).asString().isEqualTo("one");
            client.send("efgh");
            exchange.awaitContent(8).sendChunk("two");
            assertThat(client.read(3)).asString().isEqualTo("two");
            client.send("ijkl");
            assertThat(exchange.text()).isEqualTo("abcdefghijkl");
            exchange.endStream();
            assertThat(client.readRest()).isEmpty();
        }
        spans.assertCompleted(200);
    }

    @Test
    void over_http2_one_that_is_answered_early_and_never_ends_costs_its_stream_alone() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int good = client.open(true, "GET", "/v1/files/stream");
            Exchange beside = upstream.next().startStream().sendChunk("data: 1\n\n");
            client.awaitContent(good, 9);
            int upload = client.open(false, "POST", "/v1/files");
            client.send(upload, new byte[100], false);
            Exchange exchange = upstream.next().awaitContent(100);
            exchange.end("HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig");
            assertThat(client.status(upload)).isEqualTo(413);
            assertThat(client.text(upload)).isEqualTo("big");
            exchange.awaitDeparture();
            client.awaitReset(upload);
            beside.sendChunk("data: 2\n\n").endStream();
            assertThat(client.text(good)).isEqualTo("data: 1\n\ndata: 2\n\n");
        }
        assertThat(spans.servers())
                .hasSize(2)
                .allMatch(span -> "completed".equals(span.getAttributes().get(SpanRecorder.OUTCOME)));
    }

    @Test
    void one_that_stops_then_is_cut_off() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 1000\r\n\r\nx");
            Exchange exchange = upstream.next();
            exchange.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\n{}");
            assertThat(client.readAnswer().status()).isEqualTo(403);
            client.readEnd();
            exchange.awaitDeparture();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/files"})
    void a_client_that_asks_whether_to_send_is_told_so(String path) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST " + path + " HTTP/1.1\r\nhost: lintel.test\r\nexpect: 100-continue\r\n"
                    + "content-type: application/json\r\ncontent-length: 18\r\n\r\n");
            assertThat(client.readHead().startLine()).isEqualTo("HTTP/1.1 100 Continue");
            client.send("{\"model\":\"gpt-4o\"}");
            Exchange exchange = upstream.next();
            assertThat(exchange.text()).isEqualTo("{\"model\":\"gpt-4o\"}");
            assertThat(exchange.head().field("expect")).isEmpty();
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "FOO", "QUERY"})
    void a_method_passes(String method) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send(method + " /v1/files/a HTTP/1.1\r\nhost: lintel.test\r\n\r\n");
            Exchange exchange = upstream.next();
            assertThat(exchange.head().startLine()).isEqualTo(method + " /fake/v1/files/a HTTP/1.1");
            assertThat(exchange.content()).isEmpty();
            exchange.answer("{}");
            assertThat(client.readAnswer().text()).isEqualTo("{}");
        }
        spans.assertCompleted(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"})
    void content_passes_with_any_method(String method) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send(method + " /v1/files/a HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 4\r\n\r\nbody");
            Exchange exchange = upstream.next();
            assertThat(exchange.head().method()).isEqualTo(method);
            assertThat(exchange.text()).isEqualTo("body");
            exchange.answer("{}");
            assertThat(client.readAnswer().text()).isEqualTo("{}");
        }
        spans.assertCompleted(200);
    }

    @Test
    void a_POST_without_content_says_so() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/batches/b/cancel HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 0\r\n\r\n");
            Exchange exchange = upstream.next();
            assertThat(exchange.head().field("content-length")).contains("0");
            assertThat(exchange.content()).isEmpty();
            exchange.answer("{}");
            assertThat(client.readAnswer().text()).isEqualTo("{}");
        }
        spans.assertCompleted(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/files?",
                "/files?limit=10&after=a%20b%2Fc+d&x=%C3%BC&&y",
                "/files?url=https://example.test/a?b=c&d=%25",
                "/files/a%2Fb%20c/content",
                "/files/a;v=1/b:c@d!$'()*,",
                "/chat%2Fcompletions",
                "/models/org%2Fname?q=%7B%22a%22%3A1%7D"
            })
    void the_target_passes_as_it_was_written(String target) {
        try (RawClient client = RawClient.connect(lintel).get("/v1" + target)) {
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).isEqualTo("/fake/v1" + target);
            exchange.answer("{}");
            assertThat(client.readAnswer().text()).isEqualTo("{}");
        }
        spans.assertCompleted(200);
    }

    @Test
    void the_query_of_a_call_that_is_read_passes() {
        try (RawClient client =
                RawClient.connect(lintel).post(CHAT + "?api-version=2024%2D10", "{\"model\":\"gpt-4o\"}")) {
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).isEqualTo("/fake/v1/chat/completions?api-version=2024%2D10");
            exchange.answer("{}");
            assertThat(client.readAnswer().text()).isEqualTo("{}");
        }
        spans.assertCompleted(200);
    }

    private void assertOtherCallsPass() {
        for (int i = 0; i < 16; i++) {
            try (RawClient client = RawClient.connect(lintel).get("/v1/files/a")) {
                upstream.next().answer("{}");
                assertThat(client.readAnswer().status()).isEqualTo(200);
            }
        }
    }
}
