package dev.lintel.viewer;

import dev.lintel.viewer.store.TraceArchive;
import dev.lintel.viewer.store.span.Resource;
import dev.lintel.viewer.store.span.SpanDraft;
import dev.lintel.viewer.store.span.TraceSpan;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears of the spans that Lintel itself ends. An event loop hands over a reference, and the
 * archive's thread does the rest.
 */
@Singleton
@Unremovable
final class LocalSpans implements Consumer<SpanData> {

    private final Optional<TraceArchive> archive;

    // Of the archive's thread.
    private io.opentelemetry.sdk.resources.@Nullable Resource sdkResource;
    private Resource resource = Resource.UNKNOWN;

    LocalSpans(Viewer viewer) {
        this.archive = viewer.archive();
    }

    @Override
    public void accept(SpanData ended) {
        if (archive.isPresent()) {
            archive.get().keep(() -> read(ended));
        }
    }

    private Optional<TraceSpan> read(SpanData ended) {
        SpanDraft span = new SpanDraft();
        span.traceId(ended.getTraceId());
        span.spanId(ended.getSpanId());
        span.parentId(ended.getParentSpanId());
        span.name(ended.getName());
        span.scope(ended.getInstrumentationScopeInfo().getName());
        span.kind(kindNumber(ended.getKind()));
        span.start(ended.getStartEpochNanos());
        span.end(ended.getEndEpochNanos());
        span.status(statusNumber(ended.getStatus().getStatusCode()));
        span.statusMessage(ended.getStatus().getDescription());
        add(ended.getAttributes(), span.attributes());
        ended.getEvents().forEach(event -> {
            SpanDraft.Attributes attributes = span.eventAttributes();
            add(event.getAttributes(), attributes);
            span.event(event.getName(), event.getEpochNanos(), attributes);
        });
        ended.getLinks()
                .forEach(link -> span.link(
                        link.getSpanContext().getTraceId(),
                        link.getSpanContext().getSpanId()));
        return span.toSpan(resource(ended));
    }

    // Every span has the same resource, but for what only a test would do.
    private Resource resource(SpanData ended) {
        if (!ended.getResource().equals(sdkResource)) {
            SpanDraft.Attributes attributes = new SpanDraft.Attributes();
            add(ended.getResource().getAttributes(), attributes);
            sdkResource = ended.getResource();
            resource = Resource.of(attributes);
        }
        return resource;
    }

    private static int kindNumber(SpanKind kind) {
        return switch (kind) {
            case INTERNAL -> 1;
            case SERVER -> 2;
            case CLIENT -> 3;
            case PRODUCER -> 4;
            case CONSUMER -> 5;
        };
    }

    private static int statusNumber(StatusCode code) {
        return switch (code) {
            case UNSET -> 0;
            case OK -> 1;
            case ERROR -> 2;
        };
    }

    private static void add(Attributes from, SpanDraft.Attributes to) {
        from.forEach((key, value) -> {
            if (to.allowance().takeValue()) {
                to.put(key.getKey(), bounded(value, to));
            }
        });
    }

    private static Object bounded(Object value, SpanDraft.Attributes to) {
        if (value instanceof String text) {
            return to.allowance().takeText(text);
        }
        if (value instanceof List<?> elements) {
            return elements.stream()
                    .filter(element -> to.allowance().takeValue())
                    .map(element -> bounded(element, to))
                    .toList();
        }
        return value;
    }
}
