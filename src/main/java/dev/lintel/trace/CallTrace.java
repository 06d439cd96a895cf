package dev.lintel.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.vertx.core.MultiMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A call's place in its trace, and how that is handed on.
 *
 * @param server the call's SERVER span; not recording where nothing is kept
 * @param random whether the trace id is known to be random
 * @param format how the caller told its trace: receivers are told in this format too
 * @param attributes what is put on every span of the call
 */
record CallTrace(Span server, boolean random, TraceFormat format, Attributes attributes) {

    /** The value of {@code traceparent}, and of {@code traceresponse}, that names the span {@code spanId} of this trace. */
    String traceparent(String spanId) {
        SpanContext context = server.getSpanContext();
        int flags = (context.isSampled() ? TraceParent.SAMPLED : 0) | (random ? TraceParent.RANDOM : 0);
        return "00-" + context.getTraceId() + "-" + spanId + "-0" + flags;
    }

    /**
     * Hands the trace on: {@code headers} get this trace in the place of what came. {@code baggage} is not touched.
     *
     * @param child the span that the receiver continues; null where nothing is kept
     */
    void inject(@Nullable Span child, MultiMap headers) {
        SpanContext context = server.getSpanContext();
        String spanId = child == null ? newSpanId() : child.getSpanContext().getSpanId();
        headers.set(TraceParent.NAME, traceparent(spanId));
        if (context.getTraceState().isEmpty()) {
            headers.remove(HeaderTraceState.NAME);
        } else {
            headers.set(HeaderTraceState.NAME, HeaderTraceState.header(context.getTraceState()));
        }
        if (format != TraceFormat.TRACECONTEXT) {
            TraceFlags flags = context.isSampled() ? TraceFlags.getSampled() : TraceFlags.getDefault();
            format.inject(SpanContext.create(context.getTraceId(), spanId, flags, context.getTraceState()), headers);
        }
    }

    private static String newSpanId() {
        long id;
        do {
            id = ThreadLocalRandom.current().nextLong();
        } while (id == 0);
        return SpanId.fromLong(id);
    }
}
