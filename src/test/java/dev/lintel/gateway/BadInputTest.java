package dev.lintel.gateway;

import static dev.lintel.testing.ErrorEnvelope.assertError;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client misbehaves: it is told so in the dialect it speaks, and no provider hears of it. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class BadInputTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String PLAIN = "{\"model\":\"gpt-4o\"}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "no json",
                "[]",
                "[{\"model\":\"gpt-4o\"}]",
                "\"gpt-4o\"",
                "null",
                "1",
                "{\"model\":\"gpt-4o\"",
                "{\"model\":\"gpt-4o\"} x",
                "{\"model\":\"gpt-4o\"}{}",
                "{\"model\":\"gpt-4o\"},",
                "{model:\"gpt-4o\"}",
                "{'model':'gpt-4o'}",
                "{\"model\":\"gpt-4o\",}",
                "{\"model\":\"gpt-4o\",\"n\":NaN}",
                "{\"model\":\"gpt-4o\" /* remark */}",
                "{\"model\":\"gpt\u0001-4o\"}"
            })
    void a_body_that_is_no_json_object_is_refused(String body) {
        assertRefused(body, "invalid_json", null);
    }

    @Test
    void a_body_in_another_encoding_than_UTF_8_is_refused() {
        byte[] body = PLAIN.getBytes(UTF_16BE);
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: " + body.length
                            + "\r\n\r\n")
                    .send(body);
            assertError(client.readAnswer(), 400, "invalid_json");
        }
        spans.assertRefused(400);
    }

    @ParameterizedTest
    @CsvSource({"[, ]", "'{\"a\":', }"})
    void a_body_that_is_nested_too_deep_is_refused(String open, String close) {
        String nested = open.repeat(20_000) + "1" + close.repeat(20_000);
        assertRefused("{\"messages\":" + nested + ",\"model\":\"gpt-4o\"}", "invalid_json", null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"model\":null}", "{\"messages\":[{\"model\":\"gpt-4o\"}]}", "{\"Model\":\"gpt-4o\"}"})
    void a_body_without_a_model_is_refused(String body) {
        assertRefused(body, "missing_model", "model");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":1}",
                "{\"model\":true}",
                "{\"model\":[\"gpt-4o\"]}",
                "{\"model\":{\"id\":\"gpt-4o\"}}",
                "{\"model\":\"\"}",
                "{\"model\":\"gpt-4o\",\"model\":\"llama-3\"}",
                "{\"model\":\"gpt-4o\",\"n\":1,\"mod\\u0065l\":\"gpt-4o\"}"
            })
    void a_model_that_is_not_one_name_is_refused(String body) {
        assertRefused(body, "invalid_model", "model");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "multipart/form-data; boundary=b", "application/x-www-form-urlencoded", "json"})
    void content_that_is_announced_as_something_else_than_json_is_refused(String contentType) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\ncontent-type: " + contentType
                    + "\r\ncontent-length: " + PLAIN.length() + "\r\n\r\n" + PLAIN);
            assertError(client.readAnswer(), 415, "unsupported_content_type");
            spans.assertRefused(415);
            assertNextCallPasses(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json; charset=utf-8", "Application/JSON", "application/vnd.test+json"})
    void content_that_is_announced_as_json_of_some_kind_passes(String contentType) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\ncontent-type: " + contentType
                    + "\r\ncontent-length: " + PLAIN.length() + "\r\n\r\n" + PLAIN);
            Exchange exchange = upstream.next();
            assertThat(exchange.head().field("content-type")).contains(contentType);
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
    }

    @Test
    void a_body_that_announces_to_be_too_large_is_refused_before_it_comes() {
        try (RawClient client = RawClient.connect(lintel)) {
            int length = UpstreamResource.MAX_BODY_BYTES + 1;
            client.send("POST " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: " + length + "\r\n\r\n");
            assertError(client.readAnswer(), 413, "request_too_large");
            // The rest is dropped, and the connection is as good as before.
            client.send(new byte[length]);
            assertNextCallPasses(client);
        }
    }

    @Test
    void a_client_that_asks_whether_to_send_too_much_is_not_told_to() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\nexpect: 100-continue\r\ncontent-length: "
                    + Integer.MAX_VALUE + "\r\n\r\n");
            assertError(client.readAnswer(), 413, "request_too_large");
        }
        spans.assertRefused(413);
    }

    @Test
    void a_client_that_sends_too_much_sees_why_and_is_cut_off_at_last() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\ntransfer-encoding: chunked\r\n\r\n");
            client.sendChunk(new byte[UpstreamResource.MAX_BODY_BYTES]);
            client.sendChunk(new byte[1]);
            assertError(client.readAnswer(), 413, "request_too_large");
            assertThat(Patience.untilItFails("the body", () -> client.sendChunk(new byte[64 * 1024])))
                    .hasCauseInstanceOf(IOException.class);
        }
        spans.assertRefused(413);
    }

    @Test
    void a_client_that_stops_in_the_middle_of_too_much_is_cut_off_at_last() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 1000000\r\n\r\n{");
            assertError(client.readAnswer(), 413, "request_too_large");
            client.readEnd();
        }
        spans.assertRefused(413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1",
                "/v2/models",
                "/chat/completions",
                "/V1/models",
                "//v1/models",
                "/%761/models",
                "/%2Fv1/models",
                "/v1%2Fmodels",
                "/v1;a=b/models",
                "/x//v1/models"
            })
    void a_path_outside_v1_leads_nowhere(String path) {
        try (RawClient client = RawClient.connect(lintel).get(path)) {
            assertError(client.readAnswer(), 404, "not_found");
            client.post(path, PLAIN);
            assertError(client.readAnswer(), 404, "not_found");
        }
        assertThat(spans.attempts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/../admin",
                "/v1/./models",
                "/v1/files/..",
                "/v1/files/.",
                "/v1/%2e%2e/admin",
                "/v1/%2E./admin",
                "/v1/.%2e/admin",
                "/v1/files/%2e",
                "/v1/..%2fadmin",
                "/v1/..%5cadmin",
                "/v1/..;/admin",
                "/v1/..;a=b/admin",
                "/v1/.;/models",
                "/v1/%2e%2e%3b/admin",
                "/v1/files/..;"
            })
    void a_dot_segment_is_refused_however_it_is_written(String path) {
        try (RawClient client = RawClient.connect(lintel).get(path)) {
            assertError(client.readAnswer(), 400, "invalid_path");
        }
        spans.assertRefused(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/files/...",
                "/v1/files/a..b",
                "/v1/files/.hidden",
                "/v1/files/.a;b",
                "/v1/files;..",
                "/v1/files?path=../x"
            })
    void dots_that_are_no_segment_pass(String target) {
        try (RawClient client = RawClient.connect(lintel).get(target)) {
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).isEqualTo("/fake" + target);
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
    }

    @Test
    void a_protocol_upgrade_is_refused() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send(
                    "GET /v1/realtime?model=llama-3 HTTP/1.1\r\nhost: lintel.test\r\nconnection: Upgrade\r\n"
                            + "upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(426);
            assertThat(answer.text()).contains("\"code\":\"upgrade_not_supported\"");
        }
        assertThat(spans.attempts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/traces", "/v1/metrics", "/v1/logs", "/v1/traces?x=1", "/v1/%74races", "/v1/traces/"})
    void telemetry_that_is_sent_here_never_reaches_a_provider(String path) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST " + path + " HTTP/1.1\r\nhost: lintel.test\r\ncontent-type: application/x-protobuf\r\n"
                    + "content-length: 4\r\n\r\n\u0001\u0002\u0003\u0004");
            assertError(client.readAnswer(), 404, "not_found");
        }
        assertThat(spans.awaitAll()).isEmpty();
    }

    @Test
    void two_lengths_are_no_way_to_smuggle_a_second_request() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n"
                    + "GET /v1/smuggled HTTP/1.1\r\nhost: lintel.test\r\n\r\n");
            assertThat(client.readHead().status()).isEqualTo(400);
        }
    }

    @Test
    void a_length_beside_chunks_is_no_way_to_smuggle_a_second_request() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send(
                    "POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n"
                            + "4\r\nbody\r\n0\r\n\r\n");
            assertThat(client.readAnswer().status()).isEqualTo(400);
            client.readEnd();
        }
        assertThat(spans.awaitAll()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOT HTTP\r\n\r\n", "GET /v1/files HTTP/1.1\r\nno colon\r\n\r\n"})
    void what_is_no_http_is_answered_and_cut_off(String request) {
        try (RawClient client = RawClient.connect(lintel).send(request)) {
            assertThat(client.readAnswer().status()).isEqualTo(400);
            client.readEnd();
        }
        assertThat(spans.awaitAll()).isEmpty();
    }

    /** {@code quarkus.http.limits.max-header-size}: names, colons, values and spaces of all lines count, line ends do not. */
    @Test
    void a_head_of_64_KiB_passes_and_one_byte_more_is_answered_431() {
        try (RawClient client = RawClient.connect(lintel).send(withHeadOf(64 * 1024))) {
            upstream.next().answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            client.send(withHeadOf(64 * 1024 + 1));
            assertThat(client.readAnswer().status()).isEqualTo(431);
            client.readEnd();
        }
        spans.assertCompleted(200);
    }

    @Test
    void a_request_line_of_16_KiB_passes_and_one_byte_more_is_answered_414() {
        try (RawClient client = RawClient.connect(lintel).send(withLineOf(16 * 1024))) {
            upstream.next().answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            client.send(withLineOf(16 * 1024 + 1));
            assertThat(client.readAnswer().status()).isEqualTo(414);
            client.readEnd();
        }
        spans.assertCompleted(200);
    }

    // In two lines, for the bound is of them all.
    private static String withHeadOf(int bytes) {
        String known = "host: lintel.testx-first: x-second: ";
        int first = (bytes - known.length()) / 2;
        int second = bytes - known.length() - first;
        return "GET /v1/files HTTP/1.1\r\nhost: lintel.test\r\nx-first: " + "a".repeat(first) + "\r\nx-second: "
                + "b".repeat(second) + "\r\n\r\n";
    }

    private static String withLineOf(int bytes) {
        String known = "GET /v1/files? HTTP/1.1";
        return "GET /v1/files?" + "q".repeat(bytes - known.length()) + " HTTP/1.1\r\nhost: lintel.test\r\n\r\n";
    }

    @Test
    void an_endless_head_is_cut_off() {
        try (RawClient client = RawClient.connect(lintel).send("GET /v1/files HTTP/1.1\r\n")) {
            assertThat(Patience.untilItFails("the head", () -> client.send("x-more: " + "a".repeat(1000) + "\r\n")))
                    .hasCauseInstanceOf(IOException.class);
        }
        assertThat(spans.awaitAll()).isEmpty();
    }

    private void assertRefused(String body, String code, @Nullable String param) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, body)) {
            assertError(client.readAnswer(), 400, code, param);
            spans.assertRefused(400);
            assertNextCallPasses(client);
        }
    }

    private void assertNextCallPasses(RawClient client) {
        client.post(CHAT, PLAIN);
        upstream.next().answer("{\"next\":true}");
        assertThat(client.readAnswer().text()).isEqualTo("{\"next\":true}");
    }
}
