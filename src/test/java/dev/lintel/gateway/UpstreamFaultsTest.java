package dev.lintel.gateway;

import static dev.lintel.testing.ErrorEnvelope.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.HardToReach;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider misbehaves: the client is told while there is a status to tell it by, and is never shown a clean end. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
@WithTestResource(HardToReach.class)
class UpstreamFaultsTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String PLAIN = "{\"model\":\"gpt-4o\"}";

    @ParameterizedTest
    @CsvSource({
        "unreachable, it refuses the connection",
        "nowhere, its host is not known",
        "with_underscore, its host is not known"
    })
    void it_cannot_be_reached(String provider, String why) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"" + provider + "/x\"}")) {
            Answer answer = client.readAnswer();
            assertError(answer, 502, "upstream_unreachable");
            assertThat(answer.text()).contains("\"Provider '" + provider + "' cannot be reached: " + why + ".\"");
            assertThat(answer.head().field("retry-after")).isEmpty();
            spans.assertUnanswered(502);
            assertNextCallPasses(client);
        }
    }

    @Test
    void it_does_not_accept_a_connection_in_time() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"deaf/x\"}")) {
            Answer answer = client.readAnswer();
            assertError(answer, 504, "upstream_timeout");
            assertThat(answer.text())
                    .contains("\"Provider 'deaf' cannot be reached: it does not accept a connection in time.\"");
            spans.assertUnanswered(504);
            assertThat(spans.attempts().get(0).getAttributes().get(SpanRecorder.ERROR_TYPE))
                    .isEqualTo("connect_timeout");
            assertNextCallPasses(client);
        }
    }

    @Test
    void it_lets_a_connection_wait_and_is_left_out_of_the_models_after_its_connect_timeout() {
        try (RawClient client = RawClient.connect(lintel).get("/v1/models")) {
            for (int i = 0; i < 5; i++) {
                Exchange asked = upstream.next();
                if (asked.head().target().startsWith("/wants-head/")) {
                    asked.close();
                } else {
                    asked.answer("[]");
                }
            }
            assertThat(client.readAnswer().text()).contains("\"data\":[]");
            assertThat(errors.warnings().toString())
                    .contains("Provider 'deaf' cannot be reached: it does not accept a connection in time."
                            + " It is left out of the list.");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 102 Processing\r\n\r\n",
                "HTTP/1.1 104 Upload Resumption Supported\r\nx-a: b\r\n\r\n",
                "HTTP/1.1 199 Unheard Of\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
            })
    void an_interim_answer_that_nobody_knows_is_not_the_final_one(String interim) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Exchange exchange = upstream.next().send(interim);
            exchange.answer("{\"final\":true}");
            Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("{\"final\":true}");
            int made = upstream.connectionsMade();
            assertNextCallPasses(client);
            assertThat(upstream.connectionsMade()).isEqualTo(made);
        }
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200 OK", "GET, 204 No Content", "GET, 304 Not Modified"})
    void content_where_none_can_be_is_no_answer_to_the_next_call(String method, String status) {
        try (RawClient client = RawClient.connect(lintel)) {
            for (int i = 0; i < 2; i++) {
                client.send(method + " /v1/files/a HTTP/1.1\r\nhost: lintel.test\r\n\r\n");
                Exchange exchange = upstream.next();
                exchange.end("HTTP/1.1 " + status + "\r\ncontent-length: 2\r\n\r\n{}");
                assertThat(client.readHead().startLine()).isEqualTo("HTTP/1.1 " + status);
            }
            assertNextCallPasses(client);
        }
    }

    @ParameterizedTest
    @MethodSource("impossibleHeads")
    void its_head_cannot_be_answered_with(String head) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.end(head);
            Answer answer = client.readAnswer();
            assertError(answer, 502, "upstream_invalid_response");
            assertThat(errors.warnings().toString()).doesNotContain("sk-of-provider");
            exchange.awaitDeparture();
            assertNextCallPasses(client);
        }
    }

    static Stream<String> impossibleHeads() {
        return Stream.of(
                "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
                "HTTP/1.1 200 OK\r\nconnection: a" + ",a".repeat(15_000) + "\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nx-a: b\0sk-of-provider\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nx-a: b\u000bsk-of-provider\r\ncontent-length: 2\r\n\r\n{}");
    }

    @Test
    void it_resets_the_connection_during_an_upload() {
        try (RawClient client = RawClient.connect(lintel)
                .send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 4\r\n\r\nha")) {
            upstream.next().awaitContent(2).reset();
            assertError(client.readAnswer(), 502, "upstream_closed");
            spans.assertUnanswered(502);
            client.send("lf");
            assertNextCallPasses(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\ncontent-le", "HTTP/1.1 103 Early Hints\r\n\r\n"})
    void it_is_silent_before_its_head_is_whole(String beginning) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"wants-head/x\"}")) {
            Exchange exchange = upstream.next().send(beginning);
            HttpHead head = client.readHead();
            while (head.status() < 200) {
                head = client.readHead();
            }
            assertError(new Answer(head, client.readRest(), List.of()), 504, "upstream_timeout");
            exchange.awaitDeparture();
            spans.assertUnanswered(504);
            assertThat(spans.attempts().get(0).getAttributes().get(SpanRecorder.ERROR_TYPE))
                    .isEqualTo("first_byte_timeout");
            assertNextCallPasses(client);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "transfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n",
                "content-length: 100\r\n\r\nfirst",
                "\r\nfirst"
            })
    void it_is_silent_between_two_pieces(String answer) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"wants-pieces/x\"}")) {
            Exchange exchange = upstream.next().send("HTTP/1.1 200 OK\r\n" + answer);
            assertThat(client.readHead().status()).isEqualTo(200);
            assertThat(client.read(5)).asString().isEqualTo("first");
            client.readBreak();
            exchange.awaitDeparture();
        }
        spans.assertBroken("idle_timeout");
    }

    @Test
    void its_silence_is_not_the_clients_who_pauses_its_upload() {
        try (RawClient slow = RawClient.connect(lintel)) {
            slow.send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 4\r\n\r\nha");
            Exchange exchange = upstream.next().awaitContent(2);
            assertSilenceIsWaitedFor();
            // Before the last of the upload: only then does its own time begin.
            exchange.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
            assertThat(slow.readAnswer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 Continue\r\n\r\n"})
    void it_closes_the_connection_before_its_head_is_whole(String beginning) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.send(beginning).close();
            assertError(readFinal(client), 502, "upstream_closed");
            spans.assertUnanswered(502);
            assertNextCallPasses(client);
        }
    }

    @Test
    void it_closes_half_of_the_connection_before_its_head() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.closeOutput();
            assertError(client.readAnswer(), 502, "upstream_closed");
            exchange.awaitDeparture();
            spans.assertUnanswered(502);
            assertNextCallPasses(client);
        }
    }

    @Test
    void it_resets_the_connection_before_its_head() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.reset();
            assertError(client.readAnswer(), 502, "upstream_closed");
            spans.assertUnanswered(502);
            assertNextCallPasses(client);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "ICY 200 OK\r\n\r\n",
                "HTTP/1.1 OK\r\n\r\n",
                "HTTP/1.1 -20 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nx-nul: a\u0000b\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"
            })
    void it_speaks_no_http(String answer) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.send(answer);
            assertError(client.readAnswer(), 502, "upstream_invalid_response");
            exchange.awaitDeparture();
            spans.assertUnanswered(502);
            assertNextCallPasses(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 "})
    void its_head_is_endless(String beginning) {
        String more = beginning.endsWith("\n") ? "x-more: " + "a".repeat(1000) + "\r\n" : "a".repeat(1000);
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Exchange exchange = upstream.next().send(beginning);
            assertThat(Patience.untilItFails("the head", () -> exchange.send(more)))
                    .hasCauseInstanceOf(IOException.class);
            exchange.awaitDeparture();
            assertError(client.readAnswer(), 502, "upstream_invalid_response");
            spans.assertUnanswered(502);
            assertNextCallPasses(client);
        }
    }

    /** The ways of breaking off. */
    enum Breaking {
        CLOSE {
            @Override
            void apply(Exchange exchange) {
                exchange.close();
            }
        },
        HALF_CLOSE {
            @Override
            void apply(Exchange exchange) {
                exchange.closeOutput();
            }
        },
        RESET {
            @Override
            void apply(Exchange exchange) {
                exchange.reset();
            }
        };

        abstract void apply(Exchange exchange);
    }

    @ParameterizedTest
    @EnumSource
    void it_breaks_a_chunked_answer_off_between_two_chunks(Breaking way) {
        assertBreaks("transfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n", way);
    }

    @ParameterizedTest
    @EnumSource
    void it_breaks_a_chunked_answer_off_inside_a_chunk(Breaking way) {
        assertBreaks("transfer-encoding: chunked\r\n\r\n64\r\nfirst", way);
    }

    @ParameterizedTest
    @EnumSource
    void it_breaks_a_chunked_answer_off_before_the_last_line(Breaking way) {
        assertBreaks("transfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n0\r\n", way);
    }

    @ParameterizedTest
    @EnumSource
    void it_breaks_an_answer_of_known_length_off(Breaking way) {
        assertBreaks("content-length: 6\r\n\r\nfirst", way);
    }

    @ParameterizedTest
    @EnumSource
    void it_breaks_an_answer_off_before_the_first_piece(Breaking way) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.startStream();
            assertThat(client.readHead().status()).isEqualTo(200);
            way.apply(exchange);
            client.readBreak();
            exchange.awaitDeparture();
        }
        spans.assertBroken("incomplete_stream");
    }

    @Test
    void it_resets_an_answer_that_would_have_ended_with_its_connection() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.send("HTTP/1.1 200 OK\r\n\r\nfirst");
            client.readHead();
            assertThat(client.read(5)).asString().isEqualTo("first");
            exchange.reset();
            client.readBreak();
        }
        spans.assertBroken("incomplete_stream");
    }

    @Test
    void it_breaks_an_answer_off_whose_client_knows_the_end_only_by_the_connection() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("GET /v1/files/a HTTP/1.0\r\n\r\n");
            Exchange exchange = upstream.next().startStream().sendChunk("first");
            client.readHead();
            assertThat(client.read(5)).asString().isEqualTo("first");
            exchange.reset();
            client.readBreak();
        }
        spans.assertBroken("incomplete_stream");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no length\r\n", "-1\r\n", "5\r\nfirstNO END\r\n", "fffffffffffffffffff\r\n"})
    void it_sends_a_chunk_that_is_none(String chunk) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.startStream().sendChunk("first");
            client.readHead();
            assertThat(client.read(5)).asString().isEqualTo("first");
            exchange.send(chunk);
            client.readBreak();
            exchange.awaitDeparture();
        }
        assertThat(spans.server().getAttributes().get(SpanRecorder.OUTCOME)).isEqualTo("failed");
    }

    @Test
    void it_answers_early_and_reads_no_more() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 1000000\r\n\r\nhalf");
            Exchange exchange = upstream.next().awaitContent(4);
            exchange.send("HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig");
            Answer answer = client.readAnswer();
            assertThat(answer.head().startLine()).isEqualTo("HTTP/1.1 413 Too Large");
            assertThat(answer.text()).isEqualTo("big");
            exchange.awaitDeparture();
        }
        SpanData attempt = spans.attempts().get(0);
        assertThat(attempt.getAttributes().get(SpanRecorder.OUTCOME)).isEqualTo("completed");
        assertThat(spans.server().getAttributes().get(SpanRecorder.OUTCOME)).isEqualTo("completed");
    }

    @Test
    void it_answers_early_while_the_client_goes_on_sending() {
        int length = 64 * 1024 * 1024;
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: " + length + "\r\n\r\n");
            Exchange exchange = upstream.next();
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> client.send(new byte[length]));
            exchange.awaitContent(100);
            exchange.stopReading();
            exchange.send("HTTP/1.1 401 Unauthorized\r\ncontent-length: 2\r\n\r\nno");
            assertThat(client.readAnswer().text()).isEqualTo("no");
            exchange.readAgain();
            exchange.awaitDeparture();
            // The client may send all it has, or is cut off; it does not wait for ever.
            sent.handle((done, cutOff) -> "over").join();
        }
        assertThat(spans.attempts()).hasSize(1);
    }

    @Test
    void it_sends_more_than_it_announced() {
        try (RawClient client = RawClient.connect(lintel)) {
            for (int i = 0; i < 20; i++) {
                client.post(CHAT, PLAIN);
                Exchange exchange = upstream.next();
                exchange.content();
                exchange.end(
                        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\npoison");
                assertThat(client.readAnswer().text()).isEqualTo("ok");
            }
        }
        assertThat(spans.servers()).hasSize(20);
    }

    @Test
    void it_closes_each_connection_after_its_answer() {
        try (RawClient client = RawClient.connect(lintel)) {
            for (int i = 0; i < 20; i++) {
                client.post(CHAT, PLAIN);
                Exchange exchange = upstream.next();
                exchange.content();
                exchange.end("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok");
                exchange.close();
                assertThat(client.readAnswer().text()).isEqualTo("ok");
            }
        }
        assertThat(spans.servers()).hasSize(20);
    }

    // Three times as long as a silent provider is borne with: each of these calls waits for just that.
    private void assertSilenceIsWaitedFor() {
        for (int i = 0; i < 3; i++) {
            try (RawClient other = RawClient.connect(lintel).post(CHAT, "{\"model\":\"wants-pieces/x\"}")) {
                Exchange silent = upstream.next().startStream();
                other.readHead();
                other.readBreak();
                silent.awaitDeparture();
            }
        }
    }

    private void assertBreaks(String answer, Breaking way) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.send("HTTP/1.1 200 OK\r\n" + answer);
            assertThat(client.readHead().status()).isEqualTo(200);
            assertThat(client.read(5)).asString().isEqualTo("first");
            way.apply(exchange);
            client.readBreak();
            client.readEnd();
            exchange.awaitDeparture();
        }
        spans.assertBroken("incomplete_stream");
    }

    private static Answer readFinal(RawClient client) {
        HttpHead head = client.readHead();
        while (head.status() < 200) {
            head = client.readHead();
        }
        return new Answer(head, client.readRest(), List.of());
    }

    private void assertNextCallPasses(RawClient client) {
        client.post(CHAT, PLAIN);
        upstream.next().answer("{\"next\":true}");
        assertThat(client.readAnswer().text()).isEqualTo("{\"next\":true}");
    }
}
