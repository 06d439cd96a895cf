package dev.lintel.telemetry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Gzip;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The provider answers nonsense: the client gets it as it is, and telemetry tells no more than is true. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class TelemetryUnderBadAnswersTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String STREAM =
            "{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
    private static final String UNASKED = "{\"model\":\"gpt-4o\",\"stream\":true}";

    private static final String FIRST =
            "data: {\"id\":\"c-1\",\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\n";
    private static final String LAST =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.response.model");
    private static final AttributeKey<Long> INPUT = AttributeKey.longKey("gen_ai.usage.input_tokens");
    private static final AttributeKey<Long> OUTPUT = AttributeKey.longKey("gen_ai.usage.output_tokens");
    private static final AttributeKey<Double> FIRST_CHUNK =
            AttributeKey.doubleKey("gen_ai.response.time_to_first_chunk");

    /** An answer of status 200, what error it is told to be, and whether its model and its usage are known. */
    enum BadAnswer {
        BROKEN_JSON(FIRST + "data: {broken\n\n" + LAST + USAGE + DONE, null, true, true),
        DEEP_JSON(FIRST + "data: " + "[".repeat(100_000) + "\n\n" + LAST + USAGE + DONE, null, true, true),
        JSON_OF_ANOTHER_KIND(FIRST + "data: null\n\ndata: {\"choices\":7}\n\n" + LAST + USAGE + DONE, null, true, true),
        NO_UTF_8(
                FIRST + "data: {\"choices\":[{\"delta\":{\"content\":\"\u00ff\u00c3\"}}]}\n\n" + LAST + USAGE + DONE,
                null,
                true,
                true),
        ABSURD_USAGE(FIRST + LAST + USAGE.replace("5", "-5").replace("7", "\"7\"") + DONE, null, true, false),
        USAGE_FIRST(USAGE + LAST + FIRST, null, true, true),
        TWO_END_MARKS(FIRST + DONE + DONE + USAGE, null, true, true),
        NO_EVENT_STREAM("<html>Bad gateway</html>", "incomplete_stream", false, false),
        ERROR_WITH_A_CODE(FIRST + "data: {\"error\":{\"code\":\"overloaded\"}}\n\n", "overloaded", true, false),
        ERROR_WITHOUT_A_CODE(
                FIRST + "data: {\"error\":{\"message\":\"private words\"}}\n\n" + DONE, "_OTHER", true, false),
        ERROR_OF_AN_ODD_CODE(
                FIRST + "data: {\"error\":{\"code\":\"private words\"}}\n\n" + DONE, "_OTHER", true, false),
        NO_END(FIRST + USAGE, "incomplete_stream", true, true),
        HALF_AN_EVENT(FIRST + LAST.substring(0, 30), "incomplete_stream", true, false),
        HALF_AN_END_MARK(FIRST + DONE.substring(0, 9), "incomplete_stream", true, false),
        NOTHING("", "incomplete_stream", false, false);

        private final String content;
        private final @Nullable String errorType;
        private final boolean tellsModel;
        private final boolean tellsUsage;

        BadAnswer(String content, @Nullable String errorType, boolean tellsModel, boolean tellsUsage) {
            this.content = content;
            this.errorType = errorType;
            this.tellsModel = tellsModel;
            this.tellsUsage = tellsUsage;
        }
    }

    // What passes as it is

    @ParameterizedTest
    @EnumSource
    void a_stream_of_nonsense_passes_as_it_is(BadAnswer bad) {
        byte[] content = bad.content.getBytes(ISO_8859_1);
        assertThat(answer(STREAM, "text/event-stream", "identity", content)).isEqualTo(content);
        assertTold(bad);
    }

    @ParameterizedTest
    @EnumSource
    void a_gzipped_stream_of_nonsense_passes_as_it_is(BadAnswer bad) {
        byte[] content = Gzip.of(bad.content.getBytes(ISO_8859_1));
        assertThat(answer(STREAM, "text/event-stream", "gzip", content)).isEqualTo(content);
        assertTold(bad);
    }

    @ParameterizedTest
    @EnumSource
    void a_stream_of_nonsense_whose_usage_only_lintel_wants_passes_without_that_one_chunk(BadAnswer bad) {
        byte[] content = bad.content.getBytes(ISO_8859_1);
        String seen = bad == BadAnswer.ABSURD_USAGE ? FIRST + LAST + DONE : bad.content.replace(USAGE, "");
        assertThat(answer(UNASKED, "text/event-stream", null, content)).isEqualTo(seen.getBytes(ISO_8859_1));
        assertTold(bad);
    }

    @Test
    void a_stream_that_is_said_to_have_no_coding_is_filtered_like_one_of_which_nothing_is_said() {
        byte[] content = (FIRST + LAST + USAGE + DONE).getBytes(UTF_8);
        assertThat(answer(UNASKED, "text/event-stream", "identity", content))
                .isEqualTo((FIRST + LAST + DONE).getBytes(UTF_8));

        spans.assertCompleted(200);
        assertTold(true, true);
    }

    @ParameterizedTest
    @CsvSource({
        "text/event-stream, br",
        "text/event-stream, unknown",
        "text/event-stream, gzip",
        "application/json, gzip",
        "application/json, zstd",
        "application/json, identity",
        "application/octet-stream, identity",
        "text/html, identity"
    })
    void bytes_that_are_not_what_is_said_of_them_pass_as_they_are(String type, String encoding) {
        byte[] content = new byte[20_000];
        new Random(5).nextBytes(content);
        assertThat(answer(STREAM, type, encoding, content)).isEqualTo(content);

        spans.assertCompleted(200);
        assertTold(false, false);
    }

    @Test
    void a_gzip_bomb_passes_as_it_is() {
        byte[] content = Gzip.of(("data: {\"model\":\"m-1\",\"a\":\"" + "0".repeat(64 * 1024 * 1024)));
        assertThat(answer(STREAM, "text/event-stream", "gzip", content)).isEqualTo(content);

        spans.assertCompleted(200);
        assertTold(true, false);
    }

    // What is told

    @Test
    void names_of_any_length_and_with_control_characters_are_told_in_short_and_on_one_line() {
        String model = "a\\u0000b\\nc\\u009b" + "m".repeat(10_000);
        byte[] content = ("data: {\"model\":\"" + model + "\",\"choices\":[{\"finish_reason\":\"stop\\u0007\"}]}\n\n")
                .getBytes(UTF_8);
        assertThat(answer(STREAM, "text/event-stream", null, content)).isEqualTo(content);

        spans.assertCompleted(200);
        String told = inference().getAttributes().get(MODEL);
        assertThat(told).startsWith("a\ufffdb\ufffdc\ufffdmmm").hasSizeLessThanOrEqualTo(256);
        assertThat(inference().getAttributes().get(AttributeKey.stringArrayKey("gen_ai.response.finish_reasons")))
                .containsExactly("stop\ufffd");
    }

    @Test
    void an_error_that_comes_with_status_200_is_one_of_the_inference() {
        byte[] content = "{\"error\":{\"message\":\"private words\",\"code\":\"overloaded\"}}".getBytes(UTF_8);
        assertThat(answer("{\"model\":\"gpt-4o\"}", "application/json", null, content))
                .isEqualTo(content);

        assertThat(inference().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(inference().getAttributes().get(SpanRecorder.ERROR_TYPE)).isEqualTo("overloaded");
        assertThat(spans.awaitAll().toString()).doesNotContain("private");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | {\"error\":{\"code\":\"rate_limit_exceeded\",\"type\":\"tokens\"}} | rate_limit_exceeded",
                "application/json | {\"error\":{\"code\":null,\"type\":\"tokens\"}} | 429",
                "application/json | {\"error\":{\"code\":\"private words\"}} | 429",
                "application/json | {broken | 429",
                "text/html | <html> | 429",
                "text/event-stream | data: {\"error\":{\"code\":\"slow_down\"}} | slow_down",
            })
    void a_refusal_is_told_by_its_code_where_that_is_one_and_else_by_its_status(
            String type, String content, String errorType) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, STREAM)) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.end("HTTP/1.1 429 Too Many Requests\r\ncontent-type: " + type + "\r\ncontent-length: "
                    + content.length() + "\r\n\r\n" + content);
            assertThat(client.readAnswer().text()).isEqualTo(content);
        }

        assertThat(inference().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(inference().getAttributes().get(SpanRecorder.ERROR_TYPE)).isEqualTo(errorType);
        assertThat(spans.server().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(spans.attempts().get(0).getAttributes().get(SpanRecorder.ERROR_TYPE))
                .isEqualTo("429");
    }

    // What ends too early

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void a_stream_that_breaks_within_an_event_is_shown_up_to_there(boolean asked) {
        String half = LAST.substring(0, 30);
        try (RawClient client = RawClient.connect(lintel).post(CHAT, asked ? STREAM : UNASKED)) {
            Exchange exchange = upstream.next().startStream().sendChunk(FIRST);
            client.readHead();
            assertThat(new String(client.read(FIRST.length()), UTF_8)).isEqualTo(FIRST);
            exchange.sendChunk(half).reset();
            client.readBreak();
        }

        spans.assertBroken("incomplete_stream");
        assertTold(true, false);
    }

    @Test
    void of_a_stream_that_the_client_leaves_is_told_what_has_come() {
        RawClient client = RawClient.connect(lintel).post(CHAT, STREAM);
        Exchange exchange = upstream.next().startStream().sendChunk(FIRST + USAGE);
        client.readHead();
        client.read((FIRST + USAGE).length());
        client.close();
        exchange.awaitDeparture();

        spans.assertCancelled();
        assertTold(true, true);
        assertThat(inference().getAttributes().get(FIRST_CHUNK)).isPositive();
    }

    private void assertTold(BadAnswer bad) {
        if (bad.errorType == null) {
            spans.assertCompleted(200);
        } else {
            spans.assertBroken(bad.errorType);
        }
        assertTold(bad.tellsModel, bad.tellsUsage);
        assertThat(spans.awaitAll().toString()).doesNotContain("private");
    }

    private void assertTold(boolean model, boolean usage) {
        assertThat(inference().getAttributes().get(MODEL)).isEqualTo(model ? "m-1" : null);
        assertThat(inference().getAttributes().get(INPUT)).isEqualTo(usage ? 5L : null);
        assertThat(inference().getAttributes().get(OUTPUT)).isEqualTo(usage ? 7L : null);
    }

    private SpanData inference() {
        assertThat(spans.inferences()).hasSize(1);
        return spans.inferences().get(0);
    }

    /** Answers 200 with this content in two pieces; what the client gets. */
    private byte[] answer(String request, String type, @Nullable String encoding, byte[] content) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, request)) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.send("HTTP/1.1 200 OK\r\ncontent-type: " + type + "\r\ntransfer-encoding: chunked\r\n"
                    + (encoding == null ? "" : "content-encoding: " + encoding + "\r\n") + "\r\n");
            int half = content.length / 2;
            if (half > 0) {
                exchange.sendChunk(Arrays.copyOf(content, half));
                exchange.sendChunk(Arrays.copyOfRange(content, half, content.length));
            }
            exchange.endStream();
            return client.readAnswer().content();
        }
    }
}
