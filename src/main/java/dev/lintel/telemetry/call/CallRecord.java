package dev.lintel.telemetry.call;

import dev.lintel.callers.prices.Prices;
import dev.lintel.http.ErrorType;
import dev.lintel.openai.answer.AnswerReader;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.providers.Provider;
import dev.lintel.telemetry.convention.CallHead;
import dev.lintel.telemetry.ending.CallEnd;
import dev.lintel.telemetry.ending.Ending;
import dev.lintel.telemetry.metrics.GenAiMetrics;
import dev.lintel.trace.CallTrace;
import dev.lintel.trace.TraceResponse;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The record of one call: the facts while it runs, of which all telemetry is made at its end. On the call's event loop. */
public final class CallRecord implements CallTelemetry {

    private final CallHead head;
    private final CallTrace trace;
    private final GenAiMetrics metrics;
    private final Prices prices;
    private final @Nullable Supplier<ContentRules> capture;
    private final Predicate<String> shown;
    private final Consumer<CallRecord> receiver;
    private final long startEpochNanos = ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
    private final long startNanos = System.nanoTime();
    private final List<Attempt> attempts = new ArrayList<>(1);
    private final CallEnd end = new CallEnd();

    private List<String> skipped = List.of();
    private @Nullable String caller;
    private @Nullable String route;
    private @Nullable InferenceRecord inference;
    private Decision decision;
    private boolean streaming;
    private long waitedNanos;
    private long overheadNanos;

    /**
     * A record that begins.
     *
     * @param prices by which it is charged
     * @param shown which fields of the request may be shown at its end, by their names
     * @param receiver gets it once, when all is known of it; on the call's event loop, must not block
     * @param capture makes the rules by which a prompt or an answer is captured; null when none is
     */
    public CallRecord(
            CallHead head,
            CallTrace trace,
            GenAiMetrics metrics,
            Prices prices,
            @Nullable Supplier<ContentRules> capture,
            Predicate<String> shown,
            Consumer<CallRecord> receiver) {
        this.head = head;
        this.trace = trace;
        this.decision = Decision.of(trace);
        this.metrics = metrics;
        this.prices = prices;
        this.capture = capture;
        this.shown = shown;
        this.receiver = receiver;
    }

    @Override
    public void identified(String name) {
        caller = name;
    }

    @Override
    public void routed(String known) {
        route = known;
    }

    @Override
    public Future<?> read(@Nullable Inference asked, Buffer json, long nanos) {
        waitedNanos = nanos;
        if (asked == null) {
            return Future.succeededFuture();
        }
        inference = new InferenceRecord(asked, caller, json, metrics, prices, capture);
        return inference.prompt();
    }

    @Override
    public void skipped(Provider provider) {
        if (skipped.isEmpty()) {
            skipped = new ArrayList<>(1);
        }
        skipped.add(provider.name());
    }

    @Override
    public Attempt sent(Provider provider, String target, @Nullable Inference asked) {
        if (attempts.isEmpty()) {
            overheadNanos = System.nanoTime() - startNanos - waitedNanos;
        }
        if (inference != null && asked != null) {
            inference.asks(asked);
        }
        Attempt attempt = new Attempt(provider, target, CallTrace.newSpanId());
        attempts.add(attempt);
        return attempt;
    }

    @Override
    public void inject(Attempt attempt, HttpVersion version, MultiMap headers) {
        attempt.connected(version);
        trace.inject(attempt.spanId(), headers);
    }

    @Override
    public void answered(Attempt attempt, int answeredStatus, MultiMap headers) {
        attempt.answered(answeredStatus, headers);
    }

    @Override
    public void attemptEnded(Attempt attempt, Ending seen) {
        // What the answer itself has said of its end is more than that its bytes have passed.
        Ending how = inference == null ? seen : inference.ending(seen);
        attempt.end(how);
        end.attemptEnded(how);
    }

    @Override
    public void relayed(int answeredStatus, MultiMap headers) {
        end.relayed();
        streaming = AnswerReader.isEventStream(headers.get(HttpHeaders.CONTENT_TYPE));
        if (inference != null) {
            inference.relayed(answeredStatus, headers);
        }
    }

    @Override
    public void lasts(MultiMap request) {
        head.letRequestGo(request, shown);
    }

    @Override
    public void piece(Buffer piece) {
        if (inference != null) {
            inference.piece(piece);
        }
    }

    @Override
    public void passed(long nanos) {
        overheadNanos += nanos;
    }

    @Override
    public void refused(ErrorType error) {
        end.refused(error);
    }

    @Override
    public void describe(HttpServerResponse response) {
        TraceResponse.describe(trace, response.headers());
    }

    @Override
    public CallUsage usage() {
        return inference == null ? CallUsage.UNKNOWN : inference.usage();
    }

    @Override
    public CallTrace trace() {
        return trace;
    }

    @Override
    public void ended(int answeredStatus, Ending seen) {
        for (int attempt = 0; attempt < attempts.size(); attempt++) {
            // Only a record that was muted has not heard of its end.
            attempts.get(attempt).endIfOpen(seen);
        }
        InferenceRecord asked = inference;
        try {
            end.over(answeredStatus, seen, asked == null ? UnaryOperator.identity() : asked::ending);
            if (asked != null) {
                asked.end();
            }
        } finally {
            receiver.accept(this);
        }
    }

    /** What it began with. */
    public CallHead head() {
        return head;
    }

    /** Whether its spans are exported: what its trace says, until it has ended. */
    public Decision decision() {
        return decision;
    }

    /** All is known of it, and it is decided. */
    public void decided(Decision atEnd) {
        decision = atEnd;
    }

    /** Who calls, as the configuration names it; null where nobody is named. */
    public @Nullable String caller() {
        return caller;
    }

    /** The route that the path belongs to; null when it belongs to none. */
    public @Nullable String route() {
        return route;
    }

    /** What is asked of a model; null for a call that is only relayed. */
    public @Nullable InferenceRecord inference() {
        return inference;
    }

    /** The attempts at providers, in their order. */
    public List<Attempt> attempts() {
        return attempts;
    }

    /** The providers that were not asked, for their breakers were open, in their order. */
    public List<String> skipped() {
        return skipped;
    }

    /** The status that the client was answered; 0 for none. */
    public int status() {
        return end.status();
    }

    /** How the call ended. */
    public Ending ending() {
        return end.ending();
    }

    /** How its inference ended. */
    public Ending inferenceEnding() {
        return end.ofInference();
    }

    /** What went wrong, the same for the call and its inference; null for nothing. */
    public @Nullable ErrorType error() {
        InferenceRecord asked = inference;
        return asked != null && end.isRelayed() ? asked.error(end.ofInference()) : end.error();
    }

    /** Whether that is an error of the SERVER span. */
    public boolean isServerError() {
        return end.isServerError();
    }

    /** Whether a provider's answer was passed on. */
    public boolean isRelayed() {
        return end.isRelayed();
    }

    /** Whether that was an event stream. */
    public boolean isStreaming() {
        return inference == null ? streaming : inference.isStreaming();
    }

    /** What Lintel itself took: up to asking the provider, and from its first bytes to the client's. */
    public long overheadNanos() {
        return overheadNanos;
    }

    /** When the request's head came, on the clock of {@link System#nanoTime}. */
    public long startNanos() {
        return startNanos;
    }

    /** When the call was over, on the same clock. */
    public long endNanos() {
        return end.nanos();
    }

    /** A moment on that clock in nanoseconds since 1970. */
    public long epochNanos(long nanos) {
        return startEpochNanos + (nanos - startNanos);
    }
}
