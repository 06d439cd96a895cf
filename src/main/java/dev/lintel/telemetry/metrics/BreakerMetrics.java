package dev.lintel.telemetry.metrics;

import dev.lintel.providers.Target;
import dev.lintel.providers.availability.Availability.State;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What the breakers of providers do, as the conventions describe states: of each provider one of {@code closed}, {@code open} and
 * {@code half_open} is 1 and the others are 0.
 */
public final class BreakerMetrics {

    private static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("lintel.provider");
    private static final AttributeKey<String> STATE = AttributeKey.stringKey("lintel.breaker.state");

    private BreakerMetrics() {}

    /** Observes the providers, as they are whenever metrics are read. */
    public static void observe(Meter meter, Supplier<List<Target>> providers) {
        meter.upDownCounterBuilder("lintel.breaker.state")
                .setUnit("{provider}")
                .setDescription("Whether the provider's breaker is in this state")
                .buildWithCallback(measurement -> {
                    for (Target member : providers.get()) {
                        State now = member.availability().state();
                        for (State state : State.values()) {
                            measurement.record(
                                    state == now ? 1 : 0,
                                    attributes(member.provider().name(), state));
                        }
                    }
                });
    }

    private static Attributes attributes(String provider, State state) {
        return Attributes.of(PROVIDER, provider, STATE, state.name().toLowerCase(Locale.ROOT));
    }
}
