package dev.lintel.openai.answer.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a provider streams: what comes out is what went in but for one chunk at most, which has the usage, and that
 * wherever the stream is cut.
 */
final class UsageChunkFilterFuzz {

    private static final ObjectMapper JSON = new ObjectMapper();

    @MethodSource("seeds")
    @DictionaryEntries({
        "data: ",
        "\\x0A\\x0A",
        "\\x0D\\x0A",
        "choices",
        "usage",
        "delta",
        "index",
        "finish_reason",
        "[DONE]"
    })
    @FuzzTest(maxDuration = "20s")
    void all_but_the_chunk_passes(byte[] stream) {
        byte[] passed = filtered(stream, stream.length);

        assertThat(filtered(stream, 1)).isEqualTo(passed);
        assertThat(filtered(stream, 9)).isEqualTo(passed);
        if (passed.length != stream.length) {
            assertThat(takenOut(stream, passed)).anyMatch(UsageChunkFilterFuzz::tellsUsage);
        } else {
            assertThat(passed).isEqualTo(stream);
        }
    }

    static Stream<byte[]> seeds() {
        String chunk = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}],\"usage\":null}\n\n";
        String last = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
        String empty = "data:"
                + " {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}],\"usage\":{}}\n\n";
        String usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7}}\n\n";
        String done = "data: [DONE]\n\n";
        String inLines = "event: chunk\nid: 4\n: x\ndata: {\"choices\":null,\ndata: \"usage\":{}}\nretry: 1\n\n";
        return Stream.of(
                        chunk + last + usage + done,
                        chunk + last + empty + done,
                        ": ping\n\n" + chunk + inLines + done,
                        (chunk + last + usage + done).replace("\n", "\r\n"),
                        (last + usage + done).replace("\n\n", "\n"),
                        "\uFEFF" + usage.replace("\n", "\r") + usage)
                .map(seed -> seed.getBytes(UTF_8));
    }

    private static byte[] filtered(byte[] stream, int most) {
        UsageChunkFilter filter = new UsageChunkFilter();
        Buffer passed = Buffer.buffer();
        Random random = new Random(stream.length);
        for (int from = 0, to; from < stream.length; from = to) {
            to = Math.min(stream.length, from + (most == stream.length ? most : 1 + random.nextInt(most)));
            passed.appendBuffer(filter.pass(Buffer.buffer(Arrays.copyOfRange(stream, from, to))));
        }
        return passed.appendBuffer(filter.rest()).getBytes();
    }

    /** What may have been taken out of one to leave the other: several, where the bytes around it are alike. */
    private static Stream<byte[]> takenOut(byte[] stream, byte[] passed) {
        int length = stream.length - passed.length;
        return Stream.iterate(0, at -> at + 1)
                .limit(passed.length + 1L)
                .filter(at -> Arrays.equals(stream, 0, at, passed, 0, at)
                        && Arrays.equals(stream, at + length, stream.length, passed, at, passed.length))
                .map(at -> Arrays.copyOfRange(stream, at, at + length));
    }

    private static boolean tellsUsage(byte[] event) {
        String data = new String(event, UTF_8)
                .replaceAll("(?m)^\uFEFF", "")
                .lines()
                .filter(line -> line.matches("(?s)(data|error):.*|[{\\[].*"))
                .map(line -> line.replaceFirst("^(data|error):", ""))
                .collect(Collectors.joining("\n"))
                // A number may be written in any way.
                .replaceAll("(?<=[:,\\[])\\s*[-+.eE0-9]+\\s*(?=[,}\\]])", "0");
        try {
            JsonNode json = JSON.readTree(data);
            return json.path("usage").isObject()
                    // What stands elsewhere is part of no alternative.
                    && json.path("choices").findValues("content").stream().allMatch(UsageChunkFilterFuzz::isEmpty);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isNull()
                || value.isEmpty() && !value.isNumber() && value.asText().isEmpty();
    }
}
