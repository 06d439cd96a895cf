package dev.lintel.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEndOverHttp2;
import dev.lintel.testing.FakeHttp2Upstream.Connection;
import dev.lintel.testing.FakeHttp2Upstream.Stream;
import dev.lintel.testing.Http2UpstreamResource;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.RawHttp2Client;
import dev.lintel.testing.SpanRecorder;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls share a connection of HTTP/2 to the provider, and none of them feels the others. */
@QuarkusTest
@WithTestResource(Http2UpstreamResource.class)
class SharedUpstreamTest extends EndToEndOverHttp2 {

    private static final String WANTS_USAGE =
            "{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";

    private static final byte[] MUCH = "0123456789abcdef".repeat(64 * 1024).getBytes(UTF_8);

    /** The most that may have come of one answer that its client does not take. */
    private static final int STREAM_WINDOW = 65_535;

    @Test
    void a_call_goes_up_as_it_is_but_for_what_is_of_its_connection() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(
                    CHAT + "?a=b%20c",
                    "Connection: x-hop, keep-alive\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\n"
                            + "Proxy-Connection: keep-alive\r\nX-Kept: Yes\r\nCookie: a=1; b=2\r\n",
                    PLAIN);
            Stream stream = upstream.next();
            assertThat(stream.text()).isEqualTo(PLAIN);
            assertThat(stream.field(":method")).contains("POST");
            assertThat(stream.field(":scheme")).contains("http");
            assertThat(stream.field(":authority")).contains("127.0.0.1:" + upstream.port());
            assertThat(stream.field(":path")).contains("/shared/v1/chat/completions?a=b%20c");
            assertThat(stream.field("x-kept")).contains("Yes");
            assertThat(stream.field("cookie")).contains("a=1; b=2");
            assertThat(stream.field("authorization")).contains("Bearer shared-key");
            assertThat(stream.field("content-length")).contains(String.valueOf(PLAIN.length()));
            assertThat(stream.field("traceparent")).isPresent();
            assertThat(stream.names())
                    .allMatch(name -> name.equals(name.toLowerCase(Locale.ROOT)))
                    .doesNotContain("connection", "x-hop", "keep-alive", "te", "proxy-connection")
                    .doesNotContain("host", "transfer-encoding", "http2-settings");
            stream.head(200, "content-type", "application/json", "x-of-provider", "1")
                    .send("{\"id\":\"1\"}")
                    .end();
            Answer answer = client.readAnswer();
            assertThat(answer.head().startLine()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(answer.head().field("x-of-provider")).contains("1");
            assertThat(answer.text()).isEqualTo("{\"id\":\"1\"}");
        }
        spans.assertCompleted(200);
        assertThat(spans.attempts().get(0).getAttributes().get(VERSION)).isEqualTo("2");
        assertThat(spans.server().getAttributes().get(VERSION)).isEqualTo("1.1");
    }

    @Test
    void a_stream_passes_piece_by_piece_with_its_trailers() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, WANTS_USAGE)) {
            Stream stream = upstream.next().head(200, "content-type", "text/event-stream");
            assertThat(client.readHead().status()).isEqualTo(200);
            for (String piece : List.of("data: {}\n\n", "data: \u00e9", "\n\n")) {
                stream.send(piece);
                assertThat(client.read(piece.getBytes(UTF_8).length)).asString().isEqualTo(piece);
            }
            stream.send("data: [DONE]\n\n").endWith("x-trailer", "1");
            assertThat(client.readRest()).asString().isEqualTo("data: [DONE]\n\n");
        }
        spans.awaitAll();
    }

    @Test
    void trailers_pass() {
        try (RawClient client = RawClient.connect(lintel).get("/v1/files")) {
            upstream.next().head(200).send("a").endWith("x-trailer", "1");
            assertThat(client.readAnswer().trailers()).containsExactly(new HttpHead.Field("x-trailer", "1"));
        }
    }

    @Test
    void interim_answers_are_not_the_final_one() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Stream stream = upstream.next().head(102).head(199, "x-a", "b").head(102);
            stream.answer("{\"final\":true}");
            assertThat(client.readAnswer().text()).isEqualTo("{\"final\":true}");
        }
        assertCallPasses();
        assertThat(upstream.connectionsMade()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200", "GET, 204", "GET, 304"})
    void an_answer_without_content_leaves_the_connection_as_it_was(String method, int status) {
        try (RawClient client = RawClient.connect(lintel)) {
            for (int i = 0; i < 2; i++) {
                client.send(method + " /v1/files/a HTTP/1.1\r\nhost: lintel.test\r\n\r\n");
                upstream.next().headAlone(status, "x-of-provider", String.valueOf(i));
                HttpHead head = client.readHead();
                assertThat(head.status()).isEqualTo(status);
                assertThat(head.field("x-of-provider")).contains(String.valueOf(i));
            }
        }
        assertThat(upstream.connectionsMade()).isEqualTo(1);
    }

    @Test
    void a_client_of_http2_and_a_provider_of_http2() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int one = client.open(false, "POST", CHAT, "content-type", "application/json");
            client.send(one, PLAIN.getBytes(UTF_8), true);
            Stream first = upstream.next();
            int other = client.open(true, "GET", "/v1/files", "cookie", "a=1", "cookie", "b=2");
            Stream second = upstream.next();
            assertThat(second.field("cookie")).contains("a=1; b=2");
            second.headAlone(404);
            assertThat(client.text(other)).isEmpty();
            assertThat(client.status(other)).isEqualTo(404);
            first.answer("{}");
            assertThat(client.text(one)).isEqualTo("{}");
            assertThat(second.connection()).isSameAs(first.connection());
        }
        assertThat(spans.attempts())
                .extracting(span -> span.getAttributes().get(VERSION))
                .containsOnly("2");
    }

    @Test
    void a_client_that_leaves_takes_its_own_stream_away_alone() {
        warm();
        try (RawClient staying = RawClient.connect(lintel).get("/v1/files")) {
            Stream kept = upstream.next().head(200).send("one");
            staying.readHead();
            for (boolean answered : new boolean[] {false, true}) {
                RawClient leaving = RawClient.connect(lintel).get("/v1/files");
                Stream left = upstream.next();
                if (answered) {
                    left.head(200).send("one");
                    leaving.readHead();
                }
                leaving.close();
                assertThat(left.awaitReset()).isEqualTo(CANCEL);
                assertThat(left.connection()).isSameAs(kept.connection());
            }
            kept.send("two").end();
            assertThat(staying.readRest()).asString().isEqualTo("onetwo");
        }
        assertCallPasses();
        assertThat(upstream.connectionsMade()).isEqualTo(1);
        assertThat(spans.attempts())
                .extracting(span -> span.getAttributes().get(SpanRecorder.OUTCOME))
                .containsExactlyInAnyOrder("cancelled", "cancelled", "completed", "completed");
    }

    @Test
    void a_thousand_clients_that_leave_cost_no_connection() {
        warm();
        try (RawClient staying = RawClient.connect(lintel).post(CHAT, PLAIN);
                RawHttp2Client leaving = RawHttp2Client.connect(lintel)) {
            Stream kept = upstream.next();
            for (int i = 0; i < 1000; i++) {
                int stream = leaving.open(true, "GET", "/v1/files");
                Stream left = upstream.next();
                leaving.cancel(stream);
                assertThat(left.awaitReset()).isEqualTo(CANCEL);
            }
            kept.answer("{}");
            assertThat(staying.readAnswer().text()).isEqualTo("{}");
        }
        assertCallPasses();
        assertThat(upstream.connectionsMade()).isEqualTo(1);
    }

    @Test
    void a_client_that_does_not_read_holds_its_own_stream_up_alone() {
        warm();
        try (RawHttp2Client slow = RawHttp2Client.connect(lintel, 1)) {
            List<Stream> stalled = new ArrayList<>();
            List<Integer> waiting = new ArrayList<>();
            // All that may share the connection but one.
            for (int i = 0; i < 99; i++) {
                waiting.add(slow.open(true, "GET", "/v1/files"));
                stalled.add(upstream.next().head(200));
            }
            for (Stream stream : stalled) {
                offerAll(stream);
            }
            try (RawClient reading = RawClient.connect(lintel).get("/v1/files")) {
                Stream stream = upstream.next();
                assertThat(stream.connection()).isSameAs(stalled.get(0).connection());
                Thread sending = new Thread(() -> stream.head(200).send(MUCH).end());
                sending.start();
                assertThat(reading.readAnswer().text()).isEqualTo(new String(MUCH, UTF_8));
            }
            waiting.forEach(slow::cancel);
            stalled.forEach(stream -> assertThat(stream.awaitReset()).isEqualTo(CANCEL));
        }
        assertThat(upstream.connectionsMade()).isEqualTo(1);
    }

    @Test
    void what_a_slow_client_did_not_take_at_once_comes_whole_when_it_does() {
        try (RawHttp2Client slow = RawHttp2Client.connect(lintel, 1000)) {
            int id = slow.open(true, "GET", "/v1/files");
            Stream stream = upstream.next().head(200);
            int sent = offerAll(stream);
            slow.widen(id, MUCH.length);
            Thread sending = new Thread(() ->
                    stream.send(Arrays.copyOfRange(MUCH, sent, MUCH.length)).end());
            sending.start();
            assertThat(slow.text(id)).isEqualTo(new String(MUCH, UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_a_slow_client_has_not_taken_when_the_connection_is_given_up_comes_whole(boolean givenUpBefore) {
        byte[] answer = "0123456789".repeat(4000).getBytes(UTF_8);
        try (RawHttp2Client slow = RawHttp2Client.connect(lintel, 1)) {
            int id = slow.open(true, "GET", "/v1/files");
            Stream stream = upstream.next().head(200);
            Connection connection = stream.connection();
            if (givenUpBefore) {
                connection.goAway(NO_ERROR, Integer.MAX_VALUE);
            }
            stream.send(answer);
            connection.awaitPong();
            stream.end();
            if (givenUpBefore) {
                connection.awaitEnd();
            } else {
                connection.goAway(NO_ERROR, stream.id());
                connection.awaitEnd();
            }
            slow.widen(id, answer.length);
            assertThat(slow.text(id)).isEqualTo(new String(answer, UTF_8));
        }
        spans.assertCompleted(200);
    }

    @Test
    void an_upload_that_the_provider_does_not_take_holds_itself_up_alone() throws Exception {
        upstream.startAfresh();
        upstream.allowBytes(0);
        try (RawClient slow = RawClient.connect(lintel)) {
            slow.send(
                    "POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: " + 64 * MUCH.length + "\r\n\r\n");
            Stream stream = upstream.next();
            Thread sending = new Thread(() -> {
                for (int i = 0; i < 64; i++) {
                    slow.send(MUCH);
                }
            });
            sending.start();
            try (RawClient other = RawClient.connect(lintel).get("/v1/files")) {
                Stream answered = upstream.next();
                assertThat(answered.connection()).isSameAs(stream.connection());
                answered.headAlone(200);
                assertThat(other.readAnswer().status()).isEqualTo(200);
            }
            assertThat(stream.contentLength()).isZero();
            stream.widen(16);
            stream.awaitContent(16);
            assertThat(sending.isAlive()).isTrue();
            stream.connection().awaitPong();
            assertThat(stream.contentLength()).isEqualTo(16);
            stream.widen(64 * MUCH.length);
            stream.awaitContent(64 * MUCH.length);
            sending.join();
            stream.head(200).end();
            assertThat(slow.readAnswer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_answer_before_the_upload_was_read_is_the_answer(boolean reset) {
        upstream.allowBytes(16);
        try (RawClient client = RawClient.connect(lintel)) {
            client.send(
                    "POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 1000\r\n\r\n" + "a".repeat(500));
            Stream stream = upstream.next().awaitContent(16);
            stream.head(413, "content-length", "3").send("no!").end();
            if (reset) {
                stream.reset(NO_ERROR);
            } else {
                assertThat(stream.awaitReset()).isEqualTo(CANCEL);
            }
            Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.text()).isEqualTo("no!");
        }
        spans.awaitAll();
        assertCallPasses();
        assertThat(upstream.connectionsMade()).isEqualTo(1);
    }

    @Test
    void an_answer_before_the_upload_was_read_comes_whole_to_a_slow_client_too() {
        byte[] answer = "0123456789".repeat(4000).getBytes(UTF_8);
        upstream.allowBytes(16);
        try (RawHttp2Client slow = RawHttp2Client.connect(lintel, 1)) {
            int id = slow.open(false, "POST", "/v1/files", "content-length", "1000");
            slow.send(id, new byte[500], false);
            Stream stream = upstream.next().awaitContent(16);
            stream.head(200).send(answer).end();
            stream.reset(NO_ERROR);
            stream.connection().awaitPong();
            slow.widen(id, answer.length);
            assertThat(slow.text(id)).isEqualTo(new String(answer, UTF_8));
        }
        spans.assertCompleted(200);
    }

    @Test
    void no_more_streams_than_the_provider_allows_are_on_one_connection() {
        upstream.allowStreams(2);
        warm();
        List<RawClient> clients = new ArrayList<>();
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clients.add(RawClient.connect(lintel).post(CHAT, PLAIN));
            streams.add(upstream.next());
        }
        assertThat(streams.stream().map(Stream::connection).distinct()).hasSize(3);
        assertThat(upstream.connectionsMade()).isEqualTo(3);
        streams.forEach(stream -> stream.answer("{}"));
        for (RawClient client : clients) {
            assertThat(client.readAnswer().status()).isEqualTo(200);
            client.close();
        }
        assertCallPasses();
        assertThat(upstream.connectionsMade()).isEqualTo(3);
    }

    @Test
    void no_more_streams_than_the_provider_allows_from_now_on() {
        warm();
        upstream.awaitConnection(1).allowStreams(1);
        try (RawClient one = RawClient.connect(lintel).post(CHAT, PLAIN);
                RawClient other = RawClient.connect(lintel)) {
            Stream first = upstream.next();
            other.post(CHAT, PLAIN);
            Stream second = upstream.next();
            assertThat(second.connection()).isNotSameAs(first.connection());
            first.answer("{}");
            second.answer("{}");
            assertThat(one.readAnswer().status()).isEqualTo(200);
            assertThat(other.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void a_client_that_leaves_before_anything_was_sent_takes_no_stream_away() {
        upstream.allowStreams(1);
        warm();
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            // It may have content, which is waited for.
            int stream = client.open(false, "GET", "/v1/files");
            client.awaitPong();
            client.cancel(stream);
            client.awaitPong();
        }
        upstream.awaitConnection(1).awaitEnd();
        assertCallPasses();
        assertThat(upstream.connectionsMade()).isEqualTo(2);
    }

    @Test
    void a_client_that_leaves_before_the_connection_stands_takes_no_stream_away() throws IOException {
        upstream.allowStreams(1);
        upstream.beSilent();
        RawClient leaving = RawClient.connect(lintel).post(CHAT, PLAIN);
        Connection connection = upstream.awaitConnection(1);
        leaving.close();
        spans.awaitServers(1);
        upstream.speak();
        connection.awaitEnd();
        assertCallPasses();
        assertThat(upstream.connectionsMade()).isEqualTo(2);
    }

    @Test
    void a_list_of_models_is_asked_for_on_a_connection_that_is_given_up_afterwards() {
        try (RawClient client = RawClient.connect(lintel).get("/v1/models")) {
            List<Stream> asked = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                asked.add(upstream.next());
            }
            assertThat(asked.stream().map(Stream::connection).distinct()).hasSize(4);
            asked.forEach(stream -> stream.answer("{\"data\":[]}"));
            assertThat(client.readAnswer().status()).isEqualTo(200);
            asked.forEach(stream -> stream.connection().awaitEnd());
        }
    }

    // Until nothing more is taken, however often it is asked.
    private static int offerAll(Stream stream) {
        int[] sent = {stream.offer(MUCH)};
        Patience.untilSteady("what is taken", () -> sent[0], () -> {
            stream.connection().awaitPong();
            sent[0] += stream.offer(Arrays.copyOfRange(MUCH, sent[0], MUCH.length));
        });
        assertThat(sent[0]).isBetween(STREAM_WINDOW, 4 * STREAM_WINDOW);
        return sent[0];
    }
}
