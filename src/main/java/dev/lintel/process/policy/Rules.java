package dev.lintel.process.policy;

import dev.lintel.callers.Callers;
import dev.lintel.callers.ConfiguredCallers;
import dev.lintel.callers.prices.Prices;
import dev.lintel.callers.prices.PricesConfig;
import dev.lintel.callers.prices.file.PriceFile;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.process.sources.ConfigurationCheck;
import dev.lintel.providers.Providers;
import dev.lintel.telemetry.capture.CaptureContent;
import dev.lintel.telemetry.sampling.KeepRules;
import dev.lintel.telemetry.spans.CallAttributes;
import dev.lintel.trace.CallTracer;
import io.smallrye.config.SmallRyeConfig;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What those sections mean that can be reloaded: {@code providers}, {@code model_aliases}, {@code callers}, {@code prices},
 * {@code tracing}. Immutable but for what providers' availability counts.
 */
public record Rules(
        Providers providers,
        Callers callers,
        Prices prices,
        CallTracer tracer,
        KeepRules keep,
        CaptureContent captureContent,
        Supplier<ContentRules> content,
        CallAttributes attributes,
        boolean describesTrace) {

    /**
     * Reads the sections, and the files that they name.
     *
     * @param before whose place they take: what has not changed of its providers stays as it is; null for none
     * @throws io.smallrye.config.ConfigValidationException with each fault, by its key
     */
    public static Rules of(Sections sections, Surroundings with, @Nullable Rules before) {
        TracingConfig tracing = sections.tracing();
        PricesConfig prices = sections.prices();
        Faults faults = new Faults();
        faults.check(() -> ConfigurationCheck.check(sections.variables().unwrap(SmallRyeConfig.class)));
        faults.check(() -> EmptyEntries.check(sections.variables().unwrap(SmallRyeConfig.class)));
        Supplier<Providers> served =
                faults.part("", () -> ProviderRules.of(sections, with, before == null ? null : before.providers()));
        Supplier<Prices> priced = faults.part(
                "prices.file: ", () -> prices.file().map(PriceFile::read).orElse(Prices.NONE));
        Supplier<Callers> known = faults.part(
                "",
                () -> ConfiguredCallers.of(
                        sections.callers(), with.limiter(), prices.file().isPresent()));
        Supplier<CallTracer> tracer = faults.part("tracing.", () -> TracingRules.tracer(tracing));
        Supplier<KeepRules> keep = faults.part("tracing.", () -> TracingRules.keep(tracing));
        Supplier<Supplier<ContentRules>> content = faults.part(
                "tracing.", () -> TracingRules.content(tracing, TracingRules.isLogSent(sections.variables())));
        Supplier<CallAttributes> attributes = faults.part("tracing.", () -> TracingRules.attributes(tracing));
        faults.refuseAny();
        return new Rules(
                served.get(),
                known.get(),
                priced.get(),
                tracer.get(),
                keep.get(),
                tracing.captureContent(),
                content.get(),
                attributes.get(),
                tracing.responseHeaders());
    }
}
