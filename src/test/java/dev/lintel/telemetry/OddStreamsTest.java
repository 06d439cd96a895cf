package dev.lintel.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that are written oddly: each byte passes but for the chunk that only Lintel has asked for, and what can be told is. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class OddStreamsTest extends EndToEnd {

    private static final String TEXT =
            "data: {\"id\":\"c-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\n";
    private static final String FINISHED =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";
    private static final String COUNTS = "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7}}\n\n";

    private static final AttributeKey<Long> INPUT = AttributeKey.longKey("gen_ai.usage.input_tokens");
    private static final AttributeKey<Long> OUTPUT = AttributeKey.longKey("gen_ai.usage.output_tokens");
    private static final AttributeKey<List<String>> REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");

    /** A stream as it is written as a rule, and what it says. */
    enum Whole {
        CHAT("chat/completions", List.of(TEXT, FINISHED, "data: {\"choices\":[]," + COUNTS, DONE), "stop"),
        COMPLETIONS(
                "completions",
                List.of(
                        "data: {\"choices\":[{\"index\":0,\"text\":\"Hi\"}]}\n\n",
                        "data: {\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"stop\"}]}\n\n",
                        "data: {\"choices\":[]," + COUNTS,
                        DONE),
                "stop"),
        RESPONSES(
                "responses",
                List.of(
                        "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"status\":\"in_progress\"}}\n\n",
                        "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}\n\n",
                        "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"status\":\"completed\","
                                + "\"usage\":{\"input_tokens\":5,\"output_tokens\":7}}}\n\n"),
                "completed"),
        MESSAGES(
                "messages",
                List.of(
                        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}\n\n",
                        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}\n\n",
                        "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":7}}\n\n",
                        "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"),
                "end_turn");

        private final String path;
        private final List<String> events;
        private final String reason;

        Whole(String path, List<String> events, String reason) {
            this.path = "/v1/" + path;
            this.events = events;
            this.reason = reason;
        }

        boolean filtered() {
            return this == CHAT || this == COMPLETIONS;
        }

        // Something between each two events, and before the first.
        String with(String between, boolean seen) {
            StringBuilder stream = new StringBuilder(between);
            for (String event : events) {
                boolean taken = filtered() && seen && event.endsWith(COUNTS);
                stream.append(taken ? "" : event).append(between);
            }
            return stream.toString();
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_event_that_is_broken_or_anothers_or_a_comment_costs_itself_alone(Whole whole) {
        for (String odd : List.of(
                ": keep-alive\n\n",
                ":\n",
                "data: {broken\n\n",
                "data: <html>\n\n",
                "data: ping\n\n",
                "data: {\"half\":\n\n",
                "data:\n\n",
                "event: ping\ndata: {\"type\":\"ping\"}\n\n",
                "event: tool.progress\ndata: {\"id\":\"x\",\"usage\":{\"prompt_tokens\":99},\"error\":{\"code\":\"x\"}}\n\n",
                "id: 7\nretry: 3000\n\n",
                "unknown: field\n\n")) {
            assertTold(whole, "text/event-stream", whole.with(odd, false), whole.with(odd, true));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_comment_in_the_middle_of_an_event_costs_nothing(Whole whole) {
        // Between a name and its data, and between the data and its end.
        String stream = String.join("", whole.events)
                .replace("\ndata:", "\n: remark\ndata:")
                .replace("}\n\n", "}\n: 2\n\n");
        String taken = ("data: {\"choices\":[]," + COUNTS).replace("}\n\n", "}\n: 2\n\n");
        assertTold(whole, "text/event-stream", stream, whole.filtered() ? stream.replace(taken, "") : stream);
    }

    @ParameterizedTest
    @EnumSource
    void a_stream_is_one_whatever_is_said_of_it(Whole whole) {
        for (String type : List.of(
                "text/event-stream",
                "application/json",
                "application/json; charset=utf-8",
                "text/plain",
                "text/html",
                "application/octet-stream",
                "",
                "text/event-stream, text/event-stream",
                "application/json\r\ncontent-type: text/event-stream")) {
            assertTold(whole, type, whole.with("", false), whole.with("", true));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"choices\":null,", "\"choices\":[],", "\"object\":\"chat.completion.chunk\","})
    void the_chunk_that_only_lintel_has_asked_for_is_taken_whatever_its_choices(String choices) {
        for (Whole whole : List.of(Whole.CHAT, Whole.COMPLETIONS)) {
            String chunk = "data: {" + choices + COUNTS;
            String stream = whole.with("", false).replace("data: {\"choices\":[]," + COUNTS, chunk);
            assertTold(whole, "text/event-stream", stream, whole.with("", true));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat/completions", "completions"})
    void an_end_mark_alone_is_no_answer(String path) {
        for (String stream : List.of(DONE, ": hello\n\n" + DONE, "data: [DONE]\n", "data:[DONE]\r\n\r\n")) {
            spans.clear();
            assertThat(streamed("/v1/" + path, "text/event-stream", stream)).isEqualTo(stream);
            spans.assertBroken("incomplete_stream");
        }
    }

    private void assertTold(Whole whole, String type, String stream, String seen) {
        spans.clear();
        assertThat(streamed(whole.path, type, stream)).isEqualTo(seen);
        spans.assertCompleted(200);
        SpanData inference = spans.inferences().get(0);
        assertThat(inference.getAttributes().get(INPUT)).as(stream).isEqualTo(5);
        assertThat(inference.getAttributes().get(OUTPUT)).as(stream).isEqualTo(7);
        assertThat(inference.getAttributes().get(REASONS)).as(stream).containsExactly(whole.reason);
    }

    private String streamed(String path, String type, String stream) {
        try (RawClient client = RawClient.connect(lintel).post(path, "{\"model\":\"gpt-4o\",\"stream\":true}")) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.send("HTTP/1.1 200 OK\r\n" + (type.isEmpty() ? "" : "content-type: " + type + "\r\n")
                    + "transfer-encoding: chunked\r\n\r\n");
            byte[] bytes = stream.getBytes(UTF_8);
            for (int at = 0; at < bytes.length; at += 89) {
                exchange.sendChunk(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 89)));
            }
            exchange.endStream();
            return client.readAnswer().text();
        }
    }
}
