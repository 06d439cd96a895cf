package dev.lintel.trace;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** What the head of an answer says of the trace that the call is in. */
public final class TraceResponse {

    private static final CharSequence TRACERESPONSE = HttpHeaders.createOptimized("traceresponse");
    private static final CharSequence SERVER_TIMING = HttpHeaders.createOptimized("server-timing");
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");

    private TraceResponse() {}

    /** Puts it in; {@code x-request-id} only where nobody else has. */
    public static void describe(CallTrace trace, MultiMap headers) {
        String traceparent = trace.traceparent(trace.spanId());
        headers.set(TRACERESPONSE, traceparent);
        headers.add(SERVER_TIMING, "traceparent;desc=\"" + traceparent + "\"");
        if (!headers.contains(REQUEST_ID)) {
            headers.set(REQUEST_ID, trace.traceId());
        }
    }
}
