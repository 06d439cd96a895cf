package dev.lintel.gateway;

import static dev.lintel.testing.ErrorEnvelope.assertError;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Gzip;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which provider gets a call, and under which model's name. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class RoutingTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";

    @ParameterizedTest
    @CsvSource({
        // A pattern, a name that is more exact than the pattern, and what nobody claims.
        "gpt-4o, /fake/, gpt-4o",
        "llama-3.3-70b, /other/, llama-3.3-70b",
        "gpt-4o-special, /other/, gpt-4o-special",
        "unheard-of, /fake/, unheard-of",
        // The provider's name in front; the rest may have slashes of its own.
        "other/gpt-4o, /other/, gpt-4o",
        "other/org/name, /other/, org/name",
        "fake/other/name, /fake/, other/name",
        "other//, /other/, /",
        // No provider's name in front.
        "org/name, /fake/, org/name",
        "Other/name, /fake/, Other/name",
        "other/, /fake/, other/",
        "/other, /fake/, /other",
        // Aliases stand for their first target.
        "fast, /other/, llama-3",
        "FAST, /fake/, FAST"
    })
    void a_model_has_a_provider(String model, String provider, String sent) {
        assertRouted("{\"model\":\"" + model + "\",\"n\":1}", provider, "{\"model\":\"" + sent + "\",\"n\":1}");
    }

    @Test
    void only_the_model_is_changed_wherever_it_stands() {
        assertRouted(
                " {\"messages\" : [ {\"model\":\"other/x\",\"content\":\"\\u00fc ü 🌍 other/x\"} ],\n \"model\" : \"other/x\" , \"model_x\":\"other/x\"}\r\n",
                "/other/",
                " {\"messages\" : [ {\"model\":\"other/x\",\"content\":\"\\u00fc ü 🌍 other/x\"} ],\n \"model\" : \"x\" , \"model_x\":\"other/x\"}\r\n");
    }

    @Test
    void escapes_in_a_model_are_understood() {
        assertRouted("{\"mod\\u0065l\":\"oth\\u0065r\\/x\\u0022y\"}", "/other/", "{\"mod\\u0065l\":\"x\\\"y\"}");
    }

    @Test
    void an_alias_may_have_any_name_and_its_target_any_model() {
        assertRouted("{\"model\":\"smart one\"}", "/fake/", "{\"model\":\"org/\\\"quoted\\\"\"}");
    }

    @Test
    void a_model_behind_much_else_is_found() {
        String filling = "{\"input\":\"" + "ü".repeat(100_000) + "\",\"model\":\"";
        assertRouted(filling + "other/x\"}", "/other/", filling + "x\"}");
    }

    @Test
    void a_byte_order_mark_is_no_obstacle() {
        assertRouted("\ufeff{\"model\":\"other/x\"}", "/other/", "\ufeff{\"model\":\"x\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat/completions", "completions", "responses", "embeddings", "messages"})
    void every_understood_endpoint_is_routed(String path) {
        try (RawClient client = RawClient.connect(lintel).post("/v1/" + path, "{\"model\":\"other/x\"}")) {
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).isEqualTo("/other/v1/" + path);
            assertThat(exchange.text()).isEqualTo("{\"model\":\"x\"}");
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
    }

    @Test
    void responses_may_leave_the_model_to_the_default_provider() {
        try (RawClient client = RawClient.connect(lintel).post("/v1/responses", "{\"prompt\":{\"id\":\"p\"}}")) {
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).isEqualTo("/fake/v1/responses");
            assertThat(exchange.text()).isEqualTo("{\"prompt\":{\"id\":\"p\"}}");
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
    }

    @Test
    void what_is_not_understood_goes_to_the_default_provider() {
        try (RawClient client = RawClient.connect(lintel).post("/v1/moderations", "{\"model\":\"other/x\"}")) {
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).isEqualTo("/fake/v1/moderations");
            assertThat(exchange.text()).isEqualTo("{\"model\":\"other/x\"}");
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP"})
    void a_gzipped_body_is_routed_and_passes_as_it_is(String coding) {
        byte[] gzipped = Gzip.of("{\"model\":\"llama-3\"}");
        try (RawClient client = post("content-encoding: " + coding, gzipped)) {
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).startsWith("/other/");
            assertThat(exchange.head().field("content-encoding")).contains(coding);
            assertThat(exchange.content()).isEqualTo(gzipped);
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
    }

    @Test
    void a_gzipped_body_passes_plain_when_its_model_is_changed() {
        try (RawClient client = post("content-encoding: gzip", Gzip.of("{\"model\":\"other/x\",\"n\":1}"))) {
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).startsWith("/other/");
            assertThat(exchange.head().field("content-encoding")).isEmpty();
            assertThat(exchange.text()).isEqualTo("{\"model\":\"x\",\"n\":1}");
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
    }

    @ParameterizedTest
    @CsvSource({
        "br, 415, unsupported_content_encoding",
        "'gzip, br', 415, unsupported_content_encoding",
        "zstd, 400, invalid_content_encoding",
        "deflate, 400, invalid_content_encoding"
    })
    void a_body_that_cannot_be_read_goes_to_no_provider(String coding, int status, String code) {
        byte[] body = {0, 1, 2, (byte) 0xff, '\r', '\n'};
        try (RawClient client = post("content-encoding: " + coding, body)) {
            assertError(client.readAnswer(), status, code);
        }
        spans.assertRefused(status);
    }

    @Test
    void a_body_that_is_larger_than_allowed_once_inflated_is_refused() {
        byte[] bomb = Gzip.of(new byte[64 * 1024 * 1024]);
        assertThat(bomb.length).isLessThan(UpstreamResource.MAX_BODY_BYTES);
        try (RawClient client = post("content-encoding: gzip", bomb)) {
            assertError(client.readAnswer(), 413, "request_too_large");
        }
        spans.assertRefused(413);
    }

    @Test
    void what_is_no_gzip_is_refused() {
        try (RawClient client = post("content-encoding: gzip", "{\"model\":\"gpt-4o\"}".getBytes(UTF_8))) {
            assertError(client.readAnswer(), 400, "invalid_content_encoding");
        }
        spans.assertRefused(400);
    }

    @Test
    void a_gzipped_body_that_breaks_off_is_refused() {
        byte[] gzipped = Gzip.of("{\"model\":\"gpt-4o\"}");
        try (RawClient client = post("content-encoding: gzip", Arrays.copyOf(gzipped, gzipped.length - 9))) {
            assertError(client.readAnswer(), 400, "invalid_content_encoding");
        }
        spans.assertRefused(400);
    }

    private void assertRouted(String json, String provider, String sent) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, json)) {
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).isEqualTo(provider + "v1/chat/completions");
            assertThat(exchange.text()).isEqualTo(sent);
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
    }

    private RawClient post(String header, byte[] body) {
        return RawClient.connect(lintel)
                .send("POST " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\ncontent-type: application/json\r\n" + header
                        + "\r\ncontent-length: " + body.length + "\r\n\r\n")
                .send(body);
    }
}
