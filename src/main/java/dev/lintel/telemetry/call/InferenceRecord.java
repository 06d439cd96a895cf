package dev.lintel.telemetry.call;

import dev.lintel.callers.prices.Prices;
import dev.lintel.http.ErrorType;
import dev.lintel.openai.Operation;
import dev.lintel.openai.answer.Answer;
import dev.lintel.openai.answer.AnswerReader;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.openai.content.Prompt;
import dev.lintel.openai.content.prompt.PromptReader;
import dev.lintel.telemetry.convention.HttpAttributes;
import dev.lintel.telemetry.ending.Ending;
import dev.lintel.telemetry.metrics.GenAiMetrics;
import dev.lintel.trace.CallTrace;
import io.opentelemetry.context.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The record of one inference: what is asked of a model, and what its answer says as it passes. On the call's event loop. */
public final class InferenceRecord {

    private static final Future<Prompt> NO_PROMPT = Future.succeededFuture(Prompt.NONE);
    private static final ErrorType INCOMPLETE = ErrorType.ofProvider("incomplete_stream");
    private static final int MOST_READ_AT_ONCE = 16 * 1024;

    private final @Nullable String caller;
    private final long startNanos = System.nanoTime();
    private final Future<Prompt> prompt;

    private final GenAiMetrics metrics;
    private final Prices prices;
    private final @Nullable Supplier<ContentRules> capture;

    private Inference inference;
    private @Nullable AnswerReader reader;
    private @Nullable Answer answer;
    private @Nullable String spanId;
    private GenAiMetrics.@Nullable Row row;
    private OptionalDouble cost = OptionalDouble.empty();
    private int status;
    private long chunks;
    private long firstChunkNanos;
    private long lastChunkNanos;

    /**
     * A record that begins.
     *
     * @param caller who asks; null where nobody is named
     * @param prices by which it is charged
     * @param capture makes the rules by which a prompt or an answer is captured; null when none is
     */
    InferenceRecord(
            Inference inference,
            @Nullable String caller,
            Buffer json,
            GenAiMetrics metrics,
            Prices prices,
            @Nullable Supplier<ContentRules> capture) {
        this.inference = inference;
        this.caller = caller;
        this.metrics = metrics;
        this.prices = prices;
        this.capture = capture;
        this.prompt = capture == null ? NO_PROMPT : read(inference.operation(), json, capture.get());
    }

    // A long conversation takes its time: it is read beside the event loop, and the spans wait for it.
    private static Future<Prompt> read(Operation operation, Buffer body, ContentRules rules) {
        return body.length() <= MOST_READ_AT_ONCE
                ? Future.succeededFuture(PromptReader.read(operation, body, rules))
                : Vertx.currentContext().executeBlocking(() -> PromptReader.read(operation, body, rules), false);
    }

    /** Another one is asked, of another model perhaps: the last one counts. */
    void asks(Inference next) {
        inference = next;
    }

    /** What is asked. */
    public Inference inference() {
        return inference;
    }

    /** What was asked, in words, where content is captured; complete when the call's spans are made. */
    public Future<Prompt> prompt() {
        return prompt;
    }

    /** The id of its span, 16 hexadecimal digits. Nobody is told it before the call is over. */
    public String spanId() {
        String known = spanId;
        if (known == null) {
            known = CallTrace.newSpanId();
            spanId = known;
        }
        return known;
    }

    /** When it was asked, on the clock of {@link System#nanoTime}. */
    public long startNanos() {
        return startNanos;
    }

    /** Whether content is captured of this call. */
    public boolean captures() {
        return capture != null;
    }

    void relayed(int answered, MultiMap headers) {
        status = answered;
        reader = AnswerReader.of(
                        inference.operation(),
                        headers.get(HttpHeaders.CONTENT_TYPE),
                        headers.get(HttpHeaders.CONTENT_ENCODING),
                        capture == null ? null : capture.get())
                .orElse(null);
    }

    void piece(Buffer piece) {
        AnswerReader reading = reader;
        if (reading == null) {
            return;
        }
        long now = System.nanoTime();
        reading.read(piece);
        long count = reading.chunks();
        if (count > chunks) {
            chunksCame(reading, count, now);
        }
    }

    // Chunks that come in one piece have no time between them.
    private void chunksCame(AnswerReader reading, long count, long now) {
        boolean first = chunks == 0;
        if (first) {
            firstChunkNanos = now;
        }
        if (row == null && (!first || count > 1)) {
            row = row(reading.model());
        }
        double seconds = first ? 0 : (now - lastChunkNanos) / 1e9;
        for (long chunk = Math.max(1, chunks); chunk < count && row != null; chunk++) {
            metrics.nextChunk(row, seconds);
            seconds = 0;
        }
        lastChunkNanos = now;
        chunks = count;
    }

    /**
     * How the answer really ended that came to this ending. What has been read decides: it may have told of an error whatever its
     * status, a stream may have stopped before its end, and a client that leaves after that, or after an error, has missed nothing.
     */
    Ending ending(Ending seen) {
        AnswerReader reading = reader;
        if (reading == null || status >= 400 || seen.isFailed()) {
            return seen;
        }
        Answer read = finished(reading);
        if (seen.equals(Ending.CANCELLED) && !reading.isOver()) {
            return seen;
        }
        if (read.failed()) {
            return Ending.failed(ErrorType.ofProvider(failure(read)));
        } else if (isCancelled(read.finishReasons())) {
            return Ending.CANCELLED;
        }
        return reading.isCutShort() ? Ending.failed(INCOMPLETE) : Ending.COMPLETED;
    }

    private static boolean isCancelled(List<String> reasons) {
        return reasons.size() == 1 && reasons.get(0).equals("cancelled");
    }

    /** The call is over: reads no more. Once. */
    void end() {
        AnswerReader reading = reader;
        if (reading != null) {
            cost = inference.cost(finished(reading), prices, startNanos);
            reading.close();
        }
    }

    /**
     * Records the metrics of the call, which is over. Once.
     *
     * @param endNanos when it was over, on the clock of {@link System#nanoTime}
     * @param exemplar where its span is, if that is exported; else the root
     */
    public void measure(Ending ending, long endNanos, Context exemplar) {
        Answer read = answer;
        GenAiMetrics.Row of = row(read == null ? "" : read.model().orElse(""));
        metrics.ended(of, error(ending), (endNanos - startNanos) / 1e9, exemplar);
        if (read != null) {
            metrics.used(of, read.usage(), exemplar);
            if (cost.isPresent()) {
                metrics.spent(of, cost.getAsDouble());
            }
        }
        if (chunks > 0) {
            metrics.firstChunk(of, secondsToFirstChunk(), exemplar);
        }
    }

    /** What it has cost, in {@link Prices#CURRENCY}, once the call is over; empty where that is not known. */
    public OptionalDouble cost() {
        return cost;
    }

    /** What it has used, once the call is over. */
    CallUsage usage() {
        return answer == null ? CallUsage.UNKNOWN : CallUsage.of(answer.usage(), cost.orElse(0));
    }

    /** What the answer has said, once the call is over; null when none could be read. */
    public @Nullable Answer answer() {
        return answer;
    }

    /** Whether any chunk of a stream has come. */
    public boolean hasChunks() {
        return chunks > 0;
    }

    /** Seconds from asking to the first chunk, where there was one. */
    public double secondsToFirstChunk() {
        return (firstChunkNanos - startNanos) / 1e9;
    }

    /** Nanoseconds from asking for a stream to its first chunk, or to the end if none has come; 0 where it is no stream. */
    public long nanosToFirstChunk(long endNanos) {
        if (chunks > 0) {
            return firstChunkNanos - startNanos;
        }
        return inference.streaming() ? endNanos - startNanos : 0;
    }

    /** Whether the answer is an event stream. */
    boolean isStreaming() {
        return reader != null && reader.isStream();
    }

    /** What went wrong where it ended like this: the provider's code, if it has one, else its status; null for nothing. */
    public @Nullable ErrorType error(Ending ending) {
        if (ending.isFailed()) {
            return ending.error();
        }
        Answer read = answer;
        if (status < 400) {
            return null;
        }
        return (read == null ? Optional.<String>empty() : code(read))
                .map(ErrorType::ofProvider)
                .orElse(ErrorType.ofProvider(status));
    }

    private GenAiMetrics.Row row(String responseModel) {
        return metrics.row(
                caller == null ? "" : caller,
                inference.operationName(),
                inference.provider(),
                inference.model() == null ? "" : inference.model(),
                inference.claimed() && status >= 200 && status < 300,
                responseModel);
    }

    // Made once, as content is redacted by it. Nothing more is read when it has been asked for.
    private Answer finished(AnswerReader reading) {
        Answer read = answer;
        if (read == null) {
            reading.finish();
            read = reading.answer();
            answer = read;
        }
        return read;
    }

    // Where there is no status that says so, a provider's other word is better than none.
    private String failure(Answer read) {
        return code(read).or(read::errorType).or(read::errorCode).orElse(HttpAttributes.OTHER);
    }

    // This dialect has a type where the others have a code.
    private Optional<String> code(Answer read) {
        return inference.operation() == Operation.MESSAGES ? read.errorType() : read.errorCode();
    }
}
