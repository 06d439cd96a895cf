package dev.lintel.openai.answer;

import dev.lintel.openai.Operation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.core.JsonParser;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What reading an answer costs: time and allocation for each event of a stream, or for a whole answer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AnswerReaderBenchmark {

    private static final int EVENTS = 500;
    private static final int EMBEDDINGS = 1;

    private List<Buffer> stream;
    private List<byte[]> events;
    private List<Buffer> gzipped;
    private Buffer embeddings;

    /** Makes the answers, and says how large they are. */
    @Setup
    public void makeAnswers() {
        stream = new ArrayList<>();
        events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            String json = chunk(i);
            events.add(json.getBytes(UTF_8));
            stream.add(Buffer.buffer("data: " + json + "\n\n"));
        }
        Buffer whole = Buffer.buffer();
        stream.forEach(whole::appendBuffer);
        gzipped = pieces(gzip(whole.getBytes()));
        embeddings = Buffer.buffer(embedding());
        System.out.printf(
                "%nA stream of %d events has %d bytes, %d of them an event; gzipped %d. The embeddings have %d bytes.%n",
                EVENTS, whole.length(), whole.length() / EVENTS, length(gzipped), embeddings.length());
    }

    /** A chat's stream, an event a piece. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Object chatStream() {
        return read(Operation.CHAT_COMPLETIONS, "text/event-stream", null, stream);
    }

    /** The same, gzipped. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Object chatStreamGzipped() {
        return read(Operation.CHAT_COMPLETIONS, "text/event-stream", "gzip", gzipped);
    }

    /** The same through the filter that takes out the usage. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Object usageFilter() {
        UsageChunkFilter filter = new UsageChunkFilter();
        int length = 0;
        for (Buffer piece : stream) {
            length += filter.pass(piece).length();
        }
        return length;
    }

    /** The same events' JSON by Jackson's parser that does not block, as a measure: their tokens only. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int jacksonStream() throws IOException {
        int tokens = 0;
        for (byte[] event : events) {
            try (JsonParser parser = JACKSON.createNonBlockingByteArrayParser()) {
                ByteArrayFeeder feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
                feeder.feedInput(event, 0, event.length);
                feeder.endOfInput();
                while (parser.nextToken() != null && parser.currentToken() != JsonToken.NOT_AVAILABLE) {
                    tokens++;
                }
            }
        }
        return tokens;
    }

    /** One large answer: an embedding of 3072 numbers, eight times. */
    @Benchmark
    @OperationsPerInvocation(EMBEDDINGS)
    public Object embeddings() {
        return read(Operation.EMBEDDINGS, "application/json", null, List.of(embeddings));
    }

    private static final JsonFactory JACKSON = new JsonFactory();

    private static Object read(Operation operation, String type, String encoding, List<Buffer> pieces) {
        try (AnswerReader reader =
                AnswerReader.of(operation, type, encoding, null).orElseThrow()) {
            pieces.forEach(reader::read);
            reader.finish();
            return reader.answer();
        }
    }

    private static String chunk(int number) {
        String end = "\"logprobs\":null,\"finish_reason\":" + (number == EVENTS - 1 ? "\"stop\"" : "null") + "}]";
        String usage = number == EVENTS - 1
                ? ",\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":500,\"total_tokens\":519}"
                : ",\"usage\":null";
        return "{\"id\":\"chatcmpl-9x8Y7z6W5v4U3t2S1r0Q\",\"object\":\"chat.completion.chunk\",\"created\":1763815000,"
                + "\"model\":\"gpt-4o-mini-2024-07-18\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_50cad350e4\","
                + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\" token" + number + "\"}," + end + usage
                + ",\"obfuscation\":\"Zx9\"}";
    }

    private static String embedding() {
        StringBuilder json = new StringBuilder("{\"object\":\"list\",\"data\":[");
        for (int i = 0; i < 8; i++) {
            json.append(i == 0 ? "" : ",").append("{\"object\":\"embedding\",\"index\":").append(i);
            json.append(",\"embedding\":[");
            for (int n = 0; n < 3072; n++) {
                json.append(n == 0 ? "" : ",").append("-0.0").append(10_000_000 + n * 31);
            }
            json.append("]}");
        }
        return json + "],\"model\":\"text-embedding-3-large\",\"usage\":{\"prompt_tokens\":8,\"total_tokens\":8}}";
    }

    private static List<Buffer> pieces(byte[] bytes) {
        List<Buffer> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += 100) {
            pieces.add(Buffer.buffer().appendBytes(bytes, at, Math.min(100, bytes.length - at)));
        }
        return pieces;
    }

    private static int length(List<Buffer> pieces) {
        return pieces.stream().mapToInt(Buffer::length).sum();
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
