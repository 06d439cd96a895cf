package dev.lintel.telemetry;

import dev.lintel.trace.HttpAttributes;
import dev.lintel.upstream.AttemptObserver;
import dev.lintel.upstream.Ending;
import dev.lintel.upstream.Provider;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;

/** What is told of one attempt: its CLIENT span, where kept, and its duration. On the call's event loop. */
final class AttemptTelemetry implements AttemptObserver.Attempt {

    private final Span span;
    private final CallTelemetry call;
    private final String method;
    private final Provider provider;
    private final long startNanos = System.nanoTime();
    private int status;

    AttemptTelemetry(Span span, CallTelemetry call, String method, Provider provider) {
        this.span = span;
        this.call = call;
        this.method = method;
        this.provider = provider;
    }

    @Override
    public void answered(int answeredStatus) {
        status = answeredStatus;
        span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) answeredStatus);
    }

    @Override
    public void ended(Ending ending) {
        Outcome outcome = call.attemptEnded(ending);
        String errorType = outcome.isFailed() || status < 400 ? outcome.errorType() : String.valueOf(status);
        if (!errorType.isEmpty()) {
            span.setAttribute(HttpAttributes.ERROR_TYPE, errorType);
            span.setStatus(StatusCode.ERROR);
        }
        span.setAttribute(HttpAttributes.LINTEL_OUTCOME, outcome.value());
        span.end();
        call.instruments()
                .http()
                .attemptEnded(
                        method,
                        provider.host(),
                        provider.port(),
                        status,
                        errorType,
                        (System.nanoTime() - startNanos) / 1e9);
    }
}
