package dev.lintel.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Gzip;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.UpstreamResource;
import io.airlift.compress.zstd.ZstdCompressor;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as clients of the field really write them: encoded, with a slash too many, as forms, with a type said twice. */
@QuarkusTest
@WithTestResource(
        value = UpstreamResource.class,
        initArgs = @ResourceArg(name = UpstreamResource.PARTICULAR, value = "true"))
class FieldRequestsTest extends EndToEnd {

    private static final List<String> TRACE_FIELDS = List.of(
            "traceparent",
            "tracestate",
            "baggage",
            "b3",
            "x-b3-traceid",
            "x-b3-spanid",
            "x-b3-parentspanid",
            "x-b3-sampled",
            "x-b3-flags",
            "x-amzn-trace-id",
            "x-datadog-trace-id",
            "x-datadog-parent-id",
            "x-datadog-sampling-priority",
            "x-datadog-origin",
            "x-datadog-tags");
    private static final String JSON = "{\"model\":\"llama-9\",\"messages\":[]}";

    /** Ways of encoding a body. */
    enum Coding {
        GZIP("gzip") {
            @Override
            byte[] encoded() {
                return Gzip.of(JSON);
            }
        },
        ZLIB("deflate") {
            @Override
            byte[] encoded() {
                return deflated(new Deflater());
            }
        },
        DEFLATE_WITHOUT_A_FRAME("Deflate") {
            @Override
            byte[] encoded() {
                return deflated(new Deflater(9, true));
            }
        },
        ZSTD("zstd") {
            @Override
            byte[] encoded() {
                byte[] json = JSON.getBytes(UTF_8);
                ZstdCompressor zstd = new ZstdCompressor();
                byte[] into = new byte[zstd.maxCompressedLength(json.length)];
                return Arrays.copyOf(into, zstd.compress(json, 0, json.length, into, 0, into.length));
            }
        };

        private final String token;

        Coding(String token) {
            this.token = token;
        }

        abstract byte[] encoded();

        private static byte[] deflated(Deflater deflater) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (DeflaterOutputStream deflating = new DeflaterOutputStream(out, deflater)) {
                deflating.write(JSON.getBytes(UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return out.toByteArray();
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_encoded_body_is_read_for_its_model_and_goes_up_as_it_came(Coding coding) {
        byte[] body = coding.encoded();
        try (RawClient client = RawClient.connect(lintel)) {
            post(client, "/v1/chat/completions", "content-encoding: " + coding.token + "\r\n", body);
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).startsWith("/other/");
            assertThat(exchange.content()).isEqualTo(body);
            assertThat(exchange.head().field("content-encoding")).contains(coding.token);
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "compress", "gzip, gzip", "unknown"})
    void a_body_in_another_coding_is_415_and_goes_nowhere(String coding) {
        try (RawClient client = RawClient.connect(lintel)) {
            post(client, "/v1/messages", "content-encoding: " + coding + "\r\n", new byte[] {1, 2, 3});
            HttpHead head = client.readAnswer().head();
            assertThat(head.status()).isEqualTo(415);
            assertThat(head.field("accept-encoding")).contains("gzip, deflate, zstd");
        }
        spans.assertRefused(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "deflate", "gzip"})
    void a_body_that_is_not_in_the_coding_it_announces_is_400(String coding) {
        try (RawClient client = RawClient.connect(lintel)) {
            post(client, "/v1/responses", "content-encoding: " + coding + "\r\n", JSON.getBytes(UTF_8));
            assertThat(client.readAnswer().status()).isEqualTo(400);
        }
        spans.assertRefused(400);
    }

    @Test
    void a_body_that_inflates_beyond_the_bound_is_413() {
        byte[] json = ("{\"model\":\"llama-9\",\"x\":\"" + "0".repeat(UpstreamResource.MAX_BODY_BYTES) + "\"}")
                .getBytes(UTF_8);
        ZstdCompressor zstd = new ZstdCompressor();
        byte[] into = new byte[zstd.maxCompressedLength(json.length)];
        byte[] bomb = Arrays.copyOf(into, zstd.compress(json, 0, json.length, into, 0, into.length));
        try (RawClient client = RawClient.connect(lintel)) {
            post(client, "/v1/responses", "content-encoding: zstd\r\n", bomb);
            assertThat(client.readAnswer().status()).isEqualTo(413);
        }
        spans.assertRefused(413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1//chat/completions", "/v1/chat//completions", "/v1/chat/completions/", "/v1///responses//"})
    void a_path_with_slashes_too_many_routes_as_without_and_goes_up_as_written(String path) {
        try (RawClient client = RawClient.connect(lintel).post(path, JSON)) {
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).isEqualTo("/other" + path);
            exchange.answer("{}");
            client.readAnswer();
        }
        assertThat(spans.inferences()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models/", "/v1//models", "/v1//models//"})
    void the_list_of_models_is_there_with_slashes_too_many(String path) {
        try (RawClient client = RawClient.connect(lintel).get(path)) {
            for (int i = 0; i < 5; i++) {
                Exchange asked = upstream.next();
                if (asked.head().target().startsWith("/wants-head/")) {
                    // It waits for 300 ms only: no test need be as fast as that.
                    asked.close();
                } else {
                    asked.answer("[{\"id\":\"m\",\"x\":1}]");
                }
            }
            assertThat(client.readAnswer().text()).contains("\"data\":[{\"id\":\"m\",\"x\":1}]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json, application/json",
                "application/json; charset=utf-8,application/json",
                "Application/JSON , application/json"
            })
    void two_equal_types_are_one(String type) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nhost: l\r\ncontent-type: " + type
                    + "\r\ncontent-length: " + JSON.length() + "\r\n\r\n" + JSON);
            Exchange exchange = upstream.next();
            assertThat(exchange.head().field("content-type")).contains(type);
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void so_are_two_lines_of_one_type() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nhost: l\r\ncontent-type: application/json\r\n"
                    + "content-type: application/json; charset=utf-8\r\ncontent-length: " + JSON.length() + "\r\n\r\n"
                    + JSON);
            Exchange exchange = upstream.next();
            assertThat(exchange.text()).isEqualTo(JSON);
            assertThat(exchange.head().target()).startsWith("/other/");
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void two_lines_of_types_that_differ_are_415() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nhost: l\r\ncontent-type: application/json\r\n"
                    + "content-type: text/plain\r\ncontent-length: 2\r\n\r\n{}");
            assertThat(client.readAnswer().status()).isEqualTo(415);
        }
        spans.assertRefused(415);
    }

    @Test
    void a_form_whose_type_is_said_twice_goes_to_who_serves_its_model() {
        String form = "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nllama-voice\r\n--b--\r\n";
        for (String type : new String[] {
            "multipart/form-data; boundary=b, multipart/form-data; boundary=b",
            "multipart/form-data; boundary=b\r\ncontent-type: multipart/form-data; boundary=b"
        }) {
            try (RawClient client = RawClient.connect(lintel)) {
                client.send("POST /v1/audio/transcriptions HTTP/1.1\r\nhost: l\r\ncontent-type: " + type
                        + "\r\ncontent-length: " + form.length() + "\r\n\r\n" + form);
                Exchange exchange = upstream.next();
                assertThat(exchange.head().target()).as(type).isEqualTo("/other/v1/audio/transcriptions");
                assertThat(exchange.text()).isEqualTo(form);
                exchange.answer("{}");
                assertThat(client.readAnswer().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void two_types_that_differ_are_415() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send(
                    "POST /v1/chat/completions HTTP/1.1\r\nhost: l\r\ncontent-type: application/json, text/plain\r\n"
                            + "content-length: 2\r\n\r\n{}");
            assertThat(client.readAnswer().status()).isEqualTo(415);
        }
    }

    @Test
    void a_form_goes_to_who_serves_its_model_whose_prefix_is_taken_off() {
        String form = "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nMODEL\r\n"
                + "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"
                + "RIFF".repeat(50_000) + "\r\n--b--\r\n";
        for (String model : new String[] {"llama-voice", "other/voice"}) {
            String body = form.replace("MODEL", model);
            try (RawClient client = RawClient.connect(lintel)) {
                client.send(
                        "POST /v1/audio/transcriptions HTTP/1.1\r\nhost: l\r\ncontent-type: multipart/form-data; boundary=b\r\n"
                                + "content-length: " + body.length() + "\r\n\r\n" + body);
                Exchange exchange = upstream.next();
                assertThat(exchange.head().target()).isEqualTo("/other/v1/audio/transcriptions");
                assertThat(new String(exchange.content(), ISO_8859_1))
                        .isEqualTo(form.replace("MODEL", model.replace("other/", "")));
                exchange.answer("{}");
                assertThat(client.readAnswer().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void a_form_that_asks_for_an_alias_goes_to_its_target_under_that_ones_name() {
        String form = "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nfast\r\n--b--\r\n";
        try (RawClient client = RawClient.connect(lintel)) {
            postForm(client, "", form);
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).isEqualTo("/other/v1/audio/transcriptions");
            assertThat(exchange.text()).isEqualTo(form.replace("fast", "llama-3"));
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "br", "unknown"})
    void a_form_in_a_coding_is_415_and_goes_nowhere(String coding) {
        try (RawClient client = RawClient.connect(lintel)) {
            postForm(client, "content-encoding: " + coding + "\r\n", "x");
            HttpHead head = client.readAnswer().head();
            assertThat(head.status()).isEqualTo(415);
            assertThat(head.field("accept-encoding")).contains("identity");
        }
        spans.assertRefused(415);
    }

    @Test
    void a_form_in_no_coding_by_its_own_word_passes() {
        String form = "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nllama-9\r\n--b--\r\n";
        try (RawClient client = RawClient.connect(lintel)) {
            postForm(client, "content-encoding: identity\r\n", form);
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).isEqualTo("/other/v1/audio/transcriptions");
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    private static void postForm(RawClient client, String headerLines, String form) {
        client.send("POST /v1/audio/transcriptions HTTP/1.1\r\nhost: l\r\n"
                + "content-type: multipart/form-data; boundary=b\r\n" + headerLines
                + "content-length: " + form.length() + "\r\n\r\n" + form);
    }

    @ParameterizedTest
    @CsvSource({
        "a=%20&model=llama-9, a=%20&model=llama-9",
        "model=fast&a=b, model=llama-3&a=b",
        "model=other%2Fl%C3%BC+x&a=+, model=l%C3%BC+x&a=+",
        "a=1&model=other/m, a=1&model=m"
    })
    void a_form_of_pairs_goes_to_who_serves_its_model_whose_prefix_is_taken_off(String body, String passed) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/audio/speech HTTP/1.1\r\nhost: l\r\n"
                    + "content-type: application/x-www-form-urlencoded;charset=utf-8\r\n"
                    + "content-length: " + body.length() + "\r\n\r\n" + body);
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).isEqualTo("/other/v1/audio/speech");
            assertThat(exchange.text()).isEqualTo(passed);
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "multipart/form-data; boundary=b, --b--",
        "multipart/form-data; boundary=b, x",
        "application/x-www-form-urlencoded, a=b",
        "application/x-www-form-urlencoded, model=%4"
    })
    void a_small_form_without_a_model_goes_to_the_default(String type, String body) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/files HTTP/1.1\r\nhost: l\r\ncontent-type: " + type + "\r\ncontent-length: "
                    + body.length() + "\r\n\r\n" + body);
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).isEqualTo("/fake/v1/files");
            assertThat(exchange.text()).isEqualTo(body);
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void a_form_whose_model_does_not_stand_at_its_beginning_goes_to_the_default() {
        String body =
                "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n" + "x".repeat(100_000)
                        + "\r\n--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nllama-voice\r\n--b--\r\n";
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/images/edits HTTP/1.1\r\nhost: l\r\ncontent-type: multipart/form-data; boundary=b\r\n"
                    + "content-length: " + body.length() + "\r\n\r\n" + body);
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).startsWith("/fake/");
            assertThat(exchange.text()).isEqualTo(body);
            exchange.answer("{}");
            client.readAnswer();
        }
    }

    @Test
    void each_provider_is_told_of_the_trace_what_propagate_says() {
        assertTold("fake/m", true, true);
        assertTold("other/m", true, false);
        assertTold("forwarding/m", false, false);
    }

    @Test
    void who_is_told_nothing_gets_no_trace_in_any_of_its_forms() {
        String every = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\ntracestate: a=1\r\n"
                + "baggage: user=1\r\nb3: 80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1\r\n"
                + "X-B3-TraceId: 80f198ee56343ba864fe8b2a57d3eff7\r\nX-B3-SpanId: e457b5a2e4d86bd1\r\n"
                + "X-B3-ParentSpanId: 05e3ac9a4f6e3b90\r\nX-B3-Sampled: 1\r\nX-B3-Flags: 0\r\n"
                + "X-Amzn-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793\r\n"
                + "x-datadog-trace-id: 1\r\nx-datadog-parent-id: 2\r\nx-datadog-sampling-priority: 1\r\n"
                + "x-datadog-origin: rum\r\nx-datadog-tags: a=b\r\nx-own: stays\r\n";
        try (RawClient client = RawClient.connect(lintel)) {
            client.post("/v1/chat/completions", every, "{\"model\":\"forwarding/m\"}");
            Exchange first = upstream.next();
            assertUntold(first.head());
            first.answer("{}");
            client.readAnswer();
            // On the connection that is kept, and once more on a fresh one.
            client.post("/v1/chat/completions", every, "{\"model\":\"forwarding/m\"}");
            Exchange dying = upstream.next();
            assertUntold(dying.head());
            dying.content();
            dying.close();
            Exchange again = upstream.next();
            assertUntold(again.head());
            again.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);

            client.send("GET /v1/models HTTP/1.1\r\nhost: l\r\n" + every + "\r\n");
            for (int i = 0; i < 5; i++) {
                Exchange asked = upstream.next();
                HttpHead head = asked.head();
                assertThat(head.field("via").orElseThrow()).startsWith("1.1 lintel-");
                if (head.target().startsWith("/forwarding/")) {
                    assertThat(names(head)).doesNotContainAnyElementsOf(TRACE_FIELDS);
                } else {
                    assertThat(head.field("traceparent").orElseThrow())
                            .startsWith("00-0af7651916cd43dd8448eb211c80319c-");
                }
                assertThat(head.field("baggage").isPresent())
                        .isEqualTo(!head.target().startsWith("/forwarding/")
                                && !head.target().startsWith("/other/"));
                if (head.target().startsWith("/wants-head/")) {
                    asked.close();
                } else {
                    asked.answer("{\"data\":[]}");
                }
            }
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    private static void assertUntold(HttpHead head) {
        assertThat(names(head)).doesNotContainAnyElementsOf(TRACE_FIELDS).contains("x-own");
    }

    private static List<String> names(HttpHead head) {
        return head.fields().stream()
                .map(field -> field.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private void assertTold(String model, boolean trace, boolean baggage) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(
                    "/v1/chat/completions",
                    "baggage: user=1\r\ntracestate: a=1\r\ntraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n",
                    "{\"model\":\"" + model + "\"}");
            Exchange exchange = upstream.next();
            assertThat(exchange.head().field("traceparent").isPresent())
                    .as(model)
                    .isEqualTo(trace);
            assertThat(exchange.head().field("tracestate").isPresent())
                    .as(model)
                    .isEqualTo(trace);
            assertThat(exchange.head().field("baggage").isPresent()).as(model).isEqualTo(baggage);
            exchange.answer("{}");
            client.readAnswer();
        }
    }

    private static void post(RawClient client, String path, String lines, byte[] body) {
        client.send("POST " + path + " HTTP/1.1\r\nhost: l\r\ncontent-type: application/json\r\n" + lines
                        + "content-length: " + body.length + "\r\n\r\n")
                .send(body);
    }
}
