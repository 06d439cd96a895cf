package dev.lintel.export.spans.encoding;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.internal.InternalAttributeKeyImpl;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Writes spans as they stand in an export request: {@code ScopeSpans.spans} of OTLP's {@code trace.proto}, each with its tag
 * and its length, in one pass. The SDK's own marshaler walks over each span twice and makes half a kilobyte for its tracestate
 * alone. Used by one thread at a time.
 */
final class SpanEncoder {

    /** {@code SpanFlags}: whether the next eight bits say something, and what they say. */
    private static final int CONTEXT_HAS_IS_REMOTE = 0x100;

    private static final int CONTEXT_IS_REMOTE = 0x200;

    /** How many bytes the size takes of most spans, and of most of what is in them. */
    private static final int USUAL_SPAN = 2;

    private static final int USUAL_PART = 1;

    private final ProtobufWriter to;
    private final BiConsumer<AttributeKey<?>, Object> ofSpan;
    private TraceState state = TraceState.getDefault();
    private String stateText = "";

    SpanEncoder(ProtobufWriter to) {
        this.to = to;
        this.ofSpan = (key, value) -> writeAttribute(9, key, value);
    }

    /** Writes a span that has ended. */
    void write(SpanData ended) {
        int span = to.begin(2, USUAL_SPAN);
        SpanContext context = ended.getSpanContext();
        SpanContext parent = ended.getParentSpanContext();
        to.hex(1, context.getTraceId());
        to.hex(2, context.getSpanId());
        writeState(3, context.getTraceState());
        if (parent.isValid()) {
            to.hex(4, parent.getSpanId());
        }
        to.text(5, ended.getName());
        to.int64(6, number(ended.getKind()));
        to.fixed64(7, ended.getStartEpochNanos());
        to.fixed64(8, ended.getEndEpochNanos());
        ended.getAttributes().forEach(ofSpan);
        for (EventData event : ended.getEvents()) {
            writeEvent(event);
        }
        for (LinkData link : ended.getLinks()) {
            writeLink(link);
        }
        writeStatus(ended.getStatus());
        to.fixed32(16, flags(context, parent));
        to.end(span, USUAL_SPAN);
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
        int part = to.begin(11, USUAL_PART);
        to.fixed64(1, event.getEpochNanos());
        to.text(2, event.getName());
        event.getAttributes().forEach((key, value) -> writeAttribute(3, key, value));
        to.end(part, USUAL_PART);
    }

    private void writeLink(LinkData link) {
        SpanContext other = link.getSpanContext();
        int part = to.begin(13, USUAL_PART);
        to.hex(1, other.getTraceId());
        to.hex(2, other.getSpanId());
        writeState(3, other.getTraceState());
        link.getAttributes().forEach((key, value) -> writeAttribute(4, key, value));
        to.fixed32(6, flags(other, other));
        to.end(part, USUAL_PART);
    }

    private void writeStatus(StatusData status) {
        int part = to.begin(15, USUAL_PART);
        if (!status.getDescription().isEmpty()) {
            to.text(2, status.getDescription());
        }
        if (status.getStatusCode() != StatusCode.UNSET) {
            to.int64(3, status.getStatusCode() == StatusCode.OK ? 1 : 2);
        }
        to.end(part, USUAL_PART);
    }

    // All spans of a call have the same one, and all traces that begin here.
    private void writeState(int field, TraceState of) {
        if (of != state) {
            state = of;
            stateText = text(of);
        }
        if (!stateText.isEmpty()) {
            to.text(field, stateText);
        }
    }

    private static String text(TraceState of) {
        StringBuilder header = new StringBuilder();
        of.forEach((key, member) -> header.append(header.isEmpty() ? "" : ",")
                .append(key)
                .append('=')
                .append(member));
        return header.toString();
    }

    private void writeAttribute(int field, AttributeKey<?> key, Object value) {
        byte[] name = utf8(key);
        if (value instanceof String text && writeText(field, name, text)) {
            return;
        }
        int attribute = to.begin(field, USUAL_PART);
        to.bytes(1, name);
        int part = to.begin(2, USUAL_PART);
        writeValue(value);
        to.end(part, USUAL_PART);
        to.end(attribute, USUAL_PART);
    }

    // What most attributes are: with all sizes known beforehand, if it has no more bytes than characters.
    private boolean writeText(int field, byte[] name, String text) {
        int start = to.length();
        int value = ProtobufWriter.sizeOfBytes(text.length());
        to.head(field, ProtobufWriter.sizeOfBytes(name.length) + ProtobufWriter.sizeOfBytes(value));
        to.bytes(1, name);
        to.head(2, value);
        to.head(1, text.length());
        boolean written = to.ascii(text);
        if (!written) {
            to.truncate(start);
        }
        return written;
    }

    // The API's keys know their bytes.
    private static byte[] utf8(AttributeKey<?> key) {
        return key instanceof InternalAttributeKeyImpl<?> known
                ? known.getKeyUtf8()
                : key.getKey().getBytes(StandardCharsets.UTF_8);
    }

    /** An {@code AnyValue}. Attributes hold these types, and lists of them. */
    private void writeValue(Object attribute) {
        if (attribute instanceof String text) {
            to.text(1, text);
        } else if (attribute instanceof Boolean truth) {
            to.int64(2, truth ? 1 : 0);
        } else if (attribute instanceof Long number) {
            to.int64(3, number);
        } else if (attribute instanceof Double number) {
            to.fixed64(4, Double.doubleToRawLongBits(number));
        } else if (attribute instanceof List<?> elements) {
            int array = to.begin(5, USUAL_PART);
            for (Object element : elements) {
                int one = to.begin(1, USUAL_PART);
                writeValue(element);
                to.end(one, USUAL_PART);
            }
            to.end(array, USUAL_PART);
        } else {
            throw new IllegalArgumentException("no attribute has a value of " + attribute.getClass());
        }
    }
}
