package dev.lintel.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.trace.StatusCode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A failure that a provider tells of in an answer of status 200: it passes as it came, and is told as the failure that it is. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class FailuresWithinTest extends EndToEnd {

    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chat/completions | {\"error\":{\"message\":\"x\",\"type\":\"server_error\",\"code\":\"overloaded\"}} | overloaded",
                "chat/completions | {\"error\":{\"message\":\"x\",\"type\":\"server_error\",\"code\":null}} | server_error",
                "chat/completions | {\"error\":{\"message\":\"x\",\"code\":502}} | 502",
                "chat/completions | {\"error\":\"something went wrong\"} | _OTHER",
                "chat/completions | {\"error\":{\"code\":\"private words\"}} | _OTHER",
                "chat/completions | {\"choices\":[{\"index\":0,\"finish_reason\":\"error\",\"error\":{\"code\":502}}]} | 502",
                "chat/completions | {\"object\":\"error\",\"type\":\"NotFoundError\",\"code\":404,\"message\":\"x\"} | 404",
                "chat/completions | {\"code\":\"InvalidParameter\",\"message\":\"x\"} | InvalidParameter",
                "chat/completions | {\"choices\":null,\"base_resp\":{\"status_code\":1004,\"status_msg\":\"x\"}} | 1004",
                "chat/completions | {\"error_code\":336003,\"error_msg\":\"x\"} | 336003",
                "completions | {\"error\":{\"message\":\"x\",\"type\":\"server_error\"}} | server_error",
                "embeddings | {\"error\":{\"message\":\"x\",\"code\":\"quota\"}} | quota",
                "responses | {\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":\"x\"},\"output\":[]} | server_error",
                "messages | {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}} | overloaded_error"
            })
    void in_a_whole_answer(String path, String answer, String errorType) {
        assertTold(path, "", JSON, answer, errorType);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "completions | data: {\"choices\":[{\"index\":0,\"text\":\"a\"}]}¶¶data: {\"error\":{\"code\":\"crashed\"}}¶¶ | crashed",
                "completions | event: error¶data: {\"code\":\"Throttling\",\"message\":\"x\"}¶¶ | Throttling",
                "completions | event:error¶:HTTP_STATUS/429¶data:{\"code\":429}¶¶data: [DONE]¶¶ | 429",
                "completions | data: {\"choices\":null,\"error_type\":\"BadRequest\",\"error_message\":\"x\"}¶¶data: [DONE]¶¶ | BadRequest",
                "completions | data: {\"choices\":[{\"index\":0,\"finish_reason\":\"error\",\"text\":\"\"}]}¶¶data: [DONE]¶¶ | _OTHER",
                "completions | data: {\"choices\":[]}¶¶{\"error\":{\"code\":\"bare_line\"}}¶¶ | bare_line",
                "chat/completions | error: {\"code\":500,\"message\":\"x\"}¶¶ | 500",
                "chat/completions | data: {\"object\":\"error\",\"type\":\"NotFound\",\"code\":404}¶¶data: [DONE]¶¶ | 404",
                "chat/completions | data: {\"choices\":[{\"index\":0,\"error\":{\"code\":502}}]}¶¶data: [DONE]¶¶ | 502",
                "responses | data: {\"type\":\"response.created\",\"response\":{\"status\":\"in_progress\"}}¶¶data: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"rate_limit_exceeded\"}}}¶¶ | rate_limit_exceeded",
                "responses | event: response.failed¶data: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":null}}¶¶ | _OTHER",
                "responses | data: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"x\"}¶¶ | server_error",
                "responses | event: error¶data: {\"type\":\"error\",\"error\":{\"type\":\"server_error\",\"code\":\"overloaded\"}}¶¶ | overloaded",
                "responses | event: error¶data: {\"error\":{\"message\":\"x\",\"code\":429}}¶¶ | 429",
                "messages | event: message_start¶data: {\"type\":\"message_start\",\"message\":{}}¶¶event: error¶data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}¶¶ | overloaded_error",
                "messages | data: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"x\"}}¶¶ | api_error",
                "messages | event: error¶data: {\"error\":{\"type\":\"rate_limit_error\"}}¶¶ | rate_limit_error"
            })
    void in_a_stream(String path, String events, String errorType) {
        assertTold(path, ",\"stream\":true", EVENTS, events.replace('¶', '\n'), errorType);
    }

    @ParameterizedTest
    @CsvSource({
        "chat/completions, 429, rate_limit_exceeded",
        "chat/completions, 500, 502",
        "completions, 400, context_length_exceeded",
        "responses, 500, server_error",
        "embeddings, 400, too_many_inputs"
    })
    void is_told_by_the_same_code_whether_it_came_as_a_status_or_within(String path, int status, String code) {
        String error = "{\"error\":{\"message\":\"x\",\"type\":\"of_another_name\",\"code\":\"" + code + "\"}}";
        assertThat(errorType(path, "", status, JSON, error)).isEqualTo(code);
        assertThat(errorType(path, "", 200, JSON, error)).isEqualTo(code);
        if (!path.equals("embeddings")) {
            assertThat(errorType(path, ",\"stream\":true", 200, EVENTS, "event: error\ndata: " + error + "\n\n"))
                    .isEqualTo(code);
        }
    }

    @ParameterizedTest
    @CsvSource({"529, overloaded_error", "400, invalid_request_error"})
    void is_told_by_the_same_type_of_a_message(int status, String type) {
        String error = "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"x\"}}";
        assertThat(errorType("messages", "", status, JSON, error)).isEqualTo(type);
        assertThat(errorType("messages", "", 200, JSON, error)).isEqualTo(type);
        assertThat(errorType("messages", ",\"stream\":true", 200, EVENTS, "event: error\ndata: " + error + "\n\n"))
                .isEqualTo(type);
    }

    private String errorType(String path, String more, int status, String type, String content) {
        spans.clear();
        answer(path, more, status, type, content);
        assertThat(spans.inferences()).hasSize(1);
        return spans.inferences().get(0).getAttributes().get(SpanRecorder.ERROR_TYPE);
    }

    private void assertTold(String path, String more, String type, String content, String errorType) {
        answer(path, more, 200, type, content);
        spans.assertBroken(errorType);
        assertThat(spans.inferences())
                .singleElement()
                .satisfies(span -> assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR));
        assertThat(spans.awaitAll().toString()).doesNotContain("private");
    }

    private void answer(String path, String more, int status, String type, String content) {
        byte[] bytes = content.getBytes(UTF_8);
        try (RawClient client = RawClient.connect(lintel).post("/v1/" + path, "{\"model\":\"gpt-4o\"" + more + "}")) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.send("HTTP/1.1 " + status + " Told\r\ncontent-type: " + type + "\r\ncontent-length: "
                            + bytes.length + "\r\n\r\n")
                    .end(bytes);
            Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.text()).isEqualTo(content);
        }
    }
}
