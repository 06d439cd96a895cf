package dev.lintel.gateway.failover;

import dev.lintel.providers.Retry;
import dev.lintel.providers.Target;
import dev.lintel.providers.availability.Availability.Permit;
import dev.lintel.telemetry.call.CallTelemetry;
import dev.lintel.upstream.failure.Failures;
import dev.lintel.upstream.failure.UpstreamException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which of a call's targets is asked next, and when. The one that it has chosen has permission to be asked, which is given
 * back exactly once. On the call's event loop.
 */
final class Targets {

    /** There is no next one. */
    static final long NONE = -1;

    private final List<Target> all;
    private final CallTelemetry telemetry;
    private int at;
    private int attempts;
    private boolean entered;
    private boolean judged;
    private @Nullable Permit denied;

    Targets(List<Target> all, CallTelemetry telemetry) {
        this.all = all;
        this.telemetry = telemetry;
    }

    /** The target to be asked first: or the first of all, where none may be. */
    Target first() {
        enterFrom(0);
        return current();
    }

    /**
     * Requires that it may be asked.
     *
     * @throws UpstreamException when none may be
     */
    void requireOne() {
        if (!entered) {
            throw Failures.ofDenial(
                    Objects.requireNonNull(denied, "one has been tried"),
                    all.get(all.size() - 1).provider());
        }
    }

    /** The target that may be asked. */
    Target current() {
        return all.get(at);
    }

    /**
     * Chooses the next one, after an attempt that failed and has been left.
     *
     * @param begunNanos when the call began, on the clock of {@link System#nanoTime}
     * @return in how many milliseconds it may be asked, or {@link #NONE}
     */
    long next(RetryAdvice advice, long begunNanos) {
        long wait = waitAtSame(advice);
        if (wait >= 0 && isInTime(wait, begunNanos) && enter(at)) {
            return wait;
        }
        return advice.next() && enterFrom(at + 1) ? 0 : NONE;
    }

    /** How the provider is: whether it has answered, and not that it cannot. */
    void judge(boolean well) {
        judged = true;
        if (well) {
            current().availability().answered();
        } else {
            current().availability().failed();
        }
    }

    /** The attempt is over. */
    void leave() {
        if (entered) {
            entered = false;
            if (!judged) {
                current().availability().unknown();
            }
            current().availability().leave();
        }
    }

    private long waitAtSame(RetryAdvice advice) {
        Retry retry = current().provider().retry();
        if (!advice.same() || attempts >= retry.attempts()) {
            return NONE;
        }
        if (advice.waitMillis() >= 0) {
            return advice.waitMillis() <= retry.maxBackoff().toMillis() ? advice.waitMillis() : NONE;
        }
        return ThreadLocalRandom.current().nextLong(retry.boundMillis(attempts) + 1);
    }

    private boolean isInTime(long waitMillis, long begunNanos) {
        long total = current().provider().timeouts().total().toMillis();
        long gone = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
        return total == 0 || gone + waitMillis < total;
    }

    private boolean enterFrom(int first) {
        for (int index = first; index < all.size(); index++) {
            if (enter(index)) {
                return true;
            }
        }
        return false;
    }

    private boolean enter(int index) {
        Target target = all.get(index);
        Permit permit = target.availability().enter();
        if (permit != Permit.GRANTED) {
            denied = permit;
            if (permit == Permit.OPEN) {
                telemetry.skipped(target.provider());
            }
            return false;
        }
        attempts = index == at ? attempts + 1 : 1;
        at = index;
        entered = true;
        judged = false;
        return true;
    }
}
