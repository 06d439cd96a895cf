package dev.lintel.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.opentelemetry.contrib.awsxray.propagator.AwsXrayPropagator;
import io.opentelemetry.extension.trace.propagation.B3Propagator;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A way in which callers tell the trace that they are in. */
public enum TraceFormat {

    /** W3C Trace Context, which Lintel reads and writes itself. */
    TRACECONTEXT,

    /** W3C Baggage, which passes as it is. */
    BAGGAGE,

    /** {@code X-Amzn-Trace-Id} of AWS X-Ray. */
    XRAY(AwsXrayPropagator.getInstance(), "X-Amzn-Trace-Id"),

    /** Zipkin's {@code b3}, in one header. */
    B3(B3Propagator.injectingSingleHeader(), "b3"),

    /** Zipkin's {@code X-B3-*}. */
    B3MULTI(B3Propagator.injectingMultiHeaders(), "X-B3-TraceId"),

    /** {@code x-datadog-*} of Datadog. */
    DATADOG(DatadogPropagator.INSTANCE, DatadogPropagator.TRACE_ID);

    private static final String B3_FLAGS = "X-B3-Flags";
    private static final Pattern XRAY_DECISION = Pattern.compile("(^|;)\\s*Sampled=[01]\\s*(;|$)");
    private static final Pattern XRAY_OPEN = Pattern.compile("Sampled=[^;]*");

    // Propagators hold nothing of what passes through them.
    @SuppressWarnings("ImmutableEnumChecker")
    private final @Nullable TextMapPropagator propagator;

    private final String carryingHeader;

    TraceFormat() {
        this.propagator = null;
        this.carryingHeader = "";
    }

    TraceFormat(TextMapPropagator propagator, String carryingHeader) {
        this.propagator = propagator;
        this.carryingHeader = carryingHeader;
    }

    /**
     * The caller's span, if the headers tell one in this format. Never fails: what cannot be read is not there.
     *
     * @param keeps asked when the caller leaves it to others whether the trace is kept
     */
    Optional<SpanContext> extract(MultiMap headers, Predicate<String> keeps) {
        if (propagator == null || !headers.contains(carryingHeader)) {
            return Optional.empty();
        }
        boolean undecided = isUndecided(headers);
        TextMapGetter<MultiMap> getter = new Headers.Getter(this, undecided && this == XRAY);
        SpanContext caller = Span.fromContext(propagator.extract(Context.root(), headers, getter))
                .getSpanContext();
        if (!caller.isValid()) {
            return Optional.empty();
        }
        return Optional.of(undecided ? decided(caller, keeps) : caller);
    }

    /** Writes {@code span} beside {@code traceparent}, for those who read this format. */
    void inject(SpanContext span, MultiMap headers) {
        if (propagator == null) {
            return;
        }
        if (this == B3MULTI) {
            forgetCaller(headers, span.isSampled());
        }
        propagator.inject(Context.root().with(Span.wrap(span)), headers, Headers.SETTER);
    }

    // What else the caller said was of its own span, and of its own decision.
    private static void forgetCaller(MultiMap headers, boolean kept) {
        headers.remove("X-B3-ParentSpanId");
        if (!kept) {
            headers.remove(B3_FLAGS);
        }
    }

    // The propagators of Zipkin's two formats read both; here each is asked for by its own name.
    private boolean reads(String header) {
        return switch (this) {
            case B3 -> header.equalsIgnoreCase(B3.carryingHeader);
            case B3MULTI -> !header.equalsIgnoreCase(B3.carryingHeader);
            case TRACECONTEXT, BAGGAGE, XRAY, DATADOG -> true;
        };
    }

    private boolean isUndecided(MultiMap headers) {
        return switch (this) {
            case TRACECONTEXT, BAGGAGE -> false;
            case XRAY -> !XRAY_DECISION.matcher(headers.get(carryingHeader)).find();
            case B3 -> headers.get(carryingHeader).chars().filter(c -> c == '-').count() < 2;
            case B3MULTI -> !headers.contains("X-B3-Sampled") && !"1".equals(headers.get(B3_FLAGS));
            case DATADOG -> !headers.contains(DatadogPropagator.SAMPLING_PRIORITY);
        };
    }

    private static SpanContext decided(SpanContext caller, Predicate<String> keeps) {
        boolean kept = keeps.test(caller.getTraceId());
        return SpanContext.createFromRemoteParent(
                caller.getTraceId(),
                caller.getSpanId(),
                kept ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                caller.getTraceState());
    }

    /** How propagators reach headers. */
    private static final class Headers {

        static final TextMapSetter<MultiMap> SETTER = (headers, name, value) -> {
            if (headers != null) {
                boolean tags = name.equals(DatadogPropagator.TAGS);
                headers.set(name, tags ? DatadogPropagator.withTag(headers.get(name), value) : value);
            }
        };

        /**
         * The headers of one format.
         *
         * @param decideXray whether an open decision, {@code Sampled=?}, is to be closed: the propagator takes it for
         *     a header that is broken
         */
        private record Getter(TraceFormat format, boolean decideXray) implements TextMapGetter<MultiMap> {

            @Override
            public Iterable<String> keys(MultiMap headers) {
                return List.copyOf(headers.names());
            }

            @Override
            public @Nullable String get(@Nullable MultiMap headers, String name) {
                String value = headers == null || !format.reads(name) ? null : headers.get(name);
                if (value == null || !decideXray) {
                    return value;
                }
                Matcher open = XRAY_OPEN.matcher(value);
                return open.replaceAll("Sampled=0");
            }
        }
    }
}
