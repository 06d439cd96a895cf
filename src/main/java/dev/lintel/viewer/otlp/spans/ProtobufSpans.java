package dev.lintel.viewer.otlp.spans;

import dev.lintel.viewer.store.span.Resource;
import dev.lintel.viewer.store.span.SpanDraft;
import dev.lintel.viewer.store.span.TraceSpan;
import java.util.Optional;
import java.util.function.Consumer;

/** OTLP in protobuf. Field numbers are those of opentelemetry-proto, which never change. */
public final class ProtobufSpans implements SpanReader {

    private static final int TRACE_ID_BYTES = 16;
    private static final int SPAN_ID_BYTES = 8;
    private static final int MAX_SCOPE = 256;

    @Override
    public int read(byte[] request, Consumer<TraceSpan> spans) {
        int rejected = 0;
        WireReader message = new WireReader(request);
        while (message.next()) {
            if (message.field() == 1) {
                rejected += resourceSpans(message, spans);
            }
        }
        return rejected;
    }

    // Fields may come in any order: the resource is looked for first.
    private static int resourceSpans(WireReader parent, Consumer<TraceSpan> spans) {
        WireReader message = parent.message();
        WireReader again = message.copy();
        Resource resource = Resource.UNKNOWN;
        while (message.next()) {
            if (message.field() == 1) {
                resource = resource(message.message());
            }
        }
        int rejected = 0;
        while (again.next()) {
            if (again.field() == 2) {
                rejected += scopeSpans(again.message(), resource, spans);
            }
        }
        return rejected;
    }

    private static Resource resource(WireReader message) {
        SpanDraft.Attributes attributes = new SpanDraft.Attributes();
        while (message.next()) {
            if (message.field() == 1) {
                ProtobufAttributes.read(message.message(), attributes);
            }
        }
        return Resource.of(attributes);
    }

    private static int scopeSpans(WireReader message, Resource resource, Consumer<TraceSpan> spans) {
        WireReader again = message.copy();
        String scope = "";
        while (message.next()) {
            if (message.field() == 1) {
                scope = scope(message.message());
            }
        }
        int rejected = 0;
        while (again.next()) {
            if (again.field() == 2) {
                Optional<TraceSpan> span = span(again.message(), scope).toSpan(resource);
                span.ifPresent(spans);
                rejected += span.isPresent() ? 0 : 1;
            }
        }
        return rejected;
    }

    private static String scope(WireReader message) {
        String name = "";
        while (message.next()) {
            if (message.field() == 1) {
                name = message.text(MAX_SCOPE);
            }
        }
        return name;
    }

    private static SpanDraft span(WireReader message, String scope) {
        SpanDraft span = new SpanDraft();
        span.scope(scope);
        while (message.next()) {
            switch (message.field()) {
                case 1 -> span.traceId(message.id(TRACE_ID_BYTES));
                case 2 -> span.spanId(message.id(SPAN_ID_BYTES));
                case 4 -> span.parentId(message.id(SPAN_ID_BYTES));
                case 5 -> span.name(message.text(span.allowance().charactersLeft()));
                case 6 -> span.kind((int) message.varint());
                case 7 -> span.start(message.fixed64());
                case 8 -> span.end(message.fixed64());
                case 9 -> ProtobufAttributes.read(message.message(), span.attributes());
                case 11 -> event(message.message(), span);
                case 13 -> link(message.message(), span);
                case 15 -> status(message.message(), span);
                default -> {
                    // Trace state, flags, counts of what the sender dropped: not shown.
                }
            }
        }
        return span;
    }

    private static void event(WireReader message, SpanDraft span) {
        SpanDraft.Attributes attributes = span.eventAttributes();
        String name = "";
        long time = 0;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> time = message.fixed64();
                case 2 -> name = message.text(span.allowance().charactersLeft());
                case 3 -> ProtobufAttributes.read(message.message(), attributes);
                default -> {
                    // A count of what the sender dropped.
                }
            }
        }
        span.event(name, time, attributes);
    }

    private static void link(WireReader message, SpanDraft span) {
        String traceId = "";
        String spanId = "";
        while (message.next()) {
            if (message.field() == 1) {
                traceId = message.id(TRACE_ID_BYTES);
            } else if (message.field() == 2) {
                spanId = message.id(SPAN_ID_BYTES);
            }
        }
        span.link(traceId, spanId);
    }

    private static void status(WireReader message, SpanDraft span) {
        while (message.next()) {
            if (message.field() == 2) {
                span.statusMessage(message.text(span.allowance().charactersLeft()));
            } else if (message.field() == 3) {
                span.status((int) message.varint());
            }
        }
    }
}
