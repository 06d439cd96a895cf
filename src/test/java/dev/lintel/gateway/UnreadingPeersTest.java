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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Peers that keep a connection open and read nothing from it: what waits for them is bounded, in time and in size. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class UnreadingPeersTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final int MEGABYTE = 1024 * 1024;

    @Test
    void a_client_that_takes_nothing_of_its_answer_is_cut_off() {
        try (RawClient client = RawClient.connect(lintel, 16 * 1024).post(CHAT, "{\"model\":\"wants-pieces/x\"}")) {
            Exchange exchange = upstream.next().startStream();
            client.readHead();
            assertThat(Patience.untilItFails("the answer", () -> exchange.sendChunk(new byte[MEGABYTE])))
                    .isNotNull();
            exchange.awaitDeparture();
            spans.assertCancelled();
            // What is queued for it is dropped with the connection, not waited for.
            awaitEnd(lintel.getPort(), client.localPort());
            client.readBreak();
        }
    }

    /** By its time-out: that a client has left is not seen while nothing is read of it, for its upload waits for the provider. */
    @Test
    void a_provider_that_takes_nothing_of_an_upload_is_cut_off_when_it_is_given_up() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/audio/transcriptions HTTP/1.1\r\nhost: lintel.test\r\n"
                    + "content-type: application/x-www-form-urlencoded\r\ncontent-length: 1000000000\r\n\r\n"
                    + "model=wants-head/x&a=");
            Exchange exchange = upstream.next();
            exchange.stopReading();
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                while (true) {
                    client.send(new byte[MEGABYTE]);
                }
            });
            awaitEnd(exchange.peerPort(), upstream.port());
            client.reset();
            assertThat(sent).failsWithin(Patience.LIMIT);
            exchange.readAgain();
        }
        assertThat(spans.servers()).hasSizeGreaterThan(2);
    }

    private void awaitEnd(int localPort, int remotePort) {
        assertThat(Patience.untilItFails("the connection", () -> {
                    assertOtherCallPasses();
                    if (!isEstablished(localPort, remotePort)) {
                        throw new IllegalStateException("gone");
                    }
                }))
                .hasMessage("gone");
    }

    // Lintel's end, as Linux knows it.
    private static boolean isEstablished(int localPort, int remotePort) {
        String ends = String.format(":%04X [0-9A-F]+:%04X 01 ", localPort, remotePort);
        Pattern established = Pattern.compile(ends);
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6").anyMatch(table -> {
            try {
                return established.matcher(Files.readString(Path.of(table))).find();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** More than once: what is lost with the stream takes the connection along only where the reset leaves at once. */
    @RepeatedTest(4)
    void a_client_of_http2_that_opens_no_window_loses_its_stream_alone() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel, 1024)) {
            int good = client.open(true, "GET", "/v1/files/stream");
            Exchange beside = upstream.next().startStream().sendChunk("data: 1\n\n");
            client.awaitContent(good, 9);
            int unread = client.open(false, "POST", CHAT, "content-type", "application/json");
            client.send(unread, "{\"model\":\"wants-pieces/x\"}".getBytes(UTF_8), true);
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.startStream();
            assertThat(Patience.untilItFails("the answer", () -> exchange.sendChunk(new byte[MEGABYTE])))
                    .isNotNull();
            client.awaitReset(unread);
            exchange.awaitDeparture();
            beside.sendChunk("data: 2\n\n").endStream();
            assertThat(client.text(good)).isEqualTo("data: 1\n\ndata: 2\n\n");
        }
        assertThat(spans.servers())
                .extracting(span -> span.getAttributes().get(SpanRecorder.OUTCOME))
                .containsExactly("cancelled", "completed");
    }

    @Test
    void a_client_of_http2_that_takes_back_what_it_has_not_read_loses_its_stream_alone() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel, 1024)) {
            int good = client.open(true, "GET", "/v1/files/stream");
            Exchange beside = upstream.next().startStream().sendChunk("data: 1\n\n");
            client.awaitContent(good, 9);
            int unread = client.open(false, "POST", CHAT, "content-type", "application/json");
            client.send(unread, "{\"model\":\"gpt-x\"}".getBytes(UTF_8), true);
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.startStream().sendChunk(new byte[MEGABYTE / 16]);
            client.awaitContent(unread, 1024);
            client.cancel(unread);
            exchange.awaitDeparture();
            beside.sendChunk("data: 2\n\n").endStream();
            assertThat(client.text(good)).isEqualTo("data: 1\n\ndata: 2\n\n");
        }
        assertThat(spans.servers())
                .extracting(span -> span.getAttributes().get(SpanRecorder.OUTCOME))
                .containsExactly("cancelled", "completed");
    }

    /** Of each length: whether all that is left of an answer fits into what the system takes for the client, or not. */
    @Test
    void a_client_that_leaves_the_rest_of_an_ended_answer_unread_is_cut_off() {
        for (int i = 1; i <= 48; i++) {
            int length = i * 128 * 1024;
            RawClient client = RawClient.connect(lintel, 16 * 1024).post(CHAT, "{\"model\":\"wants-pieces/x\"}");
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.send("HTTP/1.1 200 OK\r\ncontent-length: " + length + "\r\n\r\n");
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> exchange.end(new byte[length]));
            spans.awaitServers(i);
            sent.handle((done, cutOff) -> "over").join();
            client.close();
        }
        assertThat(spans.servers())
                .extracting(span -> span.getAttributes().get(SpanRecorder.OUTCOME))
                .contains("completed", "cancelled")
                .doesNotContain("failed");
    }

    @Test
    void a_provider_that_does_not_read_a_whole_body_is_given_up() {
        String body =
                "{\"model\":\"wants-head/x\",\"a\":\"" + "a".repeat(UpstreamResource.MAX_BODY_BYTES - 100) + "\"}";
        try (RawClient client = RawClient.connect(lintel).post(CHAT, body)) {
            Exchange exchange = upstream.next();
            exchange.stopReading();
            assertThat(client.readAnswer().status()).isEqualTo(504);
            awaitEnd(exchange.peerPort(), upstream.port());
            exchange.readAgain();
        }
    }

    @Test
    void of_requests_that_nobody_waits_for_32_are_answered_and_then_the_connection_closed() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("GET /v1/files/a HTTP/1.1\r\nhost: lintel.test\r\n\r\n".repeat(200));
            for (int i = 0; i < 32; i++) {
                upstream.next().answer("{}");
                assertThat(client.readAnswer().text()).isEqualTo("{}");
            }
            client.readEnd();
        }
        assertThat(spans.servers()).hasSize(32);
    }

    @Test
    void any_number_is_answered_one_after_the_other() {
        try (RawClient client = RawClient.connect(lintel)) {
            for (int i = 0; i < 100; i++) {
                client.get("/v1/files/a");
                upstream.next().answer("{}");
                assertThat(client.readAnswer().text()).isEqualTo("{}");
            }
        }
        assertThat(spans.servers()).hasSize(100);
    }

    private void assertOtherCallPasses() {
        try (RawClient other = RawClient.connect(lintel).get("/v1/files/b")) {
            upstream.next().answer("{}");
            assertThat(other.readAnswer().status()).isEqualTo(200);
        }
    }
}
