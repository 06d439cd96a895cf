package dev.lintel.openai.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lintel.http.RefusedException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever body a client sends: it is refused or read, and one that is read says to every other reader what it said to this
 * one, also with another model in it and asked for its usage.
 */
final class RequestOutlineFuzz {

    private static final String OTHER = "an\"other\\model\u00e9";

    /** Takes the first of a name that comes twice for an error. */
    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @MethodSource("seeds")
    @DictionaryEntries({
        "model",
        "stream",
        "stream_options",
        "include_usage",
        "null",
        "true",
        "{}",
        "\\\\u006d",
        "\\\\ud83c"
    })
    @FuzzTest(maxDuration = "20s")
    void a_body_is_read_as_others_read_it_or_refused(byte[] body) {
        RequestOutline outline;
        try {
            outline = RequestOutline.read(body);
        } catch (RefusedException refused) {
            assertThat(refused.error().status()).isEqualTo(400);
            return;
        }
        Optional<ObjectNode> others = read(Buffer.buffer(body));
        others.ifPresent(json -> assertSaysTheSame(outline, json, Buffer.buffer(body)));
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"\\u00e9\"}],\"stream\":true}",
                        "{ \"stream\" : true, \"stream_options\" : { } , \"model\" : \"a\\/b\" }",
                        "{\"stream_options\":null,\"m\\u006fdel\":\"\\ud83c\\udf0d\",\"n\":2,\"stop\":[\"a\"]}",
                        "{\"stream_options\":{\"include_usage\":null,\"x\":[{}]},\"response_format\":{\"type\":\"text\"}}",
                        "{\"stream_options\":{\"include_usage\":false},\"temperature\":1e400,\"seed\":-0}",
                        "\uFEFF{}")
                .map(seed -> seed.getBytes(UTF_8));
    }

    private static void assertSaysTheSame(RequestOutline outline, ObjectNode json, Buffer body) {
        assertThat(outline.model()).isEqualTo(json.path("model").textValue());
        assertThat(outline.streaming())
                .isEqualTo(
                        json.path("stream").isBoolean() && json.path("stream").booleanValue());
        JsonNode wish = json.path("stream_options").path("include_usage");
        List<Splice> splices = new ArrayList<>();
        if (outline.model() != null) {
            splices.add(outline.modelTo(OTHER));
            json.put("model", OTHER);
        }
        // Nobody else is asked for it.
        if (outline.streaming() && outline.usageOption().isPresent()) {
            assertThat(wish.isMissingNode() || wish.isNull()).isTrue();
            splices.add(outline.usageOption().get());
            JsonNode options = json.path("stream_options");
            (options.isObject() ? (ObjectNode) options : json.putObject("stream_options")).put("include_usage", true);
        }
        assertThat(read(Splice.into(body, splices))).contains(json);
    }

    private static Optional<ObjectNode> read(Buffer body) {
        try {
            return Optional.of((ObjectNode) STRICT.readTree(body.getBytes()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
