package dev.lintel.telemetry;

import dev.lintel.openai.AnswerReader;
import dev.lintel.trace.HttpAttributes;
import dev.lintel.trace.IncomingCall;
import dev.lintel.trace.IncomingCallObserver;
import dev.lintel.upstream.Ending;
import dev.lintel.upstream.Provider;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is told of one call, from its beginning to its end: the inference that it asks for, a CLIENT span for each
 * attempt, metrics and one line in the log. On the call's event loop.
 */
final class CallTelemetry implements CallObserver, IncomingCallObserver.Follower {

    private static final Logger LOG = Logger.getLogger(CallTelemetry.class);

    private final IncomingCall call;
    private final Instruments instruments;

    private @Nullable InferenceTelemetry inference;
    private Outcome outcome = Outcome.COMPLETED;
    private boolean answered;
    private boolean streaming;
    private long waitedNanos;
    private long overheadNanos;

    CallTelemetry(IncomingCall call, Instruments instruments) {
        this.call = call;
        this.instruments = instruments;
    }

    @Override
    public void route(String route) {
        call.route(route);
    }

    @Override
    public void read(long nanos) {
        waitedNanos = nanos;
    }

    @Override
    public void asks(Inference asked, Buffer json) {
        try {
            inference = new InferenceTelemetry(asked, call, instruments, json);
        } catch (RuntimeException bug) {
            LOG.error("What is asked could not be told", bug);
        }
    }

    @Override
    public Attempt begin(Provider provider, HttpMethod method, String path, MultiMap headers) {
        if (overheadNanos == 0) {
            overheadNanos = System.nanoTime() - call.startNanos() - waitedNanos;
        }
        Span span = call.isRecording() ? span(provider, path) : null;
        call.inject(span, headers);
        return new AttemptTelemetry(span == null ? Span.getInvalid() : span, this, call.method(), provider);
    }

    /** An attempt has ended, or so it seems; says how it really did. */
    Outcome attemptEnded(Ending ending) {
        Outcome seen = Outcome.of(ending);
        outcome = inference == null ? seen : inference.outcome(seen);
        return outcome;
    }

    Instruments instruments() {
        return instruments;
    }

    @Override
    public void started(int status, MultiMap headers) {
        call.claim();
        answered = true;
        streaming = AnswerReader.isEventStream(headers.get(HttpHeaders.CONTENT_TYPE));
        if (inference != null) {
            inference.started(status, headers);
        }
    }

    @Override
    public void begun(long nanos) {
        overheadNanos += nanos;
    }

    @Override
    public void passed(Buffer piece) {
        if (inference != null) {
            inference.passed(piece);
        }
    }

    @Override
    public void ended(Ending ending) {
        // What the provider's side has said of the end is more than that its bytes have passed.
        if (!(ending instanceof Ending.Completed)) {
            outcome = Outcome.of(ending);
        }
        if (outcome.isFailed()) {
            call.failed(outcome.errorType());
        } else {
            call.outcome(outcome.value());
        }
        call.end();
    }

    @Override
    public void ending() {
        try {
            if (inference != null) {
                inference.end(answered || outcome.isFailed() ? outcome : unanswered());
            }
        } catch (RuntimeException bug) {
            LOG.error("What was answered could not be told", bug);
        }
        if (answered) {
            instruments.genAi().overhead(call.route().orElse(HttpAttributes.OTHER), overheadNanos / 1e9);
        }
        if (streaming) {
            instruments.genAi().streamEnded(outcome);
        }
    }

    @Override
    public void ended(double seconds) {
        instruments.http().callEnded(call, seconds);
        AccessLog.write(call, seconds, inference);
    }

    // No provider said anything: the client has left, or Lintel itself has failed.
    private Outcome unanswered() {
        return call.errorType().map(Outcome::failed).orElse(Outcome.CANCELLED);
    }

    private Span span(Provider provider, String path) {
        Context parent = inference == null ? call.context() : inference.context();
        Span span = instruments
                .tracer()
                .spanBuilder(call.spanName())
                .setSpanKind(SpanKind.CLIENT)
                .setParent(parent)
                // First, so that no copied header stands in the place of what is known here.
                .setAllAttributes(call.attributes())
                .setAttribute(HttpAttributes.URL_FULL, provider.baseUrl() + withoutQuery(path))
                .setAttribute(HttpAttributes.SERVER_ADDRESS, provider.host())
                .setAttribute(HttpAttributes.SERVER_PORT, (long) provider.port())
                .startSpan();
        call.describeMethod(span);
        return span;
    }

    // Query strings may carry keys.
    private static String withoutQuery(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }
}
