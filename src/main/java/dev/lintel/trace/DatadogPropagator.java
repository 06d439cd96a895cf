package dev.lintel.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Datadog's own headers: ids of 64 bits in decimal, and the upper half of a longer trace id in hexadecimal among the
 * tags, as {@code _dd.p.tid}. Never fails: what cannot be read is not there.
 */
enum DatadogPropagator implements TextMapPropagator {
    INSTANCE;

    static final String TRACE_ID = "x-datadog-trace-id";
    static final String SAMPLING_PRIORITY = "x-datadog-sampling-priority";
    static final String TAGS = "x-datadog-tags";

    private static final String PARENT_ID = "x-datadog-parent-id";
    private static final String UPPER_HALF_TAG = "_dd.p.tid=";
    private static final Pattern UPPER_HALF = Pattern.compile("(?:^|,)_dd\\.p\\.tid=([0-9a-f]{16})(?:,|$)");
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,20}");
    private static final int HALF = 16;

    @Override
    public Collection<String> fields() {
        return List.of(TRACE_ID, PARENT_ID, SAMPLING_PRIORITY, TAGS);
    }

    @Override
    public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
        String lower = hexadecimal(getter.get(carrier, TRACE_ID));
        String parentId = hexadecimal(getter.get(carrier, PARENT_ID));
        String priority = getter.get(carrier, SAMPLING_PRIORITY);
        SpanContext caller = SpanContext.createFromRemoteParent(
                upperHalf(getter.get(carrier, TAGS)) + lower,
                parentId,
                "1".equals(priority) || "2".equals(priority) ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                TraceState.getDefault());
        return caller.isValid() ? context.with(Span.wrap(caller)) : context;
    }

    @Override
    public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
        SpanContext span = Span.fromContext(context).getSpanContext();
        if (!span.isValid()) {
            return;
        }
        setter.set(carrier, TRACE_ID, decimal(span.getTraceId().substring(HALF)));
        setter.set(carrier, PARENT_ID, decimal(span.getSpanId()));
        setter.set(carrier, SAMPLING_PRIORITY, span.isSampled() ? "1" : "0");
        String upper = span.getTraceId().substring(0, HALF);
        if (!upper.equals(SpanId.getInvalid())) {
            setter.set(carrier, TAGS, UPPER_HALF_TAG + upper);
        }
    }

    /** The tags as received, with {@code upperHalf} in the place of the one that they had. */
    static String withTag(@Nullable String received, String upperHalf) {
        Stream<String> others = received == null || received.isEmpty()
                ? Stream.empty()
                : Stream.of(received.split(",", -1)).filter(tag -> !tag.strip().startsWith(UPPER_HALF_TAG));
        return Stream.concat(others, Stream.of(upperHalf)).collect(Collectors.joining(","));
    }

    private static String upperHalf(@Nullable String tags) {
        Matcher half = UPPER_HALF.matcher(tags == null ? "" : tags);
        return half.find() ? half.group(1) : SpanId.getInvalid();
    }

    private static String hexadecimal(@Nullable String decimal) {
        if (decimal == null || !DECIMAL.matcher(decimal).matches()) {
            return SpanId.getInvalid();
        }
        try {
            return SpanId.fromLong(Long.parseUnsignedLong(decimal));
        } catch (NumberFormatException tooLarge) {
            // Twenty digits can exceed 64 bits: no id that anyone could have sent.
            return SpanId.getInvalid();
        }
    }

    private static String decimal(String hexadecimal) {
        return Long.toUnsignedString(Long.parseUnsignedLong(hexadecimal, 16));
    }
}
