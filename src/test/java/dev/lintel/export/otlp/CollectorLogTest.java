package dev.lintel.export.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the log says of a collector, by a clock of the test's own. */
final class CollectorLogTest {

    private static final String REFUSED = "WARN Failed to export traces to http://c:4318: HTTP status 503";
    private static final String ACCEPTED = "INFO http://c:4318 accepts traces again";

    private final CollectorLines lines = CollectorLines.kept();
    private long now = Long.MAX_VALUE - 5;
    private final CollectorLog log = new CollectorLog("traces", "http://c:4318", () -> now);

    @AfterEach
    void listenNoMore() {
        lines.close();
    }

    @Test
    void a_collector_that_accepts_all_is_not_spoken_of() {
        log.accepted();

        assertThat(lines.all()).isEmpty();
    }

    @Test
    void it_is_warned_of_once_in_ten_minutes_and_then_again() {
        log.refused("HTTP status 503");
        pass(Duration.ofMinutes(10).minusNanos(1));
        log.refused("HTTP status 503");
        assertThat(lines.all()).containsExactly(REFUSED);

        pass(Duration.ofNanos(1));
        log.refused("HTTP status 503");
        assertThat(lines.all()).containsExactly(REFUSED, REFUSED);
    }

    @Test
    void that_it_accepts_again_is_said_once_after_each_warning() {
        log.refused("HTTP status 503");
        log.accepted();
        log.accepted();
        log.refused("HTTP status 503");
        log.accepted();

        assertThat(lines.all()).containsExactly(REFUSED, ACCEPTED);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
