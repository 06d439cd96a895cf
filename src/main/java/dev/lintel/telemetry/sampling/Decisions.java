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

    private final Map<Decision, Tally> tallies = new EnumMap<>(Decision.class);

    /** What is known of all calls with one decision. */
    private record Tally(Attributes attributes, LongAdder count, TokenBucket bucket) {}

    /** None yet, counted as {@code lintel.traces}. */
    public Decisions(Meter meter) {
        for (Decision decision : Decision.values()) {
            tallies.put(
                    decision,
                    new Tally(
                            Attributes.of(DECISION, decision.value()),
                            new LongAdder(),
                            new TokenBucket(System.nanoTime())));
        }
        meter.counterBuilder("lintel.traces")
                .setUnit("{trace}")
                .setDescription("Calls that have ended, by what decided whether their spans are exported")
                .buildWithCallback(measurement -> tallies.values()
                        .forEach(tally -> measurement.record(tally.count().sum(), tally.attributes())));
    }

    /** What becomes of a call that has ended. To be asked once for each. */
    public Decision decide(CallRecord call, KeepRules rules) {
        return decide(call, rules, call.endNanos());
    }

    Decision decide(CallRecord call, KeepRules rules, long now) {
        Decision decision = call.decision();
        if (!decision.isKept()) {
            decision = rules.reason(call);
            if (decision.isKept() && !tally(decision).bucket().take(rules.maxPerSecond(), now)) {
                decision = Decision.OVER_LIMIT;
            }
        }
        tally(decision).count().increment();
        return decision;
    }

    private Tally tally(Decision decision) {
        return Objects.requireNonNull(tallies.get(decision));
    }
}
