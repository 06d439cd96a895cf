package dev.lintel.process.policy;

import dev.lintel.openai.content.ContentRules;
import dev.lintel.telemetry.capture.CaptureContent;
import dev.lintel.telemetry.redaction.Redaction;
import dev.lintel.telemetry.sampling.KeepRules;
import dev.lintel.telemetry.spans.CallAttributes;
import dev.lintel.trace.CallTracer;
import dev.lintel.trace.sampling.RandomSampler;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;

/** What the section {@code tracing} means. A wrong value is an {@link IllegalArgumentException} that names its key in it. */
public final class TracingRules {

    private TracingRules() {}

    /** How calls are placed in traces, and which of these are kept. */
    public static CallTracer tracer(TracingConfig tracing) {
        return new CallTracer(tracing.propagators(), tracing.parentSampling(), sampler(tracing));
    }

    private static RandomSampler sampler(TracingConfig tracing) {
        int most = tracing.maxTracesPerSecond();
        if (most < 0) {
            throw new IllegalArgumentException("max_traces_per_second: " + most + " is less than 0, which is no bound");
        }
        try {
            return most == 0
                    ? new RandomSampler(tracing.randomSampling())
                    : new RandomSampler(tracing.randomSampling(), most, System::nanoTime);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("random_sampling: " + e.getMessage(), e);
        }
    }

    /** Which calls are kept for what becomes of them. */
    static KeepRules keep(TracingConfig tracing) {
        TracingConfig.Keep keep = tracing.keep();
        return new KeepRules(
                keep.errors(),
                keep.slowerThan(),
                keep.firstChunkSlowerThan(),
                keep.costlierThan(),
                keep.maxPerSecond());
    }

    /** How the content of one prompt, or of one answer, is bounded and redacted: rules of its own for each. */
    static Supplier<ContentRules> content(TracingConfig tracing, boolean logSent) {
        if (tracing.captureContent() == CaptureContent.EVENTS && !logSent) {
            throw new IllegalArgumentException(
                    "capture_content: events go where the log goes: set OTEL_LOGS_EXPORTER=otlp, too");
        }
        int limit = (int) tracing.contentLimit().asLongValue();
        Redaction redaction = new Redaction(tracing.redact());
        return () -> new ContentRules(limit, redaction.begin());
    }

    /** What is put on every span of a call besides what it is about. */
    public static CallAttributes attributes(TracingConfig tracing) {
        return new CallAttributes(
                tracing.spanAttributes().headerPrefixes().orElse(List.of()),
                tracing.spanAttributes().baggage().orElse(List.of()),
                tracing.spanAttributes().fixed(),
                tracing.sessionHeaders());
    }

    /** Whether the log goes out over OTLP. */
    static boolean isLogSent(Config config) {
        return config.getOptionalValue("OTEL_LOGS_EXPORTER", String.class)
                .filter("otlp"::equals)
                .isPresent();
    }
}
