package dev.lintel.telemetry.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.ErrorType;
import dev.lintel.telemetry.call.CallRecord;
import dev.lintel.telemetry.call.Decision;
import dev.lintel.telemetry.ending.Ending;
import dev.lintel.testing.CollectedMetrics;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DecisionsTest {

    private static final AttributeKey<String> DECISION = AttributeKey.stringKey("lintel.sampling.decision");
    private static final KeepRules ERRORS = rules(3);

    private final CollectedMetrics collected = new CollectedMetrics();
    private final SdkMeterProvider meters =
            SdkMeterProvider.builder().registerMetricReader(collected).build();
    private final Decisions decisions = new Decisions(meters.get("test"));
    private final CallRecord failed =
            EndedCalls.unsampled(call -> call.ended(502, Ending.failed(ErrorType.ofProvider("timeout"))));

    @AfterEach
    void close() {
        meters.close();
    }

    @Test
    void of_the_head_stand_whatever_becomes_of_the_call() {
        assertThat(decisions.decide(EndedCalls.answered(true), ERRORS)).isEqualTo(Decision.RANDOM);
        assertThat(decisions.decide(EndedCalls.continued(true), ERRORS)).isEqualTo(Decision.PARENT);
        assertThat(decisions.decide(EndedCalls.answered(false), ERRORS)).isEqualTo(Decision.DROPPED);
        assertThat(decisions.decide(EndedCalls.continued(false), ERRORS)).isEqualTo(Decision.DROPPED);
        assertThat(counted()).isEqualTo(counts(Map.of("random", 1L, "parent", 1L, "dropped", 2L)));
    }

    @Test
    void at_the_end_are_bounded_by_reason_and_what_is_over_is_counted() {
        for (int call = 0; call < 10; call++) {
            assertThat(decisions.decide(failed, ERRORS, failed.endNanos()))
                    .isEqualTo(call < 3 ? Decision.ERROR : Decision.OVER_LIMIT);
        }
        CallRecord slow = EndedCalls.answered(false);
        KeepRules slowOnes = new KeepRules(true, Duration.ofNanos(1), Duration.ZERO, 0, 3);
        assertThat(decisions.decide(slow, slowOnes, slow.endNanos())).isEqualTo(Decision.SLOW);
        assertThat(decisions.decide(failed, ERRORS, failed.endNanos() + 1_000_000_000))
                .isEqualTo(Decision.ERROR);

        assertThat(counted()).isEqualTo(counts(Map.of("error", 4L, "over_limit", 7L, "slow", 1L)));
    }

    private static KeepRules rules(int maxPerSecond) {
        return new KeepRules(true, Duration.ZERO, Duration.ZERO, 0, maxPerSecond);
    }

    private static Map<String, Long> counts(Map<String, Long> known) {
        Map<String, Long> counts = new HashMap<>();
        for (String decision : List.of(
                "random",
                "parent",
                "error",
                "incomplete",
                "slow",
                "slow_first_chunk",
                "cost",
                "dropped",
                "over_limit")) {
            counts.put(decision, known.getOrDefault(decision, 0L));
        }
        return counts;
    }

    private Map<String, Long> counted() {
        MetricData traces = collected.collect().iterator().next();
        assertThat(traces.getName()).isEqualTo("lintel.traces");
        assertThat(traces.getUnit()).isEqualTo("{trace}");
        Map<String, Long> counts = new HashMap<>();
        traces.getLongSumData()
                .getPoints()
                .forEach(point ->
                        counts.put(Objects.requireNonNull(point.getAttributes().get(DECISION)), point.getValue()));
        return counts;
    }
}
