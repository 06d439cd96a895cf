package dev.lintel.trace;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Continues the trace that a request belongs to, or starts one (W3C Trace Context, level 2), and opens its SERVER span.
 *
 * <p>Not final, and reached through a proxy: JAX-RS makes its filters before OpenTelemetry can be there.
 */
@ApplicationScoped
class CallTracer {

    private static final int MAX_ATTRIBUTE_LENGTH = 1024;

    private final Tracer tracer;
    private final IncomingCallObserver observer;
    private final boolean disabled;

    CallTracer(
            OpenTelemetry openTelemetry,
            IncomingCallObserver observer,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        this.tracer = openTelemetry
                .tracerBuilder("dev.lintel")
                .setSchemaUrl(HttpAttributes.SCHEMA_URL)
                .build();
        this.observer = observer;
        this.disabled = disabled;
    }

    /** The call that {@code request} is; empty when tracing is switched off. */
    Optional<IncomingCall> begin(HttpServerRequest request) {
        return disabled ? Optional.empty() : Optional.of(trace(request));
    }

    private IncomingCall trace(HttpServerRequest request) {
        MultiMap headers = request.headers();
        Optional<TraceParent> parent = TraceParent.read(headers.getAll(TraceParent.NAME));
        SpanBuilder builder = tracer.spanBuilder(IncomingCall.spanName(request.method()))
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent.map(known -> remoteParent(known, headers)).orElse(Context.root()));
        Span span = builder.startSpan();
        if (span.isRecording()) {
            describe(span, request);
        }
        // All 16 bytes of the ids made here are drawn at random.
        boolean random = parent.map(TraceParent::isRandom).orElse(true);
        IncomingCall call = new IncomingCall(request, span, random, observer);
        observer.began(call);
        return call;
    }

    private static Context remoteParent(TraceParent parent, MultiMap headers) {
        return Context.root()
                .with(Span.wrap(SpanContext.createFromRemoteParent(
                        parent.traceId(),
                        parent.parentId(),
                        TraceFlags.fromByte((byte) parent.flags()),
                        HeaderTraceState.read(headers.getAll(HeaderTraceState.NAME)))));
    }

    private static void describe(Span span, HttpServerRequest request) {
        String method = IncomingCall.methodName(request.method());
        span.setAttribute(HttpAttributes.HTTP_REQUEST_METHOD, method);
        if (method.equals(HttpAttributes.OTHER)) {
            span.setAttribute(
                    HttpAttributes.HTTP_REQUEST_METHOD_ORIGINAL,
                    bounded(request.method().name()));
        }
        span.setAttribute(HttpAttributes.URL_PATH, bounded(request.path()));
        span.setAttribute(HttpAttributes.URL_SCHEME, request.scheme());
        span.setAttribute(HttpAttributes.NETWORK_PROTOCOL_VERSION, IncomingCall.protocolVersion(request.version()));
        if (request.remoteAddress() != null) {
            span.setAttribute(
                    HttpAttributes.CLIENT_ADDRESS, request.remoteAddress().hostAddress());
        }
        if (request.authority() != null) {
            span.setAttribute(
                    HttpAttributes.SERVER_ADDRESS, bounded(request.authority().host()));
            int port = request.authority().port();
            span.setAttribute(HttpAttributes.SERVER_PORT, port > 0 ? port : request.isSSL() ? 443L : 80L);
        }
        span.setAttribute(HttpAttributes.USER_AGENT_ORIGINAL, bounded(request.getHeader(HttpHeaders.USER_AGENT)));
    }

    private static @Nullable String bounded(@Nullable String text) {
        return text == null || text.length() <= MAX_ATTRIBUTE_LENGTH ? text : text.substring(0, MAX_ATTRIBUTE_LENGTH);
    }
}
