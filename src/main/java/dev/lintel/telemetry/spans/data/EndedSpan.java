package dev.lintel.telemetry.spans.data;

import dev.lintel.telemetry.convention.InstrumentationScope;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A span made when all is known of it. The SDK's own can only be filled while what they are about goes on, and for every
 * call, kept or not.
 *
 * @param context its own ids, flags and tracestate
 * @param parent invalid for a root
 * @param startEpochNanos nanoseconds since 1970
 * @param endEpochNanos likewise, not before the start
 * @param failed whether its status is Error
 * @param link to a span of another trace; null for none
 * @param resource of this process
 */
public record EndedSpan(
        String name,
        SpanKind kind,
        SpanContext context,
        SpanContext parent,
        long startEpochNanos,
        long endEpochNanos,
        Attributes attributes,
        boolean failed,
        @Nullable SpanContext link,
        Resource resource)
        implements SpanData {

    @Override
    public String getName() {
        return name;
    }

    @Override
    public SpanKind getKind() {
        return kind;
    }

    @Override
    public SpanContext getSpanContext() {
        return context;
    }

    @Override
    public SpanContext getParentSpanContext() {
        return parent;
    }

    @Override
    public StatusData getStatus() {
        return failed ? StatusData.error() : StatusData.unset();
    }

    @Override
    public long getStartEpochNanos() {
        return startEpochNanos;
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }

    @Override
    public List<EventData> getEvents() {
        return List.of();
    }

    @Override
    public List<LinkData> getLinks() {
        return link == null ? List.of() : List.of(LinkData.create(link));
    }

    @Override
    public long getEndEpochNanos() {
        return endEpochNanos;
    }

    @Override
    public boolean hasEnded() {
        return true;
    }

    @Override
    public int getTotalRecordedEvents() {
        return 0;
    }

    @Override
    public int getTotalRecordedLinks() {
        return link == null ? 0 : 1;
    }

    @Override
    public int getTotalAttributeCount() {
        return attributes.size();
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return InstrumentationScope.INFO;
    }

    // The interface has this method still, and an implementation must.
    @SuppressWarnings("deprecation")
    @Override
    public io.opentelemetry.sdk.common.InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
        return io.opentelemetry.sdk.common.InstrumentationLibraryInfo.create(InstrumentationScope.INFO.getName(), null);
    }

    @Override
    public Resource getResource() {
        return resource;
    }
}
