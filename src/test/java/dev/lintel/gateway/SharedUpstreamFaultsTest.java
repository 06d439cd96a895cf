package dev.lintel.gateway;

import static dev.lintel.testing.ErrorEnvelope.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEndOverHttp2;
import dev.lintel.testing.FakeHttp2Upstream.Connection;
import dev.lintel.testing.FakeHttp2Upstream.Stream;
import dev.lintel.testing.Http2UpstreamResource;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.SpanRecorder;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that is asked over HTTP/2 misbehaves: it costs the call that it concerns, and no other on the same connection. */
@QuarkusTest
@WithTestResource(Http2UpstreamResource.class)
class SharedUpstreamFaultsTest extends EndToEndOverHttp2 {

    private static final String CLOSED = "connection_closed";
    private static final String INVALID = "invalid_response";

    @Test
    void a_stream_that_it_refuses_is_asked_once_more_on_a_fresh_connection() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Stream refused = upstream.next();
            refused.text();
            refused.reset(REFUSED_STREAM);
            Stream second = upstream.next();
            assertThat(second.text()).isEqualTo(PLAIN);
            assertThat(second.connection()).isNotSameAs(refused.connection());
            assertThat(second.field("traceparent")).isNotEqualTo(refused.field("traceparent"));
            second.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            second.connection().awaitEnd();
        }
        assertTriedAgain(CLOSED);
        assertCallPasses();
        assertThat(upstream.connectionsMade()).isEqualTo(2);
    }

    @Test
    void a_stream_that_it_refuses_twice_is_asked_no_third_time() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            for (int i = 0; i < 2; i++) {
                upstream.next().reset(REFUSED_STREAM);
            }
            assertError(client.readAnswer(), 502, "upstream_closed");
        }
        assertThat(spans.attempts()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_stream_above_the_last_that_it_sees_to_is_asked_once_more(boolean warnedBefore) {
        try (RawClient staying = RawClient.connect(lintel).post(CHAT, PLAIN);
                RawClient client = RawClient.connect(lintel)) {
            Stream seen = upstream.next();
            client.post(CHAT, PLAIN);
            Stream unseen = upstream.next();
            assertThat(unseen.connection()).isSameAs(seen.connection());
            if (warnedBefore) {
                seen.connection().goAway(NO_ERROR, Integer.MAX_VALUE);
            }
            seen.connection().goAway(NO_ERROR, seen.id());
            Stream second = upstream.next();
            assertThat(second.connection()).isNotSameAs(seen.connection());
            second.answer("{\"again\":true}");
            assertThat(client.readAnswer().text()).isEqualTo("{\"again\":true}");
            unseen.reset(NO_ERROR);
            seen.answer("{}");
            assertThat(staying.readAnswer().text()).isEqualTo("{}");
            seen.connection().awaitEnd();
        }
        assertThat(spans.attempts())
                .extracting(span -> span.getAttributes().get(SpanRecorder.ERROR_TYPE))
                .containsExactlyInAnyOrder(CLOSED, null, null);
    }

    @Test
    void calls_that_come_once_it_has_given_a_connection_up_go_to_another() {
        try (RawClient staying = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Stream seen = upstream.next();
            seen.connection().goAway(NO_ERROR, Integer.MAX_VALUE);
            seen.connection().awaitPong();
            assertCallPasses();
            assertThat(upstream.connectionsMade()).isEqualTo(2);
            seen.answer("{}");
            assertThat(staying.readAnswer().status()).isEqualTo(200);
            seen.connection().awaitEnd();
        }
        assertThat(spans.attempts()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_kept_connection_that_dies_unanswered_costs_an_attempt(boolean reset) {
        warm();
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Stream dying = upstream.next();
            dying.text();
            die(dying.connection(), reset);
            Stream second = upstream.next();
            assertThat(second.text()).isEqualTo(PLAIN);
            second.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        assertTriedAgain(CLOSED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_connection_that_has_not_served_and_dies_is_the_end_of_the_call(boolean reset) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Stream dying = upstream.next();
            dying.text();
            die(dying.connection(), reset);
            assertError(client.readAnswer(), 502, "upstream_closed");
        }
        spans.assertUnanswered(502);
        assertAttempt(CLOSED);
        assertCallPasses();
    }

    @Test
    void an_upload_is_asked_once() {
        warm();
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 4\r\n\r\nfile");
            Stream stream = upstream.next();
            stream.text();
            stream.reset(REFUSED_STREAM);
            assertError(client.readAnswer(), 502, "upstream_closed");
        }
        spans.assertUnanswered(502);
        assertAttempt(CLOSED);
    }

    @Test
    void it_resets_a_stream_before_its_head() {
        try (RawClient staying = RawClient.connect(lintel).post(CHAT, PLAIN);
                RawClient client = RawClient.connect(lintel)) {
            Stream kept = upstream.next();
            client.post(CHAT, PLAIN);
            Stream broken = upstream.next();
            broken.reset(INTERNAL_ERROR);
            assertError(client.readAnswer(), 502, "upstream_closed");
            kept.answer("{}");
            assertThat(staying.readAnswer().status()).isEqualTo(200);
        }
        assertThat(spans.attempts())
                .extracting(span -> span.getAttributes().get(SpanRecorder.ERROR_TYPE))
                .containsExactlyInAnyOrder(CLOSED, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "connection", "goaway"})
    void it_breaks_a_stream_off_after_its_head(String how) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Stream stream = upstream.next().head(200).send("first");
            client.readHead();
            assertThat(client.read(5)).asString().isEqualTo("first");
            if (how.equals("reset")) {
                stream.reset(NO_ERROR);
            } else if (how.equals("connection")) {
                stream.connection().close();
            } else {
                stream.connection().goAway(INTERNAL_ERROR, 0);
                stream.reset(INTERNAL_ERROR);
            }
            client.readBreak();
        }
        spans.assertBroken("incomplete_stream");
    }

    @Test
    void a_connection_that_dies_breaks_what_was_on_it_and_nothing_else() {
        upstream.allowStreams(1);
        try (RawClient staying = RawClient.connect(lintel).post(CHAT, PLAIN);
                RawClient client = RawClient.connect(lintel)) {
            Stream kept = upstream.next();
            client.post(CHAT, PLAIN);
            Stream broken = upstream.next().head(200).send("first");
            client.readHead();
            broken.connection().reset();
            client.readBreak();
            kept.answer("{}");
            assertThat(staying.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void its_head_is_endless() {
        try (RawClient staying = RawClient.connect(lintel).post(CHAT, PLAIN);
                RawClient client = RawClient.connect(lintel)) {
            Stream kept = upstream.next();
            client.post(CHAT, PLAIN);
            Stream endless = upstream.next();
            endless.text();
            // Over the bound, and near it: what is far over it costs the connection.
            endless.headAlone(200, "x-more", "a".repeat(64 * 1024));
            assertError(client.readAnswer(), 502, "upstream_invalid_response");
            endless.awaitReset();
            kept.answer("{}");
            assertThat(staying.readAnswer().status()).isEqualTo(200);
        }
        assertThat(upstream.connectionsMade()).isEqualTo(1);
    }

    @Test
    void its_head_is_just_short_enough() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Stream stream = upstream.next();
            stream.text();
            stream.headAlone(200, "x-more", "a".repeat(64 * 1024 - 100));
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"99", "101", "-1", "abc", "1000"})
    void its_status_is_none(String status) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Stream stream = upstream.next();
            stream.text();
            stream.headOf(status);
            assertError(client.readAnswer(), 502, "upstream_invalid_response");
            stream.awaitReset();
        }
        assertThat(spans.attempts()).hasSize(1);
        assertCallPasses();
        assertThat(upstream.connectionsMade()).isEqualTo(1);
    }

    @Test
    void it_sends_less_than_it_has_announced() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Stream stream = upstream.next();
            stream.text();
            stream.head(200, "content-length", "100").send("first").end();
            client.readHead();
            client.readBreak();
        }
        spans.assertBroken(INVALID);
        assertCallPasses();
        assertThat(upstream.connectionsMade()).isEqualTo(1);
    }

    @Test
    void it_does_not_speak_http2() {
        upstream.beSilent();
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            upstream.awaitConnection(1).sendRaw("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
            RawClient.Answer answer = client.readAnswer();
            assertError(answer, 502, "upstream_unreachable");
            assertThat(answer.text()).contains("\"Provider 'shared' cannot be reached: it does not speak HTTP/2.\"");
            upstream.speak();
            upstream.awaitConnection(1).awaitEnd();
        }
        spans.assertUnanswered(502);
        assertThat(spans.attempts().get(0).getAttributes().get(VERSION)).isNull();
    }

    @Test
    void it_breaks_the_rules_of_a_connection() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            Stream stream = upstream.next();
            stream.text();
            // DATA of stream 0.
            stream.connection().sendRaw("\0\0\1\0\0\0\0\0\0a");
            assertError(client.readAnswer(), 502, "upstream_invalid_response");
            stream.connection().awaitEnd();
        }
        spans.assertUnanswered(502);
        assertCallPasses();
    }

    @Test
    void it_does_not_say_what_it_allows_in_time() {
        upstream.beSilent();
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"wants-connection/x\"}")) {
            RawClient.Answer answer = client.readAnswer();
            assertError(answer, 504, "upstream_timeout");
            assertThat(answer.text()).contains("it does not accept a connection in time");
        }
        spans.assertUnanswered(504);
        assertAttempt("connect_timeout");
    }

    @Test
    void it_is_silent_before_its_head() {
        warm();
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"wants-head/x\"}")) {
            Stream stream = upstream.next().head(102);
            assertError(client.readAnswer(), 504, "upstream_timeout");
            assertThat(stream.awaitReset()).isEqualTo(CANCEL);
        }
        spans.assertUnanswered(504);
        assertAttempt("first_byte_timeout");
        assertCallPasses();
        assertThat(upstream.connectionsMade()).isEqualTo(1);
    }

    @Test
    void it_is_silent_between_two_pieces() {
        warm();
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"wants-pieces/x\"}")) {
            Stream stream = upstream.next().head(200).send("first");
            client.readHead();
            client.readBreak();
            assertThat(stream.awaitReset()).isEqualTo(CANCEL);
        }
        spans.assertBroken("idle_timeout");
        assertCallPasses();
        assertThat(upstream.connectionsMade()).isEqualTo(1);
    }

    private void assertTriedAgain(String errorType) {
        List<SpanData> attempts = spans.attempts();
        assertThat(attempts)
                .extracting(span -> span.getAttributes().get(SpanRecorder.ERROR_TYPE))
                .containsExactly(errorType, null);
        assertThat(attempts)
                .extracting(span -> span.getAttributes().get(VERSION))
                .containsOnly("2");
        assertThat(spans.server().getAttributes().get(SpanRecorder.OUTCOME)).isEqualTo("completed");
    }

    private void assertAttempt(String errorType) {
        assertThat(spans.attempts())
                .singleElement()
                .satisfies(span -> assertThat(span.getAttributes().get(SpanRecorder.ERROR_TYPE))
                        .isEqualTo(errorType));
    }

    private static void die(Connection connection, boolean reset) {
        if (reset) {
            connection.reset();
        } else {
            connection.close();
        }
    }
}
