package dev.lintel.testing;

import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.View;
import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.opentelemetry.runtime.AutoConfiguredOpenTelemetrySdkBuilderCustomizer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Lets an instrument throw whenever something is recorded by it, as a bug of telemetry's own would. Any thread may call. */
@IfBuildProperty(name = "test.faulty-metrics", stringValue = "true")
@Singleton
public final class FaultyMetrics implements AutoConfiguredOpenTelemetrySdkBuilderCustomizer {

    /** The instruments that can be told to. */
    public static final List<String> INSTRUMENTS = List.of(
            "gen_ai.client.token.usage",
            "gen_ai.client.operation.duration",
            "gen_ai.client.operation.time_to_first_chunk",
            "gen_ai.client.operation.time_per_output_chunk",
            "http.server.request.duration",
            "http.client.request.duration",
            "lintel.overhead.duration",
            "lintel.streams.ended",
            "lintel.usage.cost");

    private final AtomicReference<String> faulty = new AtomicReference<>("");
    private final AtomicInteger thrown = new AtomicInteger();

    /** From now on this instrument throws, and no other. */
    public void fail(String instrument) {
        faulty.set(instrument);
        thrown.set(0);
    }

    /** How often it has. */
    public int thrown() {
        return thrown.get();
    }

    @Override
    public void customize(AutoConfiguredOpenTelemetrySdkBuilder builder) {
        builder.addMeterProviderCustomizer((meters, config) -> {
            for (String instrument : INSTRUMENTS) {
                meters.registerView(
                        InstrumentSelector.builder().setName(instrument).build(),
                        View.builder()
                                .setAttributeFilter(key -> taken(instrument))
                                .build());
            }
            return meters;
        });
    }

    private boolean taken(String instrument) {
        if (faulty.get().equals(instrument)) {
            thrown.incrementAndGet();
            throw new IllegalStateException("a fault of telemetry's own: " + instrument);
        }
        return true;
    }
}
