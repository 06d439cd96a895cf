package dev.lintel.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.lang.Thread.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the demo provider answers over HTTP, in each dialect. */
@Alongside
final class DemoProviderTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String RESPONSES = "/v1/responses";
    private static final String MESSAGES = "/v1/messages";

    private static final String TEXT =
            "You said: “Hello”. I am Lintel's built-in demo model, so I know nothing about it,"
                    + " but I answer in pieces and at a pace that a real model could have. Look at the trace of this call:"
                    + " it tells who asked, how long it took, and what it cost.";
    private static final int PIECES = TEXT.split(" ").length;

    private static DemoServer server;

    @BeforeAll
    static void start() {
        server = new DemoServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void its_end_is_waited_for_by_what_ends_it() {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        DemoProvider provider = new DemoProvider(vertx);
        provider.start();
        CompletableFuture<Void> held = new CompletableFuture<>();
        vertx.runOnContext(none -> held.join());
        Thread stopping = new Thread(provider::stop);
        stopping.start();
        Patience.until(
                "a thread that waits, or is over",
                () -> List.of(State.WAITING, State.TERMINATED).contains(stopping.getState()));
        boolean waits = stopping.isAlive();
        held.complete(null);
        Patience.until("the end of the provider", () -> !stopping.isAlive());
        assertThat(waits).isTrue();
        assertThat(vertx.close().toCompletionStage()).succeedsWithin(Patience.LIMIT);
    }

    @Test
    void it_has_one_model() {
        String model = "{\"id\":\"demo\",\"object\":\"model\",\"created\":1767225600,\"owned_by\":\"lintel\"}";

        assertThat(server.get("/v1/models").text()).isEqualTo("{\"object\":\"list\",\"data\":[" + model + "]}");
        assertThat(server.get("/v1/models/demo").text()).isEqualTo(model);
        assertThat(server.get("/v1/models/other").status()).isEqualTo(404);
        assertThat(server.post("/v1/models", "{}").status()).isEqualTo(404);
        assertThat(server.get(CHAT).status()).isEqualTo(404);
    }

    @Test
    void a_chat_completion_calls_a_tool() {
        String call = "{\"id\":\"call_demo_ID\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":";

        assertThat(DemoServer.steady(server.post(CHAT, chat("[tool look {\\\"at\\\":[1]}]", false))
                        .text()))
                .isEqualTo("{\"id\":\"chatcmpl-demo-ID\",\"object\":\"chat.completion\",\"created\":1767225600,"
                        + "\"model\":\"demo\",\"system_fingerprint\":\"fp_demo\",\"choices\":[{\"index\":0,\"message\":"
                        + "{\"role\":\"assistant\",\"refusal\":null,\"content\":null,\"tool_calls\":[" + call
                        + "\"{\\\"at\\\":[1]}\"}}]},\"logprobs\":null,\"finish_reason\":\"tool_calls\"}],\"usage\":"
                        + "{\"prompt_tokens\":13,\"completion_tokens\":1,\"total_tokens\":14}}");
        assertThat(server.stream(CHAT, chat("[tool look {\\\"at\\\":[1]}]", true)))
                .containsExactly(
                        chunk("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" + call
                                + "\"\"},\"index\":0}]},\"logprobs\":null,\"finish_reason\":null"),
                        chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"at\\\":[1]}\"}}]},"
                                + "\"logprobs\":null,\"finish_reason\":null"),
                        chunk("{},\"logprobs\":null,\"finish_reason\":\"tool_calls\""),
                        "data: [DONE]",
                        "");
    }

    @Test
    void a_completion_is_a_text() {
        String choice = "{\"id\":\"cmpl-demo-ID\",\"object\":\"text_completion\",\"created\":1767225600,"
                + "\"model\":\"demo\",\"system_fingerprint\":\"fp_demo\",\"choices\":[{\"index\":0,\"text\":\"";
        String usage = "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":" + PIECES + ",\"total_tokens\":"
                + (PIECES + 1) + "}}";

        assertThat(DemoServer.steady(
                        server.post("/v1/completions", "{\"prompt\":\"Hello\"}").text()))
                .isEqualTo(choice + TEXT + "\",\"logprobs\":null,\"finish_reason\":\"stop\"}]," + usage);
        List<String> stream = server.stream(
                "/v1/completions",
                "{\"prompt\":\"Hello\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        assertThat(stream)
                .hasSize(PIECES + 4)
                .startsWith("data: " + choice + "You\",\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}")
                .endsWith(
                        "data: " + choice + "\",\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":null}",
                        "data: " + choice.substring(0, choice.indexOf("{\"index\"")) + "]," + usage,
                        "data: [DONE]",
                        "");
    }

    @Test
    void a_response_is_a_message() {
        JsonObject response = new JsonObject(server.post(
                        RESPONSES,
                        "{\"input\":\"Hello\",\"instructions\":\"Be nice.\",\"previous_response_id\":\"resp_1\"}")
                .text());

        assertThat(response.getString("status")).isEqualTo("completed");
        assertThat(response.getString("instructions")).isEqualTo("Be nice.");
        assertThat(response.getString("previous_response_id")).isEqualTo("resp_1");
        assertThat(DemoServer.steady(response.getJsonArray("output").encode()))
                .isEqualTo("[" + message("completed", "[" + part(TEXT) + "]") + "]");
        assertThat(response.getJsonObject("usage").encode())
                .isEqualTo(
                        "{\"input_tokens\":3,\"input_tokens_details\":{\"cached_tokens\":0,\"cache_write_tokens\":0},"
                                + "\"output_tokens\":" + PIECES + ",\"output_tokens_details\":{\"reasoning_tokens\":0},"
                                + "\"total_tokens\":" + (PIECES + 3) + "}");
    }

    @Test
    void the_stream_of_a_message_has_all_events_of_the_responses_api() {
        List<JsonObject> events = events(RESPONSES, "{\"input\":\"Hello\",\"stream\":true}");

        List<String> types = new ArrayList<>(List.of(
                "response.created",
                "response.in_progress",
                "response.output_item.added",
                "response.content_part.added"));
        types.addAll(Collections.nCopies(PIECES, "response.output_text.delta"));
        types.addAll(List.of(
                "response.output_text.done",
                "response.content_part.done",
                "response.output_item.done",
                "response.completed"));
        assertThat(events).extracting(event -> event.getString("type")).isEqualTo(types);
        assertThat(events)
                .extracting(event -> event.getInteger("sequence_number"))
                .isEqualTo(IntStream.range(0, types.size()).boxed().toList());
        assertThat(events.get(0).getJsonObject("response").getString("status")).isEqualTo("in_progress");
        assertThat(events.get(2).getJsonObject("item").encode()).isEqualTo(message("in_progress", "[]"));
        assertThat(events.get(3).encode()).isEqualTo(ofContent("content_part.added", 3, "\"part\":" + part("")));
        assertThat(events.get(4).encode())
                .isEqualTo(ofContent("output_text.delta", 4, "\"delta\":\"You\",\"logprobs\":[]"));
        int done = PIECES + 4;
        assertThat(events.get(done).encode())
                .isEqualTo(ofContent("output_text.done", done, "\"text\":\"" + TEXT + "\",\"logprobs\":[]"));
        assertThat(events.get(done + 1).encode())
                .isEqualTo(ofContent("content_part.done", done + 1, "\"part\":" + part(TEXT)));
        assertThat(events.get(done + 2).getJsonObject("item").encode())
                .isEqualTo(message("completed", "[" + part(TEXT) + "]"));
        JsonObject response = events.get(done + 3).getJsonObject("response");
        assertThat(response.getString("status")).isEqualTo("completed");
        assertThat(response.getJsonArray("output").encode())
                .isEqualTo("[" + message("completed", "[" + part(TEXT) + "]") + "]");
    }

    @Test
    void the_stream_of_a_call_has_its_arguments() {
        List<JsonObject> events = events(RESPONSES, responses("[TOOL look {\\\"at\\\":\\\"the moon\\\"}]", true));

        assertThat(events)
                .extracting(event -> event.getString("type"))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done",
                        "response.completed");
        String of = "\"item_id\":\"fc_demo_ID\",\"output_index\":0,";
        assertThat(events.get(2).getJsonObject("item").encode()).isEqualTo(call("in_progress", ""));
        assertThat(events.get(3).encode())
                .isEqualTo("{\"type\":\"response.function_call_arguments.delta\",\"sequence_number\":3," + of
                        + "\"delta\":\"{\\\"at\\\":\\\"the\"}");
        assertThat(events.get(5).encode())
                .isEqualTo("{\"type\":\"response.function_call_arguments.done\",\"sequence_number\":5," + of
                        + "\"name\":\"look\",\"arguments\":\"{\\\"at\\\":\\\"the moon\\\"}\"}");
        String done = call("completed", "{\\\"at\\\":\\\"the moon\\\"}");
        assertThat(events.get(6).getJsonObject("item").encode()).isEqualTo(done);
        assertThat(events.get(7)
                        .getJsonObject("response")
                        .getJsonArray("output")
                        .encode())
                .isEqualTo("[" + done + "]");
    }

    @Test
    void a_message_is_answered_as_anthropic_does() {
        assertThat(DemoServer.steady(server.post(MESSAGES + "?beta=true", messages("Hello", false))
                        .text()))
                .isEqualTo("{\"id\":\"msg_demo_ID\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"demo\","
                        + "\"content\":[{\"type\":\"text\",\"text\":\"" + TEXT + "\"}],\"stop_reason\":\"end_turn\","
                        + "\"stop_sequence\":null,\"usage\":" + messageUsage(23, PIECES) + "}");
    }

    @Test
    void the_stream_of_a_message_has_all_events_of_anthropic() {
        List<JsonObject> events = events(MESSAGES, messages("Hello", true));

        List<String> types = new ArrayList<>(List.of("message_start", "content_block_start", "ping"));
        types.addAll(Collections.nCopies(PIECES, "content_block_delta"));
        types.addAll(List.of("content_block_stop", "message_delta", "message_stop"));
        assertThat(events).extracting(event -> event.getString("type")).isEqualTo(types);
        assertThat(events.get(0).getJsonObject("message").encode())
                .isEqualTo("{\"id\":\"msg_demo_ID\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"demo\","
                        + "\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":" + messageUsage(23, 1)
                        + "}");
        assertThat(events.get(1).encode())
                .isEqualTo("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
                        + "{\"type\":\"text\",\"text\":\"\"}}");
        assertThat(events.get(3).encode())
                .isEqualTo("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
                        + "{\"type\":\"text_delta\",\"text\":\"You\"}}");
        assertThat(events.get(PIECES + 4).encode())
                .isEqualTo(
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
                                + "\"usage\":{\"output_tokens\":" + PIECES + "}}");
    }

    @Test
    void a_message_uses_a_tool() {
        String use = "{\"type\":\"tool_use\",\"id\":\"toolu_demo_ID\",\"name\":\"look\",\"input\":";

        assertThat(DemoServer.steady(new JsonObject(server.post(MESSAGES, messages("[tool look {\\\"at\\\":1}]", false))
                                .text())
                        .getJsonArray("content")
                        .encode()))
                .isEqualTo("[" + use + "{\"at\":1}}]");
        assertThat(events(MESSAGES, messages("[tool look {\\\"at\\\":1}]", true)))
                .extracting(JsonObject::encode)
                .element(0)
                .asString()
                .startsWith("{\"type\":\"message_start\"");
        assertThat(server.stream(MESSAGES, messages("[tool look {\\\"at\\\":1}]", true)).stream()
                        .skip(1))
                .containsExactly(
                        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
                                + "\"content_block\":" + use + "{}}}",
                        "event: ping\ndata: {\"type\":\"ping\"}",
                        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
                                + "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"at\\\":1}\"}}",
                        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}",
                        "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":"
                                + "\"tool_use\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":1}}",
                        "event: message_stop\ndata: {\"type\":\"message_stop\"}",
                        "");
    }

    @Test
    void tokens_are_counted_as_the_message_has_them() {
        assertThat(server.post(MESSAGES + "/count_tokens", messages("Hello", false))
                        .text())
                .isEqualTo("{\"input_tokens\":23}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | ,{\"role\":\"assistant\",\"content\":null},{\"role\":\"tool\",\"content\":\"Hello\"}",
                "/v1/messages | ,{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"content\":\"Hello\"}]}",
                "/v1/messages | ,{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]}]}",
            })
    void what_a_tool_has_returned_gets_a_text(String path, String result) {
        String prompt = "{\"role\":\"user\",\"content\":\"[tool look]\"}";
        String body = path.equals(CHAT) ? chat("x", false) : messages("x", false);

        assertThat(server.post(path, body.replace("{\"role\":\"user\",\"content\":\"x\"}", prompt))
                        .text())
                .contains("\"look\"");
        assertThat(server.post(path, body.replace("{\"role\":\"user\",\"content\":\"x\"}", prompt + result))
                        .text())
                .contains(TEXT);
        assertThat(server.post(
                                path,
                                body.replace(
                                        "{\"role\":\"user\",\"content\":\"x\"}",
                                        prompt + result.replace("Hello", "[tool look] [status 500]")))
                        .text())
                .contains("You said: “[tool look] [status 500]”");
    }

    @Test
    void a_header_calls_a_tool_until_it_has_returned() {
        String headers = "x-demo: slow 1ms; tool look {\"at\": 1}\r\n";
        try (RawClient client = server.connect()) {
            assertThat(client.post(RESPONSES, headers, responses("Hello", false))
                            .readAnswer()
                            .text())
                    .contains(",\"name\":\"look\",\"arguments\":\"{\\\"at\\\":1}\"}]");
            assertThat(client.post(
                                    RESPONSES,
                                    headers,
                                    "{\"tools\":[{\"type\":\"function\",\"name\":\"look\"}],\"input\":["
                                            + "{\"type\":\"function_call_output\",\"output\":\"Hello\"}]}")
                            .readAnswer()
                            .text())
                    .contains(TEXT);
        }
    }

    @Test
    void a_tool_that_is_not_offered_is_not_called() {
        String prompt = "[tool other]";
        for (String answer : List.of(
                server.post(CHAT, chat(prompt, false)).text(),
                server.post(RESPONSES, responses(prompt, false)).text(),
                server.post(MESSAGES, messages(prompt, false)).text(),
                server.post(CHAT, "{\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}")
                        .text(),
                // Its input is a text.
                server.post(
                                RESPONSES,
                                "{\"input\":\"" + prompt + "\",\"tools\":[{\"type\":\"custom\",\"name\":\"other\"}]}")
                        .text())) {
            assertThat(answer).contains("You said: “[tool other]”");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/chat/completions",
                "/v1/completions",
                "/v1/embeddings",
                "/v1/responses",
                "/v1/messages",
                "/v1/messages/count_tokens"
            })
    void every_endpoint_fails_and_breaks_as_it_is_asked_to(String path) {
        String field = path.endsWith("completions") && !path.equals(CHAT)
                ? "prompt"
                : path.startsWith(MESSAGES) || path.equals(CHAT) ? "messages" : "input";
        String envelope = path.startsWith(MESSAGES)
                ? "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"You asked the demo provider to"
                        + " fail.\"},\"request_id\":\"req_demo_ID\"}"
                : "{\"error\":{\"message\":\"You asked the demo provider to fail.\",\"type\":\"server_error\","
                        + "\"param\":null,\"code\":\"demo_503\"}}";

        Answer failed = server.post(path, "{\"" + field + "\":[{\"role\":\"user\",\"content\":\"[status 503]\"}]}");
        assertThat(failed.status()).isEqualTo(503);
        assertThat(DemoServer.steady(failed.text())).isEqualTo(envelope);
        assertThat(server.post(path, "Hello").status()).isEqualTo(400);
        try (RawClient client = server.connect()) {
            client.post(path, "{\"" + field + "\":[{\"role\":\"user\",\"content\":\"[break 3]\"}]}")
                    .readEnd();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error",
        "401, authentication_error",
        "402, billing_error",
        "403, permission_error",
        "404, not_found_error",
        "413, request_too_large",
        "429, rate_limit_error",
        "500, api_error",
        "504, timeout_error",
        "529, overloaded_error"
    })
    void a_failed_message_has_the_type_that_anthropic_gives_its_status(int status, String type) {
        Answer failed = server.post(MESSAGES, messages("[status " + status + "]", true));

        assertThat(failed.status()).isEqualTo(status);
        assertThat(failed.text()).startsWith("{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",");
    }

    /** The events of a stream, each of which is named by its type. */
    private static List<JsonObject> events(String path, String body) {
        List<String> stream = server.stream(path, body);
        assertThat(stream).endsWith("");
        List<JsonObject> events = stream.subList(0, stream.size() - 1).stream()
                .map(event -> new JsonObject(event.substring(event.indexOf("\ndata: ") + 7)))
                .toList();
        assertThat(stream.subList(0, events.size()))
                .isEqualTo(events.stream()
                        .map(event -> "event: " + event.getString("type") + "\ndata: " + event.encode())
                        .toList());
        return events;
    }

    private static String chat(String prompt, boolean stream) {
        return "{\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt
                + "\"}],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\"}}]}";
    }

    private static String responses(String prompt, boolean stream) {
        return "{\"stream\":" + stream + ",\"input\":\"" + prompt
                + "\",\"tools\":[{\"type\":\"function\",\"name\":\"look\"}]}";
    }

    private static String messages(String prompt, boolean stream) {
        return "{\"stream\":" + stream + ",\"system\":\"Be nice.\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + prompt + "\"}],\"tools\":[{\"name\":\"look\",\"input_schema\":{\"type\":\"object\"}}]}";
    }

    private static String chunk(String choice) {
        return "data: {\"id\":\"chatcmpl-demo-ID\",\"object\":\"chat.completion.chunk\",\"created\":1767225600,"
                + "\"model\":\"demo\",\"system_fingerprint\":\"fp_demo\",\"choices\":[{\"index\":0,\"delta\":" + choice
                + "}]}";
    }

    private static String ofContent(String kind, int number, String rest) {
        return "{\"type\":\"response." + kind + "\",\"sequence_number\":" + number
                + ",\"item_id\":\"msg_demo_ID\",\"output_index\":0,\"content_index\":0," + rest + "}";
    }

    private static String message(String status, String content) {
        return "{\"id\":\"msg_demo_ID\",\"status\":\"" + status
                + "\",\"type\":\"message\",\"role\":\"assistant\",\"content\":" + content + "}";
    }

    private static String part(String text) {
        return "{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"" + text + "\"}";
    }

    private static String call(String status, String arguments) {
        return "{\"id\":\"fc_demo_ID\",\"status\":\"" + status
                + "\",\"type\":\"function_call\",\"call_id\":\"call_demo_ID\",\"name\":\"look\",\"arguments\":\""
                + arguments + "\"}";
    }

    private static String messageUsage(int input, int output) {
        return "{\"input_tokens\":" + input + ",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,"
                + "\"output_tokens\":" + output + "}";
    }
}
