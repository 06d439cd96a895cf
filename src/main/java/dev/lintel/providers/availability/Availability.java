package dev.lintel.providers.availability;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether one provider may be asked just now. Each {@link #enter} that is granted is followed by at most one of {@link
 * #answered} and {@link #failed}, and by exactly one {@link #leave}. Any thread may call.
 */
public final class Availability {

    /** Whether an attempt may be made. */
    public enum Permit {
        /** It may. */
        GRANTED,
        /** As many calls as the provider may have are under way. */
        BUSY,
        /** The provider has failed too often, and is left alone for a while. */
        OPEN
    }

    /** What the breaker does, for those who watch it. */
    public enum State {
        /** Calls pass. */
        CLOSED,
        /** None does. */
        OPEN,
        /** One call tries whether the provider is there again. */
        HALF_OPEN
    }

    private static final Logger LOG = Logger.getLogger(Availability.class);
    private static final float HALF = 50;

    private final String name;
    private final int maxCalls;
    private final int maxFailures;
    private final @Nullable CircuitBreaker breaker;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final long openForMillis;

    /**
     * Of a provider that has not been asked yet.
     *
     * @param name how it is called in the log
     * @param maxCalls how many calls it may have under way; 0 for any number
     */
    public Availability(String name, int maxCalls, BreakerRule rule) {
        this.name = name;
        this.maxCalls = maxCalls;
        this.maxFailures = rule.failures();
        this.openForMillis = rule.openFor().toMillis();
        this.breaker = rule.failures() == 0 ? null : CircuitBreaker.of(name, config(rule));
    }

    // Failures in a row are counted here: the window knows but their share. Its form without a lock fails when it is of
    // one second, or
    // of the one call that tries (resilience4j's issues 2334 and 2379).
    private static CircuitBreakerConfig config(BreakerRule rule) {
        return CircuitBreakerConfig.custom()
                .slidingWindow(
                        (int) rule.within().toSeconds(),
                        2 * rule.failures(),
                        SlidingWindowType.TIME_BASED,
                        SlidingWindowSynchronizationStrategy.SYNCHRONIZED)
                .failureRateThreshold(HALF)
                .waitDurationInOpenState(rule.openFor())
                .permittedNumberOfCallsInHalfOpenState(1)
                .writableStackTraceEnabled(false)
                .build();
    }

    /** Asks to make an attempt. */
    public Permit enter() {
        if (maxCalls > 0 && calls.incrementAndGet() > maxCalls) {
            calls.decrementAndGet();
            return Permit.BUSY;
        }
        if (breaker != null && !breaker.tryAcquirePermission()) {
            leave();
            return Permit.OPEN;
        }
        return Permit.GRANTED;
    }

    /** The provider has answered, and not that it cannot. */
    public void answered() {
        if (breaker == null) {
            return;
        }
        if (failures.get() != 0) {
            failures.set(0);
        }
        boolean tried = breaker.getState() == CircuitBreaker.State.HALF_OPEN;
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        if (tried && breaker.getState() == CircuitBreaker.State.CLOSED) {
            LOG.infof("Provider '%s' answers again.", name);
        }
    }

    /** The provider could not be reached, has not answered, or answered that it cannot. */
    public void failed() {
        if (breaker == null) {
            return;
        }
        boolean open = breaker.getState() == CircuitBreaker.State.OPEN;
        breaker.onError(0, TimeUnit.NANOSECONDS, new Failed());
        if (failures.incrementAndGet() >= maxFailures && breaker.getState() == CircuitBreaker.State.CLOSED) {
            breaker.transitionToOpenState();
        }
        if (!open && breaker.getState() == CircuitBreaker.State.OPEN) {
            failures.set(0);
            LOG.warnf("Provider '%s' has failed too often: it is left alone for %d ms.", name, openForMillis);
        }
    }

    /** It was given up before it was known whether the provider answers. */
    public void unknown() {
        if (breaker != null) {
            breaker.releasePermission();
        }
    }

    /** The attempt is over. */
    public void leave() {
        if (maxCalls > 0) {
            calls.decrementAndGet();
        }
    }

    /** What the breaker does. */
    public State state() {
        return switch (breaker == null ? CircuitBreaker.State.CLOSED : breaker.getState()) {
            case OPEN, FORCED_OPEN -> State.OPEN;
            case HALF_OPEN -> State.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
        };
    }

    /** What the breaker is told of a failure: that it was one. */
    private static final class Failed extends Exception {

        private static final long serialVersionUID = 1L;

        Failed() {
            super(null, null, false, false);
        }
    }
}
