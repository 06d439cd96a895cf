package dev.lintel.openai.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lintel.openai.Operation;
import dev.lintel.openai.content.ContentJson;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.openai.content.Part;
import dev.lintel.testing.Gzip;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a provider answers: reading never fails, says the same wherever the answer is cut and whether it is compressed or
 * not, and tells no more of it than it may.
 */
final class AnswerReaderFuzz {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LIMIT = 64;

    /** What stands at the end of a text that is cut. */
    private static final int CUT = ContentRules.utf8Length("…[cut]");

    private static final ContentRules CAPTURE = new ContentRules(LIMIT, UnaryOperator.identity());

    /** All that a reader says of an answer. */
    private record Reading(Answer answer, long chunks, boolean stream, boolean over, boolean cutShort) {}

    @MethodSource("seeds")
    @DictionaryEntries({
        "data: ",
        "event: error",
        "\\x0A\\x0A",
        "[DONE]",
        "choices",
        "usage",
        "error",
        "index",
        "tool_calls",
        "finish_reason",
        "response.completed",
        "delta",
        "\\\\ud83c"
    })
    @FuzzTest(maxDuration = "20s")
    void reading_says_the_same_wherever_it_is_cut(byte[] answer) {
        int hash = Arrays.hashCode(answer) & Integer.MAX_VALUE;
        Operation operation = Operation.values()[hash % Operation.values().length];
        String type = hash % 2 == 0 ? "text/event-stream" : "application/json";
        Reading whole = read(operation, type, null, answer, Integer.MAX_VALUE);

        assertThat(read(operation, type, null, answer, 1)).isEqualTo(whole);
        assertThat(read(operation, type, null, answer, 9)).isEqualTo(whole);
        assertThat(read(operation, type, "gzip", Gzip.of(answer), 9)).isEqualTo(whole);
        assertMayBeTold(whole.answer());
    }

    static Stream<byte[]> seeds() {
        byte[] texts = "{\"id\":\"one\"}{\"id\":\"two\"}\n{\"model\":\"m\"}".getBytes(UTF_8);
        Stream<byte[]> exchanges = Stream.of(
                        "chat-completions/openai-tool-calls-in-parallel-and-in-pieces/answer.sse",
                        "chat-completions/openrouter-error-beside-a-choice/answer.sse",
                        "chat-completions/openai-two-choices-plain/answer.json",
                        "completions/openai-two-choices-streamed/answer.sse",
                        "embeddings/openai-base64-of-fewer-dimensions/answer.json",
                        "messages/anthropic-tool-use-streamed/answer.sse",
                        "messages/anthropic-error-event/answer.sse",
                        "responses/openai-function-call-streamed/answer.sse",
                        "responses/openai-failed-plain/answer.json")
                .map(AnswerReaderFuzz::exchange);
        return Stream.concat(Stream.of(texts), exchanges);
    }

    private static byte[] exchange(String name) {
        try (InputStream file = AnswerReaderFuzz.class.getResourceAsStream("/exchanges/" + name)) {
            return Objects.requireNonNull(file, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reading read(Operation operation, String type, String coding, byte[] answer, int most) {
        try (AnswerReader reader =
                AnswerReader.of(operation, type, coding, CAPTURE).orElseThrow()) {
            Random random = new Random(answer.length);
            for (int from = 0, to; from < answer.length; from = to) {
                to = most == Integer.MAX_VALUE
                        ? answer.length
                        : Math.min(answer.length, from + 1 + random.nextInt(most));
                reader.read(Buffer.buffer(Arrays.copyOfRange(answer, from, to)));
            }
            reader.finish();
            return new Reading(
                    reader.answer(), reader.chunks(), reader.isStream(), reader.isOver(), reader.isCutShort());
        }
    }

    /** How much of a part is counted. */
    private static int length(Part part) {
        if (part instanceof Part.Text text) {
            return ContentRules.utf8Length(text.content());
        }
        if (part instanceof Part.Reasoning reasoning) {
            return ContentRules.utf8Length(reasoning.content());
        }
        return part instanceof Part.ToolCall call && call.arguments() != null
                ? ContentRules.utf8Length(call.arguments())
                : 0;
    }

    private static void assertMayBeTold(Answer answer) {
        TokenUsage usage = answer.usage();
        assertThat(Stream.of(usage.input(), usage.output(), usage.cacheRead(), usage.cacheCreation(), usage.reasoning())
                        .filter(OptionalLong::isPresent)
                        .map(OptionalLong::getAsLong))
                .allMatch(count -> count >= 0);
        assertThat(Stream.of(answer.errorCode(), answer.errorType()).flatMap(code -> code.stream()))
                .allMatch(code -> code.matches("[A-Za-z0-9_.-]{1,64}"));
        assertThatCode(() -> JSON.readTree(ContentJson.messages(answer.messages())))
                .doesNotThrowAnyException();
        answer.messages()
                .forEach(message -> assertThat(message.parts().stream()
                                .mapToInt(AnswerReaderFuzz::length)
                                .sum())
                        .isLessThanOrEqualTo(LIMIT + message.parts().size() * CUT));
    }
}
