package dev.lintel.trace.sampling;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The share of new traces that is kept where no more than so many a second may be: it is made smaller, once a second, as the
 * fastest of the last ten seconds needs it. In a first second of a flood no more is known, and its own share holds. Any
 * thread may ask; none waits.
 */
final class BoundedShare {

    private static final long SECOND = 1_000_000_000;
    private static final int SECONDS = 10;

    private final Share most;
    private final int maxPerSecond;
    private final LongSupplier clock;
    private final AtomicReference<Second> current;

    /**
     * The traces that begin in one second.
     *
     * @param number of the second, on the clock
     * @param begun how many have
     * @param before how many had in each of the ten seconds before, or since the first, the latest first
     * @param share that is kept of them
     */
    private record Second(long number, AtomicInteger begun, List<Integer> before, Share share) {}

    /**
     * Begins to count.
     *
     * @param most the share that is never exceeded
     * @param maxPerSecond of new traces that are kept, 1 or more
     * @param clock nanoseconds, as {@link System#nanoTime} has them
     */
    BoundedShare(Share most, int maxPerSecond, LongSupplier clock) {
        this.most = most;
        this.maxPerSecond = maxPerSecond;
        this.clock = clock;
        this.current = new AtomicReference<>(
                new Second(Math.floorDiv(clock.getAsLong(), SECOND), new AtomicInteger(), List.of(0), most));
    }

    /** The share by which a trace is decided that begins now. To be asked once for each. */
    Share next() {
        long number = Math.floorDiv(clock.getAsLong(), SECOND);
        Second second = current();
        if (number > second.number()) {
            // Whoever comes second here counts for whoever was first.
            current.compareAndSet(second, after(second, number));
            second = current();
        }
        second.begun().incrementAndGet();
        return second.share();
    }

    private Second current() {
        return Objects.requireNonNull(current.get());
    }

    private Second after(Second last, long number) {
        // Nothing began in the seconds that nobody counted.
        int idle = (int) Math.min(number - last.number() - 1, SECONDS);
        List<Integer> before = Stream.of(
                        Collections.nCopies(idle, 0), List.of(last.begun().get()), last.before())
                .flatMap(List::stream)
                .limit(SECONDS)
                .toList();
        int fastest = Collections.max(before);
        return new Second(number, new AtomicInteger(), before, share(fastest, last.share()));
    }

    private Share share(int fastest, Share last) {
        Threshold needed =
                fastest <= maxPerSecond ? most.threshold() : Threshold.keeping(100.0 * maxPerSecond / fastest);
        Threshold higher = needed.rejected() > most.threshold().rejected() ? needed : most.threshold();
        return last.threshold().equals(higher) ? last : new Share(higher);
    }
}
