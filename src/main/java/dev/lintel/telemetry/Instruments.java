package dev.lintel.telemetry;

import dev.lintel.http.connection.TrustedProxies;
import dev.lintel.telemetry.convention.InstrumentationScope;
import dev.lintel.telemetry.log.AccessLog;
import dev.lintel.telemetry.metrics.GenAiMetrics;
import dev.lintel.telemetry.metrics.HttpMetrics;
import dev.lintel.telemetry.sampling.Decisions;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** What calls are measured and logged with, whatever the configuration that they came under. One for the process; any thread may use it. */
public final class Instruments {

    final HttpMetrics http;
    final GenAiMetrics genAi;
    final AccessLog log;
    final Decisions decisions;
    final TrustedProxies proxies;
    final boolean disabled;
    final LongAdder failures = new LongAdder();
    final LongCounter usageRefused;

    /**
     * Makes the instruments.
     *
     * @param proxies whose word for where calls come from is taken
     * @param disabled whether telemetry is switched off: calls pass with the trace headers that they came with
     */
    public Instruments(OpenTelemetry openTelemetry, AccessLog log, TrustedProxies proxies, boolean disabled) {
        Meter meter = InstrumentationScope.meter(openTelemetry);
        this.http = new HttpMetrics(meter);
        this.genAi = new GenAiMetrics(meter);
        this.log = log;
        this.decisions = new Decisions(meter);
        this.proxies = proxies;
        this.disabled = disabled;
        log.observe(meter);
        this.usageRefused = meter.counterBuilder("lintel.usage.refused")
                .setUnit("{provider}")
                .setDescription("Providers that refuse to be asked for the usage of a stream, and are not asked again")
                .build();
        meter.counterBuilder("lintel.telemetry.failures")
                .setUnit("{call}")
                .setDescription("Calls whose telemetry failed by a fault of its own, and is not whole")
                .buildWithCallback(measurement -> measurement.record(failures.sum()));
    }

    /** Metrics name these models whatever becomes of their calls: the configuration spells them out. */
    public void reserve(Set<String> models) {
        genAi.reserve(models);
    }

    /** Calls that have begun and not ended. */
    public long active() {
        return http.active();
    }
}
