package dev.lintel.telemetry;

import dev.lintel.openai.Answer;
import dev.lintel.openai.AnswerReader;
import dev.lintel.openai.ContentRules;
import dev.lintel.openai.Operation;
import dev.lintel.openai.Prompt;
import dev.lintel.openai.PromptReader;
import dev.lintel.trace.HttpAttributes;
import dev.lintel.trace.IncomingCall;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is told of one inference: its CLIENT span, where kept, and its metrics, from what its answer says as it passes. On
 * the call's event loop. It ends exactly once.
 */
final class InferenceTelemetry {

    private static final Logger LOG = Logger.getLogger(InferenceTelemetry.class);

    private static final Future<Prompt> NO_PROMPT = Future.succeededFuture(Prompt.NONE);
    private static final int MOST_READ_AT_ONCE = 16 * 1024;

    private final Inference inference;
    private final Instruments instruments;
    private final Span span;
    private final @Nullable ContentRules capture;
    private final Future<Prompt> prompt;
    private final long startNanos = System.nanoTime();

    private @Nullable AnswerReader reader;
    private @Nullable Answer answer;
    private @Nullable Attributes described;
    private int status;
    private long chunks;
    private long firstChunkNanos;
    private long lastChunkNanos;

    InferenceTelemetry(Inference inference, IncomingCall call, Instruments instruments, Buffer json) {
        this.inference = inference;
        this.instruments = instruments;
        this.span = call.isRecording() ? InferenceSpan.start(instruments.tracer(), call, inference) : Span.getInvalid();
        this.capture = span.isRecording() ? instruments.content().rules().orElse(null) : null;
        this.prompt = capture == null ? NO_PROMPT : read(inference.operation(), json, capture);
    }

    // A long conversation takes its time: it is read beside the event loop, and the span waits for it.
    private static Future<Prompt> read(Operation operation, Buffer body, ContentRules rules) {
        byte[] json = body.getBytes();
        return json.length <= MOST_READ_AT_ONCE
                ? Future.succeededFuture(PromptReader.read(operation, json, rules))
                : Vertx.currentContext().executeBlocking(() -> PromptReader.read(operation, json, rules), false);
    }

    /** The parent for the spans of attempts. */
    Context context() {
        return Context.root().with(span);
    }

    Inference inference() {
        return inference;
    }

    /** What the answer has said, once it is over; empty when none could be read. */
    Optional<Answer> answer() {
        return Optional.ofNullable(answer);
    }

    /** Seconds from asking to the first chunk; empty when there was none. */
    Optional<Double> timeToFirstChunk() {
        return chunks == 0 ? Optional.empty() : Optional.of((firstChunkNanos - startNanos) / 1e9);
    }

    void started(int answeredStatus, MultiMap headers) {
        status = answeredStatus;
        reader = AnswerReader.of(
                        inference.operation(),
                        headers.get(HttpHeaders.CONTENT_TYPE),
                        headers.get(HttpHeaders.CONTENT_ENCODING),
                        capture)
                .orElse(null);
    }

    void passed(Buffer piece) {
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
        if (described == null && (!first || count > 1)) {
            described = instruments.genAi().ofChunks(inference, reading.model());
        }
        double seconds = first ? 0 : (now - lastChunkNanos) / 1e9;
        for (long chunk = Math.max(1, chunks); chunk < count && described != null; chunk++) {
            instruments.genAi().nextChunk(described, seconds);
            seconds = 0;
        }
        lastChunkNanos = now;
        chunks = count;
    }

    /** How the attempt really ended that came to this ending: a stream may have stopped before its end, or told of an error. */
    Outcome outcome(Outcome seen) {
        AnswerReader reading = reader;
        if (reading == null || !reading.isStream() || status >= 400 || !seen.equals(Outcome.COMPLETED)) {
            return seen;
        }
        Answer told = finished(reading);
        if (told.failed()) {
            return Outcome.failed(failure(told));
        }
        return reading.isCutShort() ? Outcome.failed("incomplete_stream") : seen;
    }

    /** Tells all. */
    void end(Outcome outcome) {
        AnswerReader reading = reader;
        Answer told = reading == null ? null : finished(reading);
        if (reading != null) {
            reading.close();
        }
        String errorType = errorType(outcome, told);
        String model = told == null ? "" : told.model().orElse("");
        if (span.isRecording()) {
            if (told != null) {
                InferenceSpan.describe(span, told);
            }
            timeToFirstChunk()
                    .ifPresent(seconds -> span.setAttribute(GenAiAttributes.RESPONSE_TIME_TO_FIRST_CHUNK, seconds));
            if (prompt.isComplete()) {
                tellContent(told, prompt);
                InferenceSpan.describeEnd(span, outcome.value(), errorType);
                span.end();
            } else {
                Instant now = Instant.now();
                prompt.onComplete(read -> {
                    tellContent(told, read);
                    InferenceSpan.describeEnd(span, outcome.value(), errorType);
                    span.end(now);
                });
            }
        }
        GenAiMetrics metrics = instruments.genAi();
        metrics.ended(inference, model, errorType, (System.nanoTime() - startNanos) / 1e9);
        if (told != null) {
            metrics.used(inference, model, told.usage());
            timeToFirstChunk().ifPresent(seconds -> metrics.firstChunk(metrics.ofChunks(inference, model), seconds));
        }
    }

    private void tellContent(@Nullable Answer told, AsyncResult<Prompt> read) {
        if (read.failed()) {
            LOG.error("What was asked could not be told", read.cause());
        } else if (capture != null) {
            instruments.content().tell(span, inference, read.result(), told == null ? List.of() : told.messages());
        }
    }

    // Made once, as content is redacted by it. Nothing more is read when it has been asked for.
    private Answer finished(AnswerReader reading) {
        Answer told = answer;
        if (told == null) {
            reading.finish();
            told = reading.answer();
            answer = told;
        }
        return told;
    }

    private String errorType(Outcome outcome, @Nullable Answer told) {
        if (outcome.isFailed()) {
            return outcome.errorType();
        }
        if (status >= 400) {
            Optional<String> code = told == null ? Optional.empty() : told.errorCode();
            return code.orElse(String.valueOf(status));
        }
        return told != null && told.failed() && outcome.equals(Outcome.COMPLETED) ? failure(told) : "";
    }

    // Here there is no status that tells: some dialects have a type where others have a code.
    private static String failure(Answer told) {
        return told.errorCode().or(told::errorType).orElse(HttpAttributes.OTHER);
    }
}
