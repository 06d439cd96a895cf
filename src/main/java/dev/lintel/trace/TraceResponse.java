package dev.lintel.trace;

import io.vertx.core.MultiMap;

/** What the head of an answer says of the trace that the call is in. */
public final class TraceResponse {

    private static final String TRACERESPONSE = "traceresponse";
    private static final String SERVER_TIMING = "server-timing";
    private static final String REQUEST_ID = "x-request-id";

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
