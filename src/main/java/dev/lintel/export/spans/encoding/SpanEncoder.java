package dev.lintel.export.spans.encoding;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;

/**
 * Writes spans as they stand in an export request: {@code ScopeSpans.spans} of OTLP's {@code trace.proto}, each with its tag
 * and its length. The SDK's own marshaler walks over each span twice and makes half a kilobyte for its tracestate alone.
 * Used by one thread at a time.
 */
public final class SpanEncoder {

    /** {@code SpanFlags}: whether the next eight bits say something, and what they say. */
    private static final int CONTEXT_HAS_IS_REMOTE = 0x100;

    private static final int CONTEXT_IS_REMOTE = 0x200;

    private static final int USUAL_SPAN = 1024;
    private static final int USUAL_VALUE = 64;

    private final ProtobufWriter span = new ProtobufWriter(USUAL_SPAN);
    private final ProtobufWriter whole = new ProtobufWriter(USUAL_SPAN);
    private final ProtobufWriter part = new ProtobufWriter(USUAL_VALUE);
    private final ProtobufWriter value = new ProtobufWriter(USUAL_VALUE);

    /** An encoder that has written a span as long as this keeps as many bytes, and should not be kept itself. */
    public static final int UNUSUAL_BYTES = 64 * 1024;

    /** A span that has ended, as bytes. */
    public byte[] encode(SpanData ended) {
        span.clear();
        whole.clear();
        write(ended);
        whole.message(2, span);
        return whole.toBytes();
    }

    private void write(SpanData ended) {
        SpanContext context = ended.getSpanContext();
        SpanContext parent = ended.getParentSpanContext();
        span.hex(1, context.getTraceId());
        span.hex(2, context.getSpanId());
        writeState(3, context.getTraceState(), span);
        if (parent.isValid()) {
            span.hex(4, parent.getSpanId());
        }
        span.text(5, ended.getName());
        span.int64(6, number(ended.getKind()));
        span.fixed64(7, ended.getStartEpochNanos());
        span.fixed64(8, ended.getEndEpochNanos());
        ended.getAttributes().forEach((key, attribute) -> writeAttribute(9, key, attribute, span));
        for (EventData event : ended.getEvents()) {
            writeEvent(event);
        }
        for (LinkData link : ended.getLinks()) {
            writeLink(link);
        }
        writeStatus(ended.getStatus());
        span.fixed32(16, flags(context, parent));
    }

    private static int number(SpanKind kind) {
        return switch (kind) {
            case INTERNAL -> 1;
            case SERVER -> 2;
            case CLIENT -> 3;
            case PRODUCER -> 4;
            case CONSUMER -> 5;
        };
    }

    private static int flags(SpanContext context, SpanContext parent) {
        return (context.getTraceFlags().asByte() & 0xff)
                | CONTEXT_HAS_IS_REMOTE
                | (parent.isRemote() ? CONTEXT_IS_REMOTE : 0);
    }

    private void writeEvent(EventData event) {
        part.clear();
        part.fixed64(1, event.getEpochNanos());
        part.text(2, event.getName());
        event.getAttributes().forEach((key, attribute) -> writeAttribute(3, key, attribute, part));
        span.message(11, part);
    }

    private void writeLink(LinkData link) {
        SpanContext to = link.getSpanContext();
        part.clear();
        part.hex(1, to.getTraceId());
        part.hex(2, to.getSpanId());
        writeState(3, to.getTraceState(), part);
        link.getAttributes().forEach((key, attribute) -> writeAttribute(4, key, attribute, part));
        part.fixed32(6, flags(to, to));
        span.message(13, part);
    }

    private void writeStatus(StatusData status) {
        part.clear();
        if (!status.getDescription().isEmpty()) {
            part.text(2, status.getDescription());
        }
        if (status.getStatusCode() != StatusCode.UNSET) {
            part.int64(3, status.getStatusCode() == StatusCode.OK ? 1 : 2);
        }
        span.message(15, part);
    }

    private static void writeState(int field, TraceState state, ProtobufWriter to) {
        if (state.isEmpty()) {
            return;
        }
        StringBuilder header = new StringBuilder(USUAL_VALUE);
        state.forEach((key, member) -> header.append(header.isEmpty() ? "" : ",")
                .append(key)
                .append('=')
                .append(member));
        to.text(field, header.toString());
    }

    private void writeAttribute(int field, AttributeKey<?> key, Object attribute, ProtobufWriter to) {
        value.clear();
        writeValue(attribute, value);
        int size = ProtobufWriter.sizeOfBytes(ProtobufWriter.utf8Size(key.getKey()))
                + ProtobufWriter.sizeOfBytes(value.length());
        to.head(field, size);
        to.text(1, key.getKey());
        to.message(2, value);
    }

    /** An {@code AnyValue}. Attributes hold these types, and lists of them. */
    private static void writeValue(Object attribute, ProtobufWriter to) {
        if (attribute instanceof String text) {
            to.text(1, text);
        } else if (attribute instanceof Boolean truth) {
            to.int64(2, truth ? 1 : 0);
        } else if (attribute instanceof Long number) {
            to.int64(3, number);
        } else if (attribute instanceof Double number) {
            to.fixed64(4, Double.doubleToRawLongBits(number));
        } else if (attribute instanceof List<?> elements) {
            ProtobufWriter array = new ProtobufWriter(USUAL_VALUE);
            for (Object element : elements) {
                ProtobufWriter one = new ProtobufWriter(USUAL_VALUE);
                writeValue(element, one);
                array.message(1, one);
            }
            to.message(5, array);
        } else {
            throw new IllegalArgumentException("no attribute has a value of " + attribute.getClass());
        }
    }
}
