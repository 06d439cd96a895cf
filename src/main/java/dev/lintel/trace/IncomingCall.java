package dev.lintel.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call of a client and its SERVER span, which ends exactly once: when the last byte of the answer has gone or the
 * client has. Lives on the call's event loop.
 */
public final class IncomingCall {

    private static final String KEY = IncomingCall.class.getName();
    private static final CharSequence TRACERESPONSE = HttpHeaders.createOptimized("traceresponse");
    private static final CharSequence SERVER_TIMING = HttpHeaders.createOptimized("server-timing");
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");

    private final HttpServerRequest request;
    private final CallTrace trace;
    private final Span span;
    private final IncomingCallObserver.Follower follower;
    private final long startNanos = System.nanoTime();

    private @Nullable String route;
    private @Nullable String errorType;
    private @Nullable String outcome;
    private boolean claimed;
    private boolean ended;

    IncomingCall(HttpServerRequest request, CallTrace trace, IncomingCallObserver observer) {
        this.request = request;
        this.trace = trace;
        this.span = trace.server();
        this.follower = observer.began(this);
    }

    /** The call that a request belongs to; empty when tracing is off. */
    public static Optional<IncomingCall> of(RoutingContext routing) {
        return Optional.ofNullable(routing.get(KEY));
    }

    void attachTo(RoutingContext routing) {
        routing.put(KEY, this);
        HttpServerResponse response = routing.response();
        routing.addEndHandler(over -> {
            if (!response.ended()) {
                outcome = "cancelled";
                end();
            } else if (!claimed) {
                end();
            }
        });
    }

    /** The parent for the spans of what Lintel does for this call. */
    public Context context() {
        return Context.root().with(span);
    }

    /** Who hears how the call goes on. */
    public IncomingCallObserver.Follower follower() {
        return follower;
    }

    /** When the request's head came, on the clock of {@link System#nanoTime}. */
    public long startNanos() {
        return startNanos;
    }

    /** The id of the call's trace, in hex. */
    public String traceId() {
        return span.getSpanContext().getTraceId();
    }

    /** The id of the call's SERVER span, in hex. */
    public String spanId() {
        return span.getSpanContext().getSpanId();
    }

    /** The path as the client wrote it, without its query. */
    public String path() {
        return String.valueOf(request.path());
    }

    /** How the call ended: {@code completed}, {@code failed} or {@code cancelled}. */
    public String outcome() {
        return outcome == null ? ownOutcome() : outcome;
    }

    /** Whether spans of this call are kept: if not, none need be made. */
    public boolean isRecording() {
        return span.isRecording();
    }

    /** The method as telemetry names it: one of HTTP's own, or {@code _OTHER}. */
    public String method() {
        return methodName(request.method());
    }

    /** The name of spans about the request, as far as its method goes. */
    public String spanName() {
        return spanName(request.method());
    }

    /** The scheme, http or https. */
    public String scheme() {
        return String.valueOf(request.scheme());
    }

    /** The HTTP version as conventions write it, {@code 1.1} or {@code 2}. */
    public String protocolVersion() {
        return protocolVersion(request.version());
    }

    /** The status that the client was answered; empty when it left before. */
    public Optional<Integer> status() {
        HttpServerResponse response = request.response();
        return response.headWritten() ? Optional.of(response.getStatusCode()) : Optional.empty();
    }

    /** The route that the path belongs to; empty when it belongs to none. */
    public Optional<String> route() {
        return Optional.ofNullable(route);
    }

    /** What class of error the call ended with; empty for none. */
    public Optional<String> errorType() {
        return Optional.ofNullable(errorType);
    }

    /** Says which route the path belongs to: the span is named after it. */
    public void route(String known) {
        route = known;
        if (span.isRecording()) {
            span.updateName(spanName(request.method()) + " " + known);
            span.setAttribute(HttpAttributes.HTTP_ROUTE, known);
        }
    }

    /** Takes over the ending: {@link #end} will be called when the answer is over. A client that leaves ends it all the same. */
    public void claim() {
        claimed = true;
    }

    /** Says how the call ended, before it does: {@code lintel.outcome}. */
    public void outcome(String known) {
        outcome = known;
    }

    /** Says that the call failed, whatever its status, and with what class of error. */
    public void failed(String type) {
        outcome = "failed";
        errorType = type;
    }

    /** Ends the SERVER span. Does nothing when it has ended. */
    public void end() {
        if (ended) {
            return;
        }
        ended = true;
        Optional<Integer> status = status();
        if (errorType == null && status.isPresent() && status.get() >= 500) {
            errorType = String.valueOf(status.get());
        }
        follower.ending();
        if (span.isRecording()) {
            status.ifPresent(code -> span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, code.longValue()));
            span.setAttribute(HttpAttributes.LINTEL_OUTCOME, outcome());
            if (errorType != null) {
                span.setAttribute(HttpAttributes.ERROR_TYPE, errorType);
                span.setStatus(StatusCode.ERROR);
            }
        }
        span.end();
        follower.ended((System.nanoTime() - startNanos) / 1e9);
    }

    /** Puts the request's method on a span that is about it. */
    public void describeMethod(Span about) {
        about.setAttribute(HttpAttributes.HTTP_REQUEST_METHOD, method());
        if (method().equals(HttpAttributes.OTHER)) {
            about.setAttribute(
                    HttpAttributes.HTTP_REQUEST_METHOD_ORIGINAL,
                    HttpAttributes.bounded(request.method().name()));
        }
    }

    /** What is put on every span of the call. */
    public Attributes attributes() {
        return trace.attributes();
    }

    /**
     * Hands the trace on: {@code headers} get it in the place of what came. {@code baggage} is not touched.
     *
     * @param child the span that the receiver continues; null where nothing is kept
     */
    public void inject(@Nullable Span child, MultiMap headers) {
        trace.inject(child, headers);
    }

    /** Tells the caller its trace, beside what the provider's answer says. */
    void tellCaller(HttpServerResponse response) {
        String traceparent = trace.traceparent(span.getSpanContext().getSpanId());
        response.putHeader(TRACERESPONSE, traceparent);
        response.headers().add(SERVER_TIMING, "traceparent;desc=\"" + traceparent + "\"");
        if (!response.headers().contains(REQUEST_ID)) {
            response.putHeader(REQUEST_ID, span.getSpanContext().getTraceId());
        }
    }

    // Of an answer that Lintel itself has made.
    private String ownOutcome() {
        return errorType == null ? "completed" : "failed";
    }

    static String protocolVersion(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> "1.0";
            case HTTP_1_1 -> "1.1";
            case HTTP_2 -> "2";
        };
    }

    static String methodName(HttpMethod method) {
        return switch (method.name()) {
            case "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY" ->
                method.name();
            default -> HttpAttributes.OTHER;
        };
    }

    static String spanName(HttpMethod method) {
        String name = methodName(method);
        return name.equals(HttpAttributes.OTHER) ? "HTTP" : name;
    }
}
