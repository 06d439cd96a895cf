package dev.lintel.telemetry.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.CapturedContent;
import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is said, on the GenAI span where that is switched on: by the conventions' schemas, redacted, bounded. */
@QuarkusTest
@WithTestResource(CapturedContent.class)
@WithTestResource(UpstreamResource.class)
class CapturedContentTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";

    @Test
    void a_plain_chat() {
        answered(CHAT, """
                {"model":"gpt-4o","messages":[{"role":"system","content":"Be brief."},
                {"role":"user","content":"Mail a@b.example about TCK-42, key sk-abcdefghijklmnopqrstuvwxyz0123456789"}],
                "tools":[{"type":"function","function":{"name":"mail","description":"Sends","parameters":{"type":"object"}}}]}""", "application/json", """
                {"id":"1","model":"gpt-4o","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant",
                "content":"Gladly, a@b.example","tool_calls":[{"id":"c1","type":"function",
                "function":{"name":"mail","arguments":"{\\"to\\":\\"a@b.example\\"}"}}]}}]}""");

        assertThat(content("gen_ai.input.messages")).isEqualTo(new JsonArray("""
                        [{"role":"system","parts":[{"type":"text","content":"Be brief."}]},{"role":"user","parts":[{"type":"text",
                        "content":"Mail [redacted:emails] about [redacted:tickets], key [redacted:keys]"}]}]"""));
        assertThat(content("gen_ai.output.messages")).isEqualTo(new JsonArray("""
                        [{"role":"assistant","parts":[{"type":"text","content":"Gladly, [redacted:emails]"},
                        {"type":"tool_call","id":"c1","name":"mail","arguments":{"to":"[redacted:emails]"}}],
                        "finish_reason":"tool_calls"}]"""));
        assertThat(content("gen_ai.tool.definitions")).isEqualTo(new JsonArray("""
                        [{"type":"function","name":"mail","description":"Sends","parameters":{"type":"object"}}]"""));
    }

    @Test
    void a_streamed_chat_of_two_choices_whose_pieces_are_mixed_and_out_of_order() {
        answered(CHAT, "{\"model\":\"gpt-4o\",\"stream\":true,\"n\":2,\"messages\":[]}", "text/event-stream", """
                data: {"choices":[{"delta":{"role":"assistant","content":"B1"},"index":1}]}

                data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c0","function":{"name":"f","arguments":"{\\"a"}}]}}]}

                data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\\":1}"}}]}},{"index":1,"delta":{"content":" B2"}}]}

                data: {"choices":[{"index":1,"finish_reason":"stop","delta":{}}]}

                data: {"choices":[{"index":0,"finish_reason":"tool_calls","delta":{}}]}

                data: [DONE]

                """);

        assertThat(content("gen_ai.output.messages")).isEqualTo(new JsonArray("""
                        [{"role":"assistant","parts":[{"type":"tool_call","id":"c0","name":"f","arguments":{"a":1}}],"finish_reason":"tool_calls"},
                        {"role":"assistant","parts":[{"type":"text","content":"B1 B2"}],"finish_reason":"stop"}]"""));
    }

    @Test
    void a_whole_message_beside_the_deltas_adds_nothing_to_them() {
        answered(CHAT, "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[]}", "text/event-stream", """
                data: {"choices":[{"index":0,"delta":{"content":"Hel"},"message":{"content":"Hel"}}]}

                data: {"choices":[{"index":0,"delta":{"content":"lo"},"message":{"content":"Hello"},"finish_reason":"stop"}]}

                """);

        assertThat(content("gen_ai.output.messages")).isEqualTo(new JsonArray("""
                        [{"role":"assistant","parts":[{"type":"text","content":"Hello"}],"finish_reason":"stop"}]"""));
    }

    @Test
    void tool_calls_without_an_index_are_parted_by_their_ids() {
        answered(CHAT, "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[]}", "text/event-stream", """
                data: {"choices":[{"index":0,"delta":{"tool_calls":[{"id":"c0","function":{"name":"f","arguments":"{\\"a\\":1}"}}]}}]}

                data: {"choices":[{"index":0,"delta":{"tool_calls":[{"id":"c1","function":{"name":"g","arguments":"{\\"b\\":2}"}}]},"finish_reason":"tool_calls"}]}

                data: [DONE]

                """);

        assertThat(content("gen_ai.output.messages")).isEqualTo(new JsonArray("""
                        [{"role":"assistant","parts":[{"type":"tool_call","id":"c0","name":"f","arguments":{"a":1}},
                        {"type":"tool_call","id":"c1","name":"g","arguments":{"b":2}}],"finish_reason":"tool_calls"}]"""));
    }

    @Test
    void halves_of_a_character_are_one_where_they_meet_and_are_replaced_where_they_do_not() {
        String request = "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":"
                + "\"a\\ud83db\\ude00\"}]}";
        answered(CHAT, request, "text/event-stream", """
                data: {"choices":[{"index":0,"delta":{"content":"x\\ud83d"}}]}

                data: {"choices":[{"index":0,"delta":{"content":"\\ude00y\\ud83d"},"finish_reason":"stop"}]}

                data: [DONE]

                """);

        assertThat(content("gen_ai.input.messages")).isEqualTo(new JsonArray("""
                        [{"role":"user","parts":[{"type":"text","content":"a\ufffdb\ufffd"}]}]"""));
        assertThat(content("gen_ai.output.messages")).isEqualTo(new JsonArray("""
                        [{"role":"assistant","parts":[{"type":"text","content":"x\ud83d\ude00y\ufffd"}],"finish_reason":"stop"}]"""));
    }

    @Test
    void a_streamed_message_with_thinking_and_a_tool() {
        answered(
                "/v1/messages",
                "{\"model\":\"claude\",\"stream\":true,\"system\":\"Be kind.\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                "text/event-stream",
                """
                event: message_start
                data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"claude","content":[],"usage":{"input_tokens":3,"output_tokens":1}}}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}

                event: content_block_start
                data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hello"}}

                event: content_block_start
                data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t1","name":"f","input":{}}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":":2}"}}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}

                event: message_stop
                data: {"type":"message_stop"}

                """);

        assertThat(content("gen_ai.system_instructions"))
                .isEqualTo(new JsonArray("[{\"type\":\"text\",\"content\":\"Be kind.\"}]"));
        assertThat(content("gen_ai.output.messages")).isEqualTo(new JsonArray("""
                        [{"role":"assistant","parts":[{"type":"reasoning","content":"hm"},{"type":"text","content":"Hello"},
                        {"type":"tool_call","id":"t1","name":"f","arguments":{"a":2}}],"finish_reason":"tool_use"}]"""));
    }

    @Test
    void a_streamed_response_is_told_by_its_last_event() {
        answered(
                "/v1/responses",
                "{\"model\":\"gpt-4o\",\"stream\":true,\"instructions\":\"Be brief.\",\"input\":\"hi\"}",
                "text/event-stream",
                """
                event: response.created
                data: {"type":"response.created","response":{"id":"r","status":"in_progress","output":[]}}

                event: response.output_text.delta
                data: {"type":"response.output_text.delta","output_index":0,"delta":"Hel"}

                event: response.completed
                data: {"type":"response.completed","response":{"id":"r","status":"completed","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hello"}]},{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"}]}}

                """);

        assertThat(content("gen_ai.output.messages")).isEqualTo(new JsonArray("""
                        [{"role":"assistant","parts":[{"type":"text","content":"Hello"},{"type":"tool_call","id":"c1","name":"f","arguments":{}}],
                        "finish_reason":"completed"}]"""));
    }

    @Test
    void a_stream_that_breaks_is_told_as_far_as_it_came() {
        try (RawClient client = RawClient.connect(lintel)
                .post("/v1/responses", "{\"model\":\"gpt-4o\",\"stream\":true,\"input\":\"hi\"}")) {
            Exchange exchange = upstream.next().startStream();
            exchange.sendChunk("data: {\"type\":\"response.output_text.delta\",\"delta\":\"Hel\"}\n\n");
            client.readHead();
            client.read(30);
            exchange.reset();
            client.readBreak();
        }

        assertThat(content("gen_ai.output.messages").encode()).contains("\"content\":\"Hel\"");
    }

    @Test
    void a_long_message_is_cut() {
        answered(
                CHAT,
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "ü".repeat(5_000) + "\"}]}",
                "application/json",
                "{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\""
                        + "x".repeat(100_000) + "\"}}]}");

        String asked = content("gen_ai.input.messages").encode();
        assertThat(asked).contains("ü".repeat(100) + "…[cut]").doesNotContain("ü".repeat(101));
        String answered = content("gen_ai.output.messages").encode();
        assertThat(answered).contains("x".repeat(200) + "…[cut]").doesNotContain("x".repeat(201));
    }

    @Test
    void a_hundred_calls_in_each_of_sixteen_choices_are_no_more_than_sixteen_long_messages() {
        String call = "{\"id\":\"call_%s\",\"type\":\"function\",\"function\":{\"name\":\"f".formatted("i".repeat(75))
                + "n".repeat(79) + "\",\"arguments\":\"" + "x".repeat(1_000) + "\"}}";
        String calls = (call + ",").repeat(99) + call;
        String choices = IntStream.range(0, 20)
                .mapToObj(i -> "{\"index\":" + i + ",\"finish_reason\":\"tool_calls\",\"message\":{\"tool_calls\":["
                        + calls + "]}}")
                .collect(Collectors.joining(","));
        answered(
                CHAT,
                "{\"model\":\"gpt-4o\",\"n\":20,\"messages\":[]}",
                "application/json",
                "{\"choices\":[" + choices + "]}");

        JsonArray messages = content("gen_ai.output.messages");
        assertThat(messages).hasSize(16);
        for (int choice = 0; choice < 16; choice++) {
            // 160 of 200 bytes for the id and the name, and what is left for the arguments.
            assertThat(messages.getJsonObject(choice).getJsonArray("parts").encode())
                    .isEqualTo("[{\"type\":\"tool_call\",\"id\":\"call_" + "i".repeat(75) + "\",\"name\":\"f"
                            + "n".repeat(79) + "\",\"arguments\":\"" + "x".repeat(40) + "…[cut]\"}]");
        }
    }

    private void answered(String path, String request, String type, String answer) {
        try (RawClient client = RawClient.connect(lintel).post(path, request)) {
            Exchange exchange = upstream.next();
            exchange.content();
            byte[] content = answer.getBytes(UTF_8);
            exchange.send(
                    "HTTP/1.1 200 OK\r\ncontent-type: " + type + "\r\ncontent-length: " + content.length + "\r\n\r\n");
            exchange.end(content);
            assertThat(client.readAnswer().text()).isEqualTo(answer);
        }
    }

    private JsonArray content(String attribute) {
        SpanData inference = spans.inferences().get(0);
        return new JsonArray(String.valueOf(inference.getAttributes().get(AttributeKey.stringKey(attribute))));
    }
}
