package dev.lintel.telemetry.sampling;

import dev.lintel.telemetry.call.CallRecord;
import dev.lintel.telemetry.call.Decision;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Decides which calls are kept once they have ended, and counts all decisions. One for the process; any thread may ask. */
public final class Decisions {

    private static final AttributeKey<String> DECISION = AttributeKey.stringKey("lintel.sampling.decision");

    private final Map<Decision, LongAdder> counts = new EnumMap<>(Decision.class);
    private final Map<Decision, TokenBucket> buckets = new EnumMap<>(Decision.class);

    /** None yet, counted as {@code lintel.traces}. */
    public Decisions(Meter meter) {
        Map<Decision, Attributes> known = new EnumMap<>(Decision.class);
        for (Decision decision : Decision.values()) {
            counts.put(decision, new LongAdder());
            buckets.put(decision, new TokenBucket(System.nanoTime()));
            known.put(decision, Attributes.of(DECISION, decision.value()));
        }
        meter.counterBuilder("lintel.traces")
                .setUnit("{trace}")
                .setDescription("Calls that have ended, by what decided whether their spans are exported")
                .buildWithCallback(measurement -> counts.forEach((decision, count) ->
                        measurement.record(count.sum(), Objects.requireNonNull(known.get(decision)))));
    }

    /** What becomes of a call that has ended. To be asked once for each. */
    public Decision decide(CallRecord call, KeepRules rules) {
        return decide(call, rules, call.endNanos());
    }

    Decision decide(CallRecord call, KeepRules rules, long now) {
        Decision decision = call.decision();
        if (!decision.isKept()) {
            decision = rules.reason(call);
            if (decision.isKept() && !bucket(decision).take(rules.maxPerSecond(), now)) {
                decision = Decision.OVER_LIMIT;
            }
        }
        Objects.requireNonNull(counts.get(decision)).increment();
        return decision;
    }

    private TokenBucket bucket(Decision reason) {
        return Objects.requireNonNull(buckets.get(reason));
    }
}
