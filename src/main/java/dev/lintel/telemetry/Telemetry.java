package dev.lintel.telemetry;

import dev.lintel.callers.prices.Prices;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.openai.content.Prompt;
import dev.lintel.openai.socket.ClientEvent;
import dev.lintel.providers.Provider;
import dev.lintel.telemetry.call.Attempt;
import dev.lintel.telemetry.call.CallRecord;
import dev.lintel.telemetry.call.CallTelemetry;
import dev.lintel.telemetry.call.InferenceRecord;
import dev.lintel.telemetry.capture.ContentCapture;
import dev.lintel.telemetry.convention.CallHead;
import dev.lintel.telemetry.convention.GenAiAttributes;
import dev.lintel.telemetry.convention.HttpAttributes;
import dev.lintel.telemetry.disabled.NoTelemetry;
import dev.lintel.telemetry.disabled.UsageTelemetry;
import dev.lintel.telemetry.guard.GuardedTelemetry;
import dev.lintel.telemetry.metrics.GenAiMetrics;
import dev.lintel.telemetry.metrics.HttpMetrics;
import dev.lintel.telemetry.sampling.KeepRules;
import dev.lintel.telemetry.spans.CallSpans;
import dev.lintel.trace.CallTrace;
import dev.lintel.trace.CallTracer;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.context.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Records what passes: the place of each call in its trace when it begins, and when it has ended its metrics, its line in the
 * log and, if it is kept, its spans. One for the calls of one configuration, cheap to make; any thread may call.
 */
public final class Telemetry {

    private static final Logger LOG = Logger.getLogger(Telemetry.class);

    private final CallTracer tracer;
    private final Prices prices;
    private final KeepRules keep;
    private final ContentCapture content;
    private final CallSpans spans;
    private final Predicate<String> shown;
    private final boolean countsUse;
    private final Instruments with;
    private final HttpMetrics http;
    private final GenAiMetrics genAi;
    private final Consumer<CallRecord> ended = this::ended;

    /**
     * Telemetry of the calls that begin from then on.
     *
     * @param prices by which calls are charged
     * @param keep which calls are kept for what becomes of them
     * @param countsUse whether answers are read even where telemetry is switched off, for limits of callers count what they use
     */
    public Telemetry(
            CallTracer tracer,
            Prices prices,
            KeepRules keep,
            ContentCapture content,
            CallSpans spans,
            boolean countsUse,
            Instruments with) {
        this.tracer = tracer;
        this.prices = prices;
        this.keep = keep;
        this.content = content;
        this.spans = spans;
        this.shown = name -> this.spans.mayShow(name);
        this.countsUse = countsUse;
        this.with = with;
        this.http = with.http;
        this.genAi = with.genAi;
    }

    /** Whether answers are read, so that they should come in a form that can be. */
    public boolean readsAnswers() {
        return !with.disabled || countsUse;
    }

    /** A provider has refused to be asked for the usage of a stream, for the first time. */
    public void usageRefused(Provider provider) {
        safely(
                (telemetry, asked) -> telemetry.with.usageRefused.add(
                        1, Attributes.of(GenAiAttributes.PROVIDER_NAME, asked.providerName())),
                provider);
    }

    /** The conversation that a request's head names; null for none. */
    public @Nullable String session(MultiMap headers) {
        try {
            return spans.session(headers);
        } catch (RuntimeException | StackOverflowError | LinkageError bug) {
            with.failures.increment();
            LOG.error("The session of a call could not be read", bug);
            return null;
        }
    }

    /** A request's head has come: the call is placed in its trace. */
    public CallTelemetry began(HttpServerRequest request) {
        if (with.disabled) {
            return countsUse ? new GuardedTelemetry(new UsageTelemetry(prices), with.failures) : NoTelemetry.INSTANCE;
        }
        try {
            return began(CallHead.of(request, with.proxies.client(request)), tracer.place(request.headers()));
        } catch (RuntimeException | StackOverflowError | LinkageError bug) {
            return none(bug);
        }
    }

    /**
     * A turn on a WebSocket has begun: the call is placed in the trace that it tells, or in that of the socket's opening.
     *
     * @param opening which has opened it
     * @param within the opening's place in its trace; null where that had none
     * @param asked what the turn begins with
     */
    public CallTelemetry began(HttpServerRequest opening, @Nullable CallTrace within, ClientEvent asked) {
        if (with.disabled) {
            return countsUse ? new GuardedTelemetry(new UsageTelemetry(prices), with.failures) : NoTelemetry.INSTANCE;
        }
        try {
            MultiMap told = TurnHeaders.ofTrace(asked);
            CallTrace trace = within == null ? tracer.place(told) : tracer.place(told, within);
            MultiMap headers = TurnHeaders.of(opening.headers(), asked);
            spans.putSession(headers, asked);
            return began(new CallHead(opening, headers, with.proxies.client(opening), true), trace);
        } catch (RuntimeException | StackOverflowError | LinkageError bug) {
            return none(bug);
        }
    }

    private CallTelemetry began(CallHead head, CallTrace trace) {
        // What may be kept at its end must have been read by then.
        Supplier<ContentRules> capture = trace.sampled() || keep.keepAny() ? content.rules() : null;
        CallRecord record = new CallRecord(head, trace, genAi, prices, capture, shown, ended);
        http.callBegan();
        return new GuardedTelemetry(record, with.failures);
    }

    private CallTelemetry none(Throwable bug) {
        LOG.error("The telemetry of a call failed and hears nothing of it", bug);
        with.failures.increment();
        return NoTelemetry.INSTANCE;
    }

    private void ended(CallRecord call) {
        InferenceRecord inference = call.inference();
        // Where a long prompt is captured it may still be read, and the call is not over for telemetry.
        Future<Prompt> prompt = inference == null ? null : inference.prompt();
        safely(Telemetry::decide, call);
        safely(Telemetry::measureHttp, call);
        safely(Telemetry::measureInference, call);
        safely(Telemetry::log, call);
        if (prompt == null || prompt.isComplete()) {
            export(call);
        } else {
            prompt.onComplete(read -> export(call));
        }
    }

    private void export(CallRecord call) {
        if (call.decision().isKept()) {
            safely(Telemetry::makeSpans, call);
        }
        http.callOver();
    }

    private void decide(CallRecord call) {
        call.decided(with.decisions.decide(call, keep));
    }

    private void log(CallRecord call) {
        with.log.write(call);
    }

    private void makeSpans(CallRecord call) {
        spans.export(call);
    }

    // What fails here takes nothing else with it. Steps capture nothing: they would be made anew for each call.
    private <T> void safely(BiConsumer<Telemetry, T> step, T subject) {
        try {
            step.accept(this, subject);
        } catch (RuntimeException | StackOverflowError | LinkageError bug) {
            with.failures.increment();
            LOG.error("The telemetry of a call failed at its end", bug);
        }
    }

    // Only spans that are exported are examples of what is measured.
    private static Context exemplar(CallRecord call, String spanId) {
        return call.decision().isKept() ? call.trace().exemplar(spanId) : Context.root();
    }

    private void measureHttp(CallRecord call) {
        Context exemplar = exemplar(call, call.trace().spanId());
        if (!call.head().turn()) {
            measureRequests(call, exemplar);
        }
        String route = call.route() == null ? HttpAttributes.OTHER : call.route();
        if (call.isRelayed()) {
            genAi.overhead(route, call.overheadNanos() / 1e9, exemplar);
        }
        if (call.isStreaming()) {
            genAi.streamEnded(call.ending().value());
        }
    }

    private void measureRequests(CallRecord call, Context exemplar) {
        String method = call.head().method();
        for (Attempt attempt : call.attempts()) {
            http.attemptEnded(
                    method,
                    attempt.provider(),
                    attempt.version(),
                    attempt.status(),
                    attempt.error(),
                    (attempt.endNanos() - attempt.startNanos()) / 1e9,
                    exemplar(call, attempt.spanId()));
        }
        http.callEnded(
                method,
                HttpAttributes.scheme(call.head()),
                HttpAttributes.protocolVersion(call.head().version()),
                call.route() == null ? "" : call.route(),
                call.status(),
                call.error(),
                (call.endNanos() - call.startNanos()) / 1e9,
                exemplar);
    }

    private void measureInference(CallRecord call) {
        InferenceRecord inference = call.inference();
        if (inference != null) {
            // An id is drawn for a span that is exported only.
            Context exemplar = call.decision().isKept() ? call.trace().exemplar(inference.spanId()) : Context.root();
            inference.measure(call.inferenceEnding(), call.endNanos(), exemplar);
        }
    }
}
