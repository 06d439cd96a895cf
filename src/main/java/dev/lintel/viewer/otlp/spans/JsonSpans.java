package dev.lintel.viewer.otlp.spans;

import dev.lintel.viewer.store.span.Resource;
import dev.lintel.viewer.store.span.SpanDraft;
import dev.lintel.viewer.store.span.TraceSpan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * OTLP in JSON: protobuf's mapping, but for ids, which are hexadecimal.
 *
 * <p>It is read twice, first for the resources: they may stand behind the spans that are theirs. A request that breaks off is
 * refused before any of it is handed on.
 */
public final class JsonSpans implements SpanReader {

    /** Exporters send a few hundred spans at once: more resources than this have no use. */
    private static final int MAX_RESOURCES = 10_000;

    @Override
    public int read(byte[] request, Consumer<TraceSpan> spans) {
        List<Resource> resources = new ArrayList<>();
        JsonReader.read(
                request,
                json -> resourceSpans(json, () -> {
                    if (resources.size() == MAX_RESOURCES) {
                        throw RefusedExportException.malformed(
                                "There are more than " + MAX_RESOURCES + " resourceSpans.");
                    }
                    resources.add(resource(json));
                }));
        Handover handover = new Handover(spans);
        Iterator<Resource> next = resources.iterator();
        JsonReader.read(request, json -> resourceSpans(json, () -> scopeSpans(json, next.next(), handover)));
        return handover.rejected;
    }

    private static void resourceSpans(JsonReader json, JsonReader.Element read) throws IOException {
        json.fields(name -> {
            if (name.equals("resourceSpans")) {
                json.elements(read);
            }
        });
    }

    private static Resource resource(JsonReader json) throws IOException {
        SpanDraft.Attributes attributes = new SpanDraft.Attributes();
        json.fields(name -> {
            if (name.equals("resource")) {
                json.fields(inResource -> {
                    if (inResource.equals("attributes")) {
                        JsonAttributes.read(json, attributes);
                    }
                });
            }
        });
        return Resource.of(attributes);
    }

    private static void scopeSpans(JsonReader json, Resource resource, Handover handover) throws IOException {
        json.fields(name -> {
            if (name.equals("scopeSpans")) {
                json.elements(() -> spans(json, resource, handover));
            }
        });
    }

    // A scope that stands behind its spans is not shown with them.
    private static void spans(JsonReader json, Resource resource, Handover handover) throws IOException {
        String[] scope = {""};
        json.fields(name -> {
            if (name.equals("scope")) {
                json.fields(inScope -> {
                    if (inScope.equals("name")) {
                        scope[0] = json.text();
                    }
                });
            } else if (name.equals("spans")) {
                json.elements(() -> handover.accept(span(json, scope[0]).toSpan(resource)));
            }
        });
    }

    private static SpanDraft span(JsonReader json, String scope) throws IOException {
        SpanDraft span = new SpanDraft();
        span.scope(scope);
        json.fields(name -> {
            switch (name) {
                case "traceId" -> span.traceId(json.text());
                case "spanId" -> span.spanId(json.text());
                case "parentSpanId" -> span.parentId(json.text());
                case "name" -> span.name(json.text());
                case "kind" -> span.kind((int) json.number());
                case "startTimeUnixNano" -> span.start(json.number());
                case "endTimeUnixNano" -> span.end(json.number());
                case "attributes" -> JsonAttributes.read(json, span.attributes());
                case "events" -> json.elements(() -> event(json, span));
                case "links" -> json.elements(() -> link(json, span));
                case "status" -> status(json, span);
                default -> {
                    // Trace state, flags, counts of what the sender dropped: not shown.
                }
            }
        });
        return span;
    }

    private static void event(JsonReader json, SpanDraft span) throws IOException {
        SpanDraft.Attributes attributes = span.eventAttributes();
        String[] text = {""};
        long[] time = {0};
        json.fields(name -> {
            switch (name) {
                case "name" -> text[0] = json.text();
                case "timeUnixNano" -> time[0] = json.number();
                case "attributes" -> JsonAttributes.read(json, attributes);
                default -> {
                    // A count of what the sender dropped.
                }
            }
        });
        span.event(text[0], time[0], attributes);
    }

    private static void link(JsonReader json, SpanDraft span) throws IOException {
        String[] ids = {"", ""};
        json.fields(name -> {
            if (name.equals("traceId")) {
                ids[0] = json.text();
            } else if (name.equals("spanId")) {
                ids[1] = json.text();
            }
        });
        span.link(ids[0], ids[1]);
    }

    private static void status(JsonReader json, SpanDraft span) throws IOException {
        json.fields(name -> {
            if (name.equals("code")) {
                span.status((int) json.number());
            } else if (name.equals("message")) {
                span.statusMessage(json.text());
            }
        });
    }

    private static final class Handover {

        private final Consumer<TraceSpan> spans;
        private int rejected;

        Handover(Consumer<TraceSpan> spans) {
            this.spans = spans;
        }

        void accept(Optional<TraceSpan> span) {
            span.ifPresent(spans);
            rejected += span.isPresent() ? 0 : 1;
        }
    }
}
