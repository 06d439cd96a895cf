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
    private final HttpMetrics metrics;
    private final String method;
    private final Provider provider;
    private final long startNanos = System.nanoTime();
    private int status;

    AttemptTelemetry(Span span, HttpMetrics metrics, String method, Provider provider) {
        this.span = span;
        this.metrics = metrics;
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
        String errorType = errorType(ending);
        if (!errorType.isEmpty()) {
            span.setAttribute(HttpAttributes.ERROR_TYPE, errorType);
            span.setStatus(StatusCode.ERROR);
        }
        span.setAttribute(HttpAttributes.LINTEL_OUTCOME, Outcome.of(ending));
        span.end();
        metrics.attemptEnded(
                method, provider.host(), provider.port(), status, errorType, (System.nanoTime() - startNanos) / 1e9);
    }

    private String errorType(Ending ending) {
        if (ending instanceof Ending.Failed failed) {
            return ErrorType.of(failed.cause());
        }
        return status >= 400 ? String.valueOf(status) : "";
    }
}
