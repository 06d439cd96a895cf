package dev.lintel.demo.answer;

import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.stream.Stream;

/** How many tokens a request and its answer have. */
record TokenUsage(int input, int output) {

    /** The tokens of what a request has in its {@code fields}: about one for four characters of English. */
    static int count(JsonObject request, String... fields) {
        int characters = Stream.of(fields)
                .map(request::getValue)
                .filter(Objects::nonNull)
                .mapToInt(value -> value.toString().length())
                .sum();
        return Math.max(1, characters / 4);
    }

    /** In the form of chat completions, completions and embeddings. */
    JsonObject ofCompletion() {
        return new JsonObject()
                .put("prompt_tokens", input)
                .put("completion_tokens", output)
                .put("total_tokens", input + output);
    }

    /** In the form of the Responses API. */
    JsonObject ofResponse() {
        return new JsonObject()
                .put("input_tokens", input)
                .put(
                        "input_tokens_details",
                        new JsonObject().put("cached_tokens", 0).put("cache_write_tokens", 0))
                .put("output_tokens", output)
                .put("output_tokens_details", new JsonObject().put("reasoning_tokens", 0))
                .put("total_tokens", input + output);
    }

    /** In the form of Anthropic's messages. */
    JsonObject ofMessage() {
        return new JsonObject()
                .put("input_tokens", input)
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", 0)
                .put("output_tokens", output);
    }
}
