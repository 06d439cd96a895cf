package dev.lintel.trace;

import io.opentelemetry.api.internal.ImmutableSpanContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.vertx.core.MultiMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A call's place in its trace, and how that is handed on. Immutable.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId of the call's SERVER span, 16 hexadecimal digits
 * @param sampled whether the trace is kept by its parent or by percentage: what is handed on
 * @param random whether the trace id is known to be random (W3C Trace Context, level 2, section 3.2.2.5.1)
 * @param state handed on with the trace
 * @param format how the caller told its trace: receivers are told in this format too
 * @param parent the caller's span, whose trace this is; null where the trace begins here
 * @param link the caller's span, whose trace this is not; null for none
 */
public record CallTrace(
        String traceId,
        String spanId,
        boolean sampled,
        boolean random,
        TraceState state,
        TraceFormat format,
        @Nullable SpanContext parent,
        @Nullable SpanContext link) {

    /** The value of {@code traceparent}, and of {@code traceresponse}, that names the span {@code spanId} of this trace. */
    public String traceparent(String spanId) {
        int flags = (sampled ? TraceParent.SAMPLED : 0) | (random ? TraceParent.RANDOM : 0);
        return "00-" + traceId + "-" + spanId + "-0" + flags;
    }

    /** The place of what is done within the call: a span of its own below that of the call. */
    public CallTrace child() {
        return new CallTrace(traceId, newSpanId(), sampled, random, state, format, context(spanId), null);
    }

    /**
     * Hands the trace on: {@code headers} get this trace in the place of what came. {@code baggage} is not touched.
     *
     * @param child the id of the span that the receiver continues, 16 hexadecimal digits
     */
    public void inject(String child, MultiMap headers) {
        headers.set(TraceParent.HEADER, traceparent(child));
        if (state.isEmpty()) {
            headers.remove(HeaderTraceState.HEADER);
        } else {
            headers.set(HeaderTraceState.HEADER, HeaderTraceState.header(state));
        }
        if (format != TraceFormat.TRACECONTEXT) {
            format.inject(context(child), headers);
        }
    }

    /** The span {@code spanId} of this trace, as others refer to it. */
    public SpanContext context(String spanId) {
        return context(spanId, sampled ? TraceFlags.getSampled() : TraceFlags.getDefault(), state);
    }

    /** Where a measurement is made that the span {@code spanId} of this trace is an example of: a span that is exported. */
    public Context exemplar(String spanId) {
        return Context.root().with(Span.wrap(context(spanId, TraceFlags.getSampled(), TraceState.getDefault())));
    }

    // The ids are known to be valid, and each call has several of these.
    private SpanContext context(String spanId, TraceFlags flags, TraceState of) {
        return ImmutableSpanContext.create(traceId, spanId, flags, of, false, true);
    }

    /** An id for a span, drawn at random; never all zero. */
    public static String newSpanId() {
        long id;
        do {
            id = ThreadLocalRandom.current().nextLong();
        } while (id == 0);
        return SpanId.fromLong(id);
    }
}
