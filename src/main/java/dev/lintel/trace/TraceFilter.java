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
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Continues the trace of each request that reaches JAX-RS, or starts one, before anything else looks at the request
 * (W3C Trace Context, level 2). Whatever its headers hold, the request goes on.
 */
@Provider
@PreMatching
@Priority(0)
public final class TraceFilter implements ContainerRequestFilter {

    private static final int MAX_ATTRIBUTE_LENGTH = 1024;

    /** Telemetry that passes here is not traced: it would trace itself. */
    private static final Set<String> TELEMETRY_PATHS = Set.of("/v1/traces", "/v1/metrics", "/v1/logs");

    private final Tracer tracer;
    private final IncomingCallObserver observer;
    private final boolean disabled;

    TraceFilter(
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

    @Override
    public void filter(ContainerRequestContext context) {
        if (disabled) {
            return;
        }
        RoutingContext routing = ((ResteasyReactiveRequestContext)
                        ((ResteasyReactiveContainerRequestContext) context).getServerRequestContext())
                .serverRequest()
                .unwrap(RoutingContext.class);
        HttpServerRequest request = routing.request();
        if (request.method() == HttpMethod.POST && TELEMETRY_PATHS.contains(request.path())) {
            return;
        }
        begin(request).attachTo(routing);
    }

    private IncomingCall begin(HttpServerRequest request) {
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
        return new IncomingCall(request, span, random, observer);
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
