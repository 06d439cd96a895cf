package dev.lintel.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Gzip;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everybody behaves: what the provider sends reaches the client, byte for byte and as it comes. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class RelayTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String STREAM =
            "{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
    private static final String PLAIN = "{\"model\":\"gpt-4o\"}";

    private static final String FINISHED =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

    @Test
    void each_piece_of_a_stream_reaches_the_client_before_the_next_exists() {
        byte[] stream =
                ("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Grüße, 世界 🌍\"}}]}\r\n\r\n: remark\r\n\r\n"
                                + "data: [DONE]\r\n\r\n")
                        .getBytes(UTF_8);
        try (RawClient client = RawClient.connect(lintel).post(CHAT, STREAM)) {
            Exchange exchange = upstream.next().startStream();
            assertThat(client.readHead().startLine()).isEqualTo("HTTP/1.1 200 OK");
            // Every byte is a piece of its own: so borders fall inside characters, line ends and events too.
            for (byte each : stream) {
                exchange.sendChunk(new byte[] {each});
                assertThat(client.read(1)).containsExactly(each);
            }
            exchange.endStream();
            assertThat(client.readRest()).isEmpty();
        }
        spans.assertCompleted(200);
    }

    @Test
    void the_head_reaches_the_client_before_the_first_piece_exists() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, STREAM)) {
            Exchange exchange =
                    upstream.next().send("HTTP/1.1 200 OK\r\nx-ratelimit-remaining: 7\r\ncontent-length: 2\r\n\r\n");
            assertThat(client.readHead().field("x-ratelimit-remaining")).contains("7");
            exchange.end("ok");
            assertThat(client.readRest()).asString().isEqualTo("ok");
        }
        spans.assertCompleted(200);
    }

    @Test
    void a_plain_answer_keeps_its_content_length() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            upstream.next().answer("{\"id\":\"1\"}");
            Answer answer = client.readAnswer();
            assertThat(answer.text()).isEqualTo("{\"id\":\"1\"}");
            assertThat(answer.head().field("content-length")).contains("10");
            assertThat(answer.head().field("transfer-encoding")).isEmpty();
        }
        spans.assertCompleted(200);
    }

    @Test
    void a_chunked_answer_stays_chunked() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            upstream.next()
                    .startStream()
                    .sendChunk(FINISHED + "data: [DO")
                    .sendChunk("NE]\n\n")
                    .endStream();
            Answer answer = client.readAnswer();
            assertThat(answer.text()).isEqualTo(FINISHED + "data: [DONE]\n\n");
            assertThat(answer.head().field("content-length")).isEmpty();
            assertThat(answer.head().field("transfer-encoding")).contains("chunked");
        }
        spans.assertCompleted(200);
    }

    @Test
    void an_answer_that_ends_with_its_connection_passes_whole() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Exchange exchange = upstream.next().send("HTTP/1.1 200 OK\r\n\r\nfirst");
            assertThat(client.readHead().status()).isEqualTo(200);
            assertThat(client.read(5)).asString().isEqualTo("first");
            exchange.end("second");
            exchange.close();
            assertThat(client.readRest()).asString().isEqualTo("second");
        }
        spans.assertCompleted(200);
    }

    @Test
    void an_empty_answer_passes() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            upstream.next().end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
            Answer answer = client.readAnswer();
            assertThat(answer.content()).isEmpty();
            assertThat(answer.head().field("content-length")).contains("0");
        }
        spans.assertCompleted(200);
    }

    @Test
    void trailers_pass() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            upstream.next().startStream().sendChunk(FINISHED).end("0\r\nx-checksum: abc\r\nx-checksum: def\r\n\r\n");
            Answer answer = client.readAnswer();
            assertThat(answer.text()).isEqualTo(FINISHED);
            assertThat(answer.trailers())
                    .containsExactly(new HttpHead.Field("x-checksum", "abc"), new HttpHead.Field("x-checksum", "def"));
        }
        spans.assertCompleted(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-a: b\0sk-of-provider", "x-a: b\u000bsk-of-provider"})
    void a_trailer_that_none_may_be_is_told_to_nobody(String trailer) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.startStream().sendChunk(FINISHED);
            client.readHead();
            assertThat(new String(client.read(FINISHED.length()), UTF_8)).isEqualTo(FINISHED);
            exchange.end("0\r\n" + trailer + "\r\n\r\n");
            client.readBreak();
            exchange.awaitDeparture();
        }
        assertThat(errors.warnings().toString()).doesNotContain("sk-of-provider");
        assertThat(errors.errors()).isEmpty();
        assertThat(spans.awaitAll().toString()).doesNotContain("sk-of-provider");
    }

    @ParameterizedTest
    @ValueSource(strings = {"content-length: 5\r\n", "transfer-encoding: chunked\r\n", ""})
    void the_answer_to_HEAD_has_a_head_only(String framing) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("HEAD /v1/files/a HTTP/1.1\r\nhost: lintel.test\r\n\r\n");
            Exchange exchange = upstream.next();
            assertThat(exchange.head().startLine()).isEqualTo("HEAD /fake/v1/files/a HTTP/1.1");
            exchange.end("HTTP/1.1 200 OK\r\nx-id: 1\r\n" + framing + "\r\n");
            HttpHead head = client.readHead();
            assertThat(head.field("x-id")).contains("1");
            assertThat(head.field("content-length").isPresent()).isEqualTo(framing.startsWith("content-length"));
            spans.assertCompleted(200);
            assertNextCallPasses(client);
        }
    }

    @ParameterizedTest
    @CsvSource({"204, No Content", "304, Not Modified"})
    void an_answer_that_cannot_have_content_has_none(int status, String reason) {
        try (RawClient client = RawClient.connect(lintel).get("/v1/files/a")) {
            upstream.next().end("HTTP/1.1 " + status + " " + reason + "\r\netag: \"x\"\r\n\r\n");
            HttpHead head = client.readHead();
            assertThat(head.startLine()).isEqualTo("HTTP/1.1 " + status + " " + reason);
            assertThat(head.field("etag")).contains("\"x\"");
            assertThat(head.field("transfer-encoding")).isEmpty();
            assertThat(head.field("content-length")).isEmpty();
            spans.assertCompleted(status);
            assertNextCallPasses(client);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "200 Fine",
                "201 Created",
                "206 Partial Content",
                "299 Odd",
                "302 Found",
                "400 Bad Request",
                "401 Who are you?",
                "404 Not Found",
                "409 Conflict",
                "418 I'm a teapot",
                "429 Too Many Requests",
                "499 Odd",
                "500 Internal Server Error",
                "503 Overloaded",
                "529 Site is overloaded",
                "599 Odd"
            })
    void a_status_passes_with_its_reason_phrase_and_content(String status) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            upstream.next()
                    .end("HTTP/1.1 " + status + "\r\nretry-after: 3\r\nx-should-retry: false\r\n"
                            + "location: /elsewhere\r\ncontent-length: 4\r\n\r\nbody");
            Answer answer = client.readAnswer();
            assertThat(answer.head().startLine()).isEqualTo("HTTP/1.1 " + status);
            assertThat(answer.head().field("retry-after")).contains("3");
            assertThat(answer.head().field("x-should-retry")).contains("false");
            assertThat(answer.head().field("location")).contains("/elsewhere");
            assertThat(answer.text()).isEqualTo("body");
        }
        assertThat(spans.attempts()).hasSize(1);
    }

    @Test
    void compressed_content_passes_unchanged() {
        byte[] gzipped = Gzip.of("{\"id\":\"1\"}");
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "accept-encoding: gzip\r\n", PLAIN)) {
            Exchange exchange = upstream.next();
            assertThat(exchange.head().field("accept-encoding")).contains("gzip");
            exchange.send("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nvary: accept-encoding\r\ncontent-length: "
                    + gzipped.length + "\r\n\r\n");
            exchange.end(gzipped);
            Answer answer = client.readAnswer();
            assertThat(answer.content()).isEqualTo(gzipped);
            assertThat(answer.head().field("content-encoding")).contains("gzip");
            assertThat(answer.head().field("vary")).contains("accept-encoding");
        }
        spans.assertCompleted(200);
    }

    @Test
    void what_the_provider_says_before_its_answer_does_not_hinder_it() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            upstream.next()
                    .send("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n")
                    .send("HTTP/1.1 100 Continue\r\n\r\n")
                    .answer("{}");
            HttpHead head = client.readHead();
            while (head.status() < 200) {
                head = client.readHead();
            }
            assertThat(head.status()).isEqualTo(200);
            assertThat(client.readRest()).asString().isEqualTo("{}");
        }
        spans.assertCompleted(200);
    }

    @Test
    void a_client_that_speaks_http_1_0_gets_its_answer_up_to_the_end_of_the_connection() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("GET /v1/files/a HTTP/1.0\r\n\r\n");
            Exchange exchange = upstream.next().startStream();
            assertThat(client.readHead().field("transfer-encoding")).isEmpty();
            exchange.sendChunk("first ");
            assertThat(client.read(6)).asString().isEqualTo("first ");
            exchange.sendChunk("second").endStream();
            assertThat(client.readRest()).asString().isEqualTo("second");
        }
        spans.assertCompleted(200);
    }

    @Test
    void its_connection_is_closed_even_when_it_would_keep_it() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("GET /v1/files/a HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
            Exchange exchange = upstream.next().startStream().sendChunk("first ");
            assertThat(client.readHead().field("connection")).contains("close");
            exchange.sendChunk("second").endStream();
            assertThat(client.readRest()).asString().isEqualTo("first second");
        }
        spans.assertCompleted(200);
    }

    @Test
    void with_a_length_it_is_kept() {
        try (RawClient client = RawClient.connect(lintel)) {
            for (int i = 0; i < 2; i++) {
                client.send("GET /v1/files/a HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
                upstream.next().answer("{}");
                assertThat(client.readAnswer().text()).isEqualTo("{}");
            }
        }
        assertThat(spans.servers()).hasSize(2);
    }

    @Test
    void a_connection_is_closed_after_the_answer_when_the_client_wishes_so() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "connection: close\r\n", PLAIN)) {
            upstream.next().answer("{}");
            assertThat(client.readAnswer().text()).isEqualTo("{}");
            client.readEnd();
        }
        spans.assertCompleted(200);
    }

    @Test
    void requests_sent_one_behind_the_other_are_answered_in_their_order() {
        try (RawClient client =
                RawClient.connect(lintel).post(CHAT, PLAIN).get("/v1/files/b").post(CHAT, PLAIN)) {
            for (String content : List.of("one", "two", "three")) {
                upstream.next().answer(content);
                assertThat(client.readAnswer().text()).isEqualTo(content);
            }
        }
        assertThat(spans.servers()).hasSize(3);
    }

    @Test
    void calls_that_follow_each_other_share_a_connection() {
        try (RawClient client = RawClient.connect(lintel)) {
            assertNextCallPasses(client);
            int connections = upstream.connectionsMade();
            for (int i = 0; i < 20; i++) {
                assertNextCallPasses(client);
            }
            assertThat(upstream.connectionsMade()).isEqualTo(connections);
        }
    }

    @Test
    void no_more_is_taken_from_the_provider_than_the_client_reads() {
        int blocks = 1024;
        byte[] block = new byte[64 * 1024];
        CRC32 sum = new CRC32();
        AtomicLong taken = new AtomicLong();
        try (RawClient client = RawClient.connect(lintel, 64 * 1024).get("/v1/files/large")) {
            Exchange exchange = upstream.next();
            exchange.send("HTTP/1.1 200 OK\r\ncontent-length: " + (long) blocks * block.length + "\r\n\r\n");
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < blocks; i++) {
                    Arrays.fill(block, (byte) (i * 31));
                    sum.update(block);
                    exchange.send(block);
                    taken.addAndGet(block.length);
                }
            });
            client.readHead();
            // Other calls pass meanwhile, on all event loops; when none of a round saw more being taken, no more is.
            Patience.untilSteady("what is taken", taken::get, this::assertOtherCallsPass);
            assertThat(taken.get()).isLessThan((long) blocks * block.length / 2);

            CRC32 received = new CRC32();
            for (int i = 0; i < blocks; i++) {
                received.update(client.read(block.length));
            }
            sent.join();
            exchange.end("");
            assertThat(received.getValue()).isEqualTo(sum.getValue());
            assertThat(client.readRest()).isEmpty();
        }
    }

    private void assertOtherCallsPass() {
        for (int i = 0; i < 16; i++) {
            try (RawClient client = RawClient.connect(lintel)) {
                assertNextCallPasses(client);
            }
        }
    }

    private void assertNextCallPasses(RawClient client) {
        client.post(CHAT, PLAIN);
        upstream.next().answer("{\"next\":true}");
        assertThat(client.readAnswer().text()).isEqualTo("{\"next\":true}");
    }
}
