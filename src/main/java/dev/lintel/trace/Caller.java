package dev.lintel.trace;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where a request comes from: the caller's span, as its headers tell it.
 *
 * @param span the caller's span; valid
 * @param random whether the trace id is known to be random (W3C Trace Context, level 2)
 * @param format the format that told it
 */
record Caller(SpanContext span, boolean random, TraceFormat format) {

    /**
     * Reads the headers: W3C Trace Context first, then the given formats in their order.
     *
     * @return empty when none tells a valid span
     */
    static Optional<Caller> read(MultiMap headers, List<TraceFormat> formats, Predicate<String> keeps) {
        Optional<TraceParent> parent = headers.contains(TraceParent.HEADER)
                ? TraceParent.read(headers.getAll(TraceParent.HEADER))
                : Optional.empty();
        if (parent.isPresent()) {
            return Optional.of(of(parent.get(), headers));
        }
        for (int i = 0; i < formats.size(); i++) {
            TraceFormat format = formats.get(i);
            Optional<SpanContext> span = format.extract(headers, keeps);
            if (span.isPresent()) {
                return Optional.of(new Caller(span.get(), false, format));
            }
        }
        return Optional.empty();
    }

    private static Caller of(TraceParent parent, MultiMap headers) {
        SpanContext span = SpanContext.createFromRemoteParent(
                parent.traceId(),
                parent.parentId(),
                TraceFlags.fromByte((byte) parent.flags()),
                HeaderTraceState.read(headers.getAll(HeaderTraceState.HEADER)));
        return new Caller(span, parent.isRandom(), TraceFormat.TRACECONTEXT);
    }
}
