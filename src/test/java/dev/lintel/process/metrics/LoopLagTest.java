package dev.lintel.process.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutor;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How late a loop is, by a clock of the test's own. */
final class LoopLagTest {

    private long now = Long.MAX_VALUE - 5;
    private final LoopLag lag = new LoopLag(() -> now);

    @Test
    void a_loop_that_comes_when_it_should_is_not_late() {
        tickAfter(Duration.ZERO);
        tickAfter(Duration.ZERO);

        assertThat(lag.greatest()).isZero();
    }

    @Test
    void the_greatest_lag_of_a_minute_is_told_and_then_forgotten() {
        tickAfter(Duration.ofMillis(40));
        tickAfter(Duration.ofMillis(250));
        for (int tick = 0; tick < 59; tick++) {
            tickAfter(Duration.ofMillis(3));
            assertThat(lag.greatest()).isEqualTo(Duration.ofMillis(250).toNanos());
        }
        tickAfter(Duration.ofMillis(3));

        assertThat(lag.greatest()).isEqualTo(Duration.ofMillis(3).toNanos());
    }

    @Test
    void a_loop_that_is_blocked_is_late_while_it_is() {
        tickAfter(Duration.ZERO);
        now += LoopLag.TICK_NANOS + Duration.ofSeconds(7).toNanos();
        assertThat(lag.greatest()).isEqualTo(Duration.ofSeconds(7).toNanos());

        now += Duration.ofSeconds(2).toNanos();
        assertThat(lag.greatest()).isEqualTo(Duration.ofSeconds(9).toNanos());
    }

    @Test
    @Timeout(20)
    void a_real_loop_that_is_held_up_is_late_by_it() throws InterruptedException {
        DefaultEventExecutor loop = new DefaultEventExecutor();
        try {
            LoopLag late = LoopLag.of(loop);
            CountDownLatch held = new CountDownLatch(1);
            CountDownLatch free = new CountDownLatch(1);
            Future<?> unused = loop.submit(() -> {
                held.countDown();
                return free.await(20, TimeUnit.SECONDS);
            });
            held.await();
            while (late.greatest() == 0) {
                Thread.onSpinWait();
            }
            free.countDown();
            assertThat(late.greatest()).isPositive();
        } finally {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        }
    }

    private void tickAfter(Duration late) {
        now += LoopLag.TICK_NANOS + late.toNanos();
        lag.tick();
    }
}
