package dev.lintel.callers.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the log says of a Redis that is down, by a clock of the test's own. */
final class RedisOutageTest {

    private static final String DOWN = "WARN limits.redis: Redis is down (refused). Nobody may call.";
    private static final String BACK = "INFO limits.redis: Redis answers again";

    private final Logger logger = Logger.getLogger(RedisOutage.class.getName());
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler kept = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + ExtLogRecord.wrap(line).getFormattedMessage());
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is held open.
        }
    };

    private long now = Long.MAX_VALUE - 5;
    private final RedisOutage outage = new RedisOutage("Nobody may call.", () -> now);

    @BeforeEach
    void listen() {
        logger.addHandler(kept);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(kept);
    }

    @Test
    void a_redis_that_answers_is_not_spoken_of() {
        outage.over();

        assertThat(lines).isEmpty();
    }

    @Test
    void it_is_warned_of_once_a_minute() {
        outage.began("refused");
        outage.began("refused");
        now += Duration.ofMinutes(1).toNanos() - 1;
        outage.began("refused");
        assertThat(lines).containsExactly(DOWN);

        now++;
        outage.began("refused");
        assertThat(lines).containsExactly(DOWN, DOWN);
    }

    @Test
    void that_it_answers_again_is_said_once_after_each_warning() {
        outage.began("refused");
        outage.over();
        outage.over();
        outage.began("refused");
        outage.over();

        assertThat(lines).containsExactly(DOWN, BACK);
    }
}
