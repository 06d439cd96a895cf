package dev.lintel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** OpenAI's error envelope, {@code {"error":{"message","type","param","code"}}}, and Anthropic's. */
public final class ErrorEnvelope {

    private ErrorEnvelope() {}

    /** The answer is an error of Lintel's own: it has this status, the envelope with this code, and nothing else. */
    public static void assertError(RawClient.Answer answer, int status, String code) {
        assertError(answer, status, code, null);
    }

    /** The same, and the field of the request that is named as the one at fault. */
    public static void assertError(RawClient.Answer answer, int status, String code, @Nullable String param) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.head().field("content-type").orElse("")).matches("application/json(;charset=utf-8)?");
        assertThat(answer.text()).doesNotContain("Exception", "\\tat ", "dev.lintel", "io.vertx");
        JsonNode root = parse(answer);
        assertThat(root.fieldNames()).toIterable().containsExactly("error");
        JsonNode error = root.get("error");
        assertThat(error.fieldNames()).toIterable().containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(error.get("message").asText()).isNotBlank();
        assertThat(error.get("type").asText()).isEqualTo(type(status));
        assertThat(error.get("code").asText()).isEqualTo(code);
        if (param == null) {
            assertThat(error.get("param").getNodeType()).isEqualTo(JsonNodeType.NULL);
        } else {
            assertThat(error.get("param").asText()).isEqualTo(param);
        }
    }

    /** The same in Anthropic's envelope, {@code {"type":"error","error":{"type","message"}}}. */
    public static void assertAnthropicError(RawClient.Answer answer, int status, String type) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.head().field("content-type").orElse("")).matches("application/json(;charset=utf-8)?");
        JsonNode root = parse(answer);
        assertThat(root.fieldNames()).toIterable().containsExactly("type", "error");
        assertThat(root.get("type").asText()).isEqualTo("error");
        JsonNode error = root.get("error");
        assertThat(error.fieldNames()).toIterable().containsExactly("type", "message");
        assertThat(error.get("type").asText()).isEqualTo(type);
        assertThat(error.get("message").asText()).isNotBlank();
    }

    private static String type(int status) {
        return status < 500 ? "invalid_request_error" : status == 500 ? "server_error" : "upstream_error";
    }

    private static JsonNode parse(RawClient.Answer answer) {
        try {
            return new ObjectMapper().readTree(answer.content());
        } catch (IOException e) {
            throw new UncheckedIOException("Not JSON: " + answer.text(), e);
        }
    }
}
