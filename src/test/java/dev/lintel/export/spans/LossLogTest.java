package dev.lintel.export.spans;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.export.spans.SpanCounts.Loss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the log says of spans that are lost, by a clock of the test's own. */
final class LossLogTest {

    private final Logger logger = Logger.getLogger(LossLog.class.getName());
    private final Lines lines = new Lines();
    private final SpanCounts counts = new SpanCounts();
    private long now = Long.MAX_VALUE - 5;
    private final LossLog log = new LossLog(counts, () -> now);

    @BeforeEach
    void listen() {
        logger.addHandler(lines);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(lines);
    }

    @Test
    void of_none_nothing_is_said() {
        log.look();
        log.beginEnd();
        log.end();

        assertThat(lines.all).isEmpty();
    }

    @Test
    void they_are_one_line_with_a_number_a_minute_at_most_however_many_batches_fail() {
        lose(5, Loss.EXPORT_FAILED);
        log.look();
        lose(7, Loss.EXPORT_FAILED);
        log.look();
        lose(2, Loss.EXPORT_TIMEOUT);
        pass(Duration.ofMinutes(1).minusNanos(1));
        log.look();
        assertThat(lines.all).containsExactly("WARN 5 spans were lost, which no collector has: export_failed 5");

        pass(Duration.ofNanos(1));
        log.look();
        log.look();
        assertThat(lines.all)
                .hasSize(2)
                .contains("WARN 9 spans were lost, which no collector has: export_failed 7, export_timeout 2");
    }

    @Test
    void a_minute_without_any_is_silent_and_the_next_one_is_told_at_once() {
        lose(5, Loss.EXPORT_FAILED);
        log.look();
        pass(Duration.ofMinutes(2));
        log.look();
        assertThat(lines.all).hasSize(1);

        lose(1, Loss.REJECTED);
        log.look();
        assertThat(lines.all).hasSize(2).contains("WARN 1 spans were lost, which no collector has: rejected 1");
    }

    @Test
    void what_has_not_been_told_is_told_as_the_end_begins_and_what_is_lost_then_when_it_has_come() {
        lose(5, Loss.EXPORT_FAILED);
        log.look();
        lose(2, Loss.EXPORT_FAILED);
        log.beginEnd();
        lose(3, Loss.EXPORT_TIMEOUT);
        pass(Duration.ofMinutes(2));
        log.look();
        lose(1, Loss.SHUTDOWN);
        log.end();

        assertThat(lines.all)
                .containsExactly(
                        "WARN 5 spans were lost, which no collector has: export_failed 5",
                        "WARN 2 spans were lost, which no collector has: export_failed 2",
                        "WARN 4 spans could not be exported before the end: export_timeout 3, shutdown 1");
    }

    private void lose(int spans, Loss loss) {
        for (int span = 0; span < spans; span++) {
            counts.ended();
        }
        assertThat(counts.send(spans).dropped(loss)).isTrue();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static final class Lines extends Handler {

        private final List<String> all = new ArrayList<>();

        @Override
        public void publish(LogRecord line) {
            all.add(line.getLevel() + " " + ExtLogRecord.wrap(line).getFormattedMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
