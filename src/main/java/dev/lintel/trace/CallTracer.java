package dev.lintel.trace;

import dev.lintel.trace.TracingConfig.ParentSampling;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.MDC;

/**
 * Continues the trace that a request belongs to, or starts one (W3C Trace Context, level 2), and opens its SERVER span.
 *
 * <p>Not final, and reached through a proxy: JAX-RS makes its filters before OpenTelemetry can be there.
 */
@ApplicationScoped
class CallTracer {

    private final Tracer tracer;
    private final IncomingCallObserver observer;
    private final TraceDecision decision;
    private final List<TraceFormat> formats;
    private final ParentSampling parentSampling;
    private final CallAttributes attributes;
    private final boolean tellsCallers;
    private final boolean disabled;

    CallTracer(
            OpenTelemetry openTelemetry,
            TracingConfig config,
            CallAttributes attributes,
            TraceDecision decision,
            IncomingCallObserver observer,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        this.tracer = InstrumentationScope.tracer(openTelemetry);
        this.observer = observer;
        this.decision = decision;
        this.formats = List.copyOf(config.propagators());
        this.parentSampling = config.parentSampling();
        this.attributes = attributes;
        this.tellsCallers = config.responseHeaders();
        this.disabled = disabled;
    }

    /** Begins the call that a request is. Does nothing when telemetry is switched off. */
    void begin(RoutingContext routing) {
        if (disabled) {
            return;
        }
        IncomingCall call = trace(routing.request());
        call.attachTo(routing);
        if (tellsCallers) {
            routing.addHeadersEndHandler(beforeHead -> call.tellCaller(routing.response()));
        }
    }

    private IncomingCall trace(HttpServerRequest request) {
        Optional<Caller> caller = Caller.read(request.headers(), formats, decision);
        SpanBuilder builder =
                tracer.spanBuilder(IncomingCall.spanName(request.method())).setSpanKind(SpanKind.SERVER);
        boolean continued = caller.isPresent() && parentSampling == ParentSampling.RESPECT;
        builder.setParent(continued ? Context.root().with(Span.wrap(caller.get().span())) : Context.root());
        if (!continued && caller.isPresent()) {
            builder.addLink(caller.get().span());
        }
        Span span = builder.startSpan();
        Attributes attributes = span.isRecording() ? this.attributes.of(request.headers()) : Attributes.empty();
        // All 16 bytes of the ids made here are drawn at random.
        boolean random = !continued || caller.get().random();
        TraceFormat format = caller.map(Caller::format).orElse(TraceFormat.TRACECONTEXT);
        IncomingCall call = new IncomingCall(request, new CallTrace(span, random, format, attributes), observer);
        if (span.isRecording()) {
            // First, so that no copied header stands in the place of what Lintel itself has seen.
            span.setAllAttributes(attributes);
            call.describeMethod(span);
            describe(span, request);
        }
        putIntoLog(span.getSpanContext());
        return call;
    }

    // The logging context follows the request's Vert.x context, and goes with it.
    private static void putIntoLog(SpanContext span) {
        MDC.put("traceId", span.getTraceId());
        MDC.put("spanId", span.getSpanId());
        MDC.put("sampled", String.valueOf(span.isSampled()));
    }

    private static void describe(Span span, HttpServerRequest request) {
        span.setAttribute(HttpAttributes.URL_PATH, HttpAttributes.bounded(request.path()));
        span.setAttribute(HttpAttributes.URL_SCHEME, request.scheme());
        span.setAttribute(HttpAttributes.NETWORK_PROTOCOL_VERSION, IncomingCall.protocolVersion(request.version()));
        if (request.remoteAddress() != null) {
            span.setAttribute(
                    HttpAttributes.CLIENT_ADDRESS, request.remoteAddress().hostAddress());
        }
        HostAndPort authority = request.authority();
        if (authority != null) {
            span.setAttribute(HttpAttributes.SERVER_ADDRESS, HttpAttributes.bounded(authority.host()));
            span.setAttribute(
                    HttpAttributes.SERVER_PORT, authority.port() > 0 ? authority.port() : request.isSSL() ? 443L : 80L);
        }
        String userAgent = request.getHeader(HttpHeaders.USER_AGENT);
        if (userAgent != null) {
            span.setAttribute(HttpAttributes.USER_AGENT_ORIGINAL, HttpAttributes.bounded(userAgent));
        }
    }
}
