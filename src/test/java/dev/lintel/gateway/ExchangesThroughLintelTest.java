package dev.lintel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.Exchange;
import dev.lintel.testing.FakeUpstream;
import dev.lintel.testing.Gzip;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each written exchange passes unchanged, and its span tells what the conventions have for it. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class ExchangesThroughLintelTest extends EndToEnd {

    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    private static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    private static final AttributeKey<Double> FIRST_CHUNK =
            AttributeKey.doubleKey("gen_ai.response.time_to_first_chunk");
    private static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
    private static final AttributeKey<Long> STATUS_CODE = AttributeKey.longKey("http.response.status_code");

    /** Those that the golden files leave out: they hang on where the provider is, and on time. */
    private static final List<String> ASSERTED_HERE = List.of(PROVIDER.getKey(), FIRST_CHUNK.getKey());

    private static final Pattern CHUNK = Pattern.compile("(?m)^data:(?! ?\\[DONE])");

    /** A prime, so that pieces end anywhere in events and characters. */
    private static final int PIECE = 97;

    static Stream<String> all() {
        return Exchange.all().map(Exchange::name);
    }

    static Stream<String> without_a_filter() {
        return Exchange.all().filter(exchange -> !exchange.lintelAsksForUsage()).map(Exchange::name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void an_exchange_passes_and_is_told(String name) {
        Exchange exchange = Exchange.named(name);
        HttpHead asked;
        try (RawClient client = RawClient.connect(lintel)) {
            client.post("/v1/" + exchange.path(), exchange.request());
            FakeUpstream.Exchange call = upstream.next();
            asked = call.head();
            assertAsked(call.text(), exchange);
            answer(call, exchange, "", exchange.answer());
            assertPassed(client, exchange, exchange.seen());
        }
        assertSpans(exchange, asked);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("without_a_filter")
    void a_gzipped_exchange_passes_and_is_told(String name) {
        Exchange exchange = Exchange.named(name);
        byte[] gzipped = Gzip.of(exchange.answer());
        HttpHead asked;
        try (RawClient client = RawClient.connect(lintel)) {
            client.post("/v1/" + exchange.path(), "accept-encoding: br, gzip, deflate\r\n", exchange.request());
            FakeUpstream.Exchange call = upstream.next();
            asked = call.head();
            assertThat(asked.field("accept-encoding")).contains("gzip");
            assertThat(call.text()).isEqualTo(exchange.request());
            answer(call, exchange, "content-encoding: gzip\r\n", gzipped);
            assertPassed(client, exchange, gzipped);
        }
        assertSpans(exchange, asked);
    }

    private static void assertAsked(String received, Exchange exchange) {
        if (!exchange.lintelAsksForUsage()) {
            assertThat(received).isEqualTo(exchange.request());
            return;
        }
        JsonObject options = new JsonObject(received).getJsonObject("stream_options");
        assertThat(options.getBoolean("include_usage")).isTrue();
        JsonObject asked = new JsonObject(exchange.request());
        JsonObject withoutWish = new JsonObject(received);
        withoutWish.remove("stream_options");
        asked.remove("stream_options");
        assertThat(withoutWish).isEqualTo(asked);
    }

    private static void answer(FakeUpstream.Exchange call, Exchange exchange, String headerLines, byte[] content) {
        call.content();
        String head = "HTTP/1.1 " + exchange.status() + " Told\r\ncontent-type: " + exchange.contentType() + "\r\n"
                + headerLines;
        if (!exchange.isStream()) {
            call.send(head + "content-length: " + content.length + "\r\n\r\n").end(content);
            return;
        }
        call.send(head + "transfer-encoding: chunked\r\n\r\n");
        for (int at = 0; at < content.length; at += PIECE) {
            call.sendChunk(Arrays.copyOfRange(content, at, Math.min(content.length, at + PIECE)));
        }
        call.endStream();
    }

    private static void assertPassed(RawClient client, Exchange exchange, byte[] content) {
        RawClient.Answer answer = client.readAnswer();
        assertThat(answer.status()).isEqualTo(exchange.status());
        assertThat(answer.head().field("content-type")).contains(exchange.contentType());
        assertThat(new String(answer.content(), StandardCharsets.ISO_8859_1))
                .isEqualTo(new String(content, StandardCharsets.ISO_8859_1));
    }

    private void assertSpans(Exchange exchange, HttpHead asked) {
        List<SpanData> ended = spans.awaitAll();
        assertThat(ended).hasSize(3);
        SpanData server = spans.server();
        SpanData inference = ended.stream()
                .filter(span -> span.getAttributes().get(OPERATION) != null)
                .findFirst()
                .orElseThrow();
        SpanData attempt = spans.attempts().get(0);

        assertInference(exchange, inference, asked);
        assertEndings(exchange, server, inference, attempt);
        assertThat(server.getParentSpanContext().isValid()).isFalse();
        assertThat(inference.getParentSpanId()).isEqualTo(server.getSpanId());
        assertThat(attempt.getParentSpanId()).isEqualTo(inference.getSpanId());
        assertThat(ended).extracting(SpanData::getTraceId).containsOnly(server.getTraceId());
        assertThat(asked.field("traceparent").orElseThrow())
                .startsWith("00-" + server.getTraceId() + "-" + attempt.getSpanId());
    }

    private void assertInference(Exchange exchange, SpanData span, HttpHead asked) {
        assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(span.getName()).isEqualTo(exchange.spanName());
        assertThat(conventional(span)).as("%s", exchange).containsExactlyInAnyOrderEntriesOf(exchange.spanAttributes());
        assertThat(span.getStatus().getStatusCode()).hasToString(exchange.spanStatus());

        String provider = asked.target().split("/", -1)[1];
        assertThat(span.getAttributes().get(PROVIDER)).isEqualTo(provider);
        assertThat(span.getAttributes().get(ADDRESS)).isEqualTo("127.0.0.1");
        assertThat(span.getAttributes().get(PORT)).isEqualTo(upstream.port());
        Double firstChunk = span.getAttributes().get(FIRST_CHUNK);
        if (exchange.isStream()
                && CHUNK.matcher(new String(exchange.answer(), StandardCharsets.UTF_8))
                        .find()) {
            assertThat(firstChunk).isPositive();
        } else {
            assertThat(firstChunk).isNull();
        }
    }

    /** What a status says is an error of the attempt, by its code one of the call, whose span is at fault from 500; a failure within a 200 is one of all three. */
    private static void assertEndings(Exchange exchange, SpanData server, SpanData inference, SpanData attempt) {
        int status = exchange.status();
        boolean broken = status == 200 && exchange.spanStatus().equals("ERROR");
        Optional<String> brokenBy = Optional.ofNullable(broken ? error(inference) : null);
        if (status >= 400 && status < 500) {
            assertThat(error(server)).isEqualTo(error(inference)).isNotNull();
            assertThat(server.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        } else {
            assertFailure(server, status >= 500 ? Optional.ofNullable(error(inference)) : brokenBy);
        }
        assertFailure(attempt, status >= 400 ? Optional.of(String.valueOf(status)) : brokenBy);
        for (SpanData span : List.of(server, attempt)) {
            assertThat(span.getAttributes().get(STATUS_CODE)).isEqualTo(status);
            assertThat(span.getAttributes().get(SpanRecorder.OUTCOME))
                    .isEqualTo(inference.getAttributes().get(SpanRecorder.OUTCOME));
        }
        if (broken) {
            assertThat(inference.getAttributes().get(SpanRecorder.OUTCOME)).isEqualTo("failed");
        } else if (exchange.spanStatus().equals("UNSET")) {
            assertThat(inference.getAttributes().get(SpanRecorder.OUTCOME)).isEqualTo("completed");
        }
    }

    private static void assertFailure(SpanData span, Optional<String> errorType) {
        assertThat(Optional.ofNullable(error(span)))
                .as("error.type of %s", span.getName())
                .isEqualTo(errorType);
        assertThat(span.getStatus().getStatusCode())
                .as("status of %s", span.getName())
                .isEqualTo(errorType.isPresent() ? StatusCode.ERROR : StatusCode.UNSET);
    }

    private static @Nullable String error(SpanData span) {
        return span.getAttributes().get(SpanRecorder.ERROR_TYPE);
    }

    private static Map<String, Object> conventional(SpanData span) {
        Map<String, Object> attributes = new TreeMap<>();
        span.getAttributes().forEach((key, value) -> {
            String name = key.getKey();
            boolean told = name.startsWith("gen_ai.") || name.startsWith("openai.") || name.equals("error.type");
            if (told && !ASSERTED_HERE.contains(name)) {
                attributes.put(name, value);
            }
        });
        return attributes;
    }
}
