package dev.lintel.telemetry;

import dev.lintel.trace.HttpAttributes;
import dev.lintel.trace.IncomingCall;
import dev.lintel.upstream.Ending;
import dev.lintel.upstream.Provider;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/** What is told of one call: a CLIENT span for each attempt, and how the answer ended. On the call's event loop. */
final class CallTelemetry implements CallObserver {

    private final IncomingCall call;
    private final Tracer tracer;
    private final HttpMetrics metrics;

    CallTelemetry(IncomingCall call, Tracer tracer, HttpMetrics metrics) {
        this.call = call;
        this.tracer = tracer;
        this.metrics = metrics;
    }

    @Override
    public Attempt begin(Provider provider, HttpMethod method, String path, MultiMap headers) {
        Span span = call.isRecording() ? span(provider, path) : null;
        call.inject(span, headers);
        return new AttemptTelemetry(span == null ? Span.getInvalid() : span, metrics, call.method(), provider);
    }

    @Override
    public void started(int status, MultiMap headers) {
        call.claim();
    }

    @Override
    public void passed(Buffer piece) {
        // The content of answers is not read yet.
    }

    @Override
    public void ended(Ending ending) {
        if (ending instanceof Ending.Failed failed) {
            call.failed(ErrorType.of(failed.cause()));
        } else {
            call.outcome(Outcome.of(ending));
        }
        call.end();
    }

    private Span span(Provider provider, String path) {
        Span span = tracer.spanBuilder(call.spanName())
                .setSpanKind(SpanKind.CLIENT)
                .setParent(call.context())
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
