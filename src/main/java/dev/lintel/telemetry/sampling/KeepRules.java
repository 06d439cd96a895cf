package dev.lintel.telemetry.sampling;

import dev.lintel.telemetry.call.Attempt;
import dev.lintel.telemetry.call.CallRecord;
import dev.lintel.telemetry.call.Decision;
import dev.lintel.telemetry.call.InferenceRecord;
import java.time.Duration;
import java.util.List;

/**
 * Which calls are kept whatever the percentage, or the parent, says: {@code tracing.keep}.
 *
 * @param errors whether those are that failed, and streams without their end
 * @param slowerThan and those that take longer; zero for none
 * @param firstChunkSlowerThan and streams whose first chunk takes longer; zero for none
 * @param costlierThan and those that cost more, in the price file's currency; 0 for none
 * @param maxPerSecond the most of each reason, 1 or more
 */
public record KeepRules(
        boolean errors, Duration slowerThan, Duration firstChunkSlowerThan, double costlierThan, int maxPerSecond) {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FIRST_SERVER_ERROR = 500;

    /** @throws IllegalArgumentException naming the key at fault */
    public KeepRules {
        requireTime("slower_than", slowerThan);
        requireTime("first_chunk_slower_than", firstChunkSlowerThan);
        if (!(costlierThan >= 0 && costlierThan < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "keep.costlier_than: " + costlierThan + " is not an amount, 0 or more; 0 is never");
        }
        if (maxPerSecond < 1) {
            throw new IllegalArgumentException("keep.max_per_second: " + maxPerSecond + " is less than 1");
        }
    }

    private static void requireTime(String key, Duration time) {
        // Nanoseconds are what it is compared in, and no call takes a year.
        if (time.isNegative() || time.toDays() > 365) {
            throw new IllegalArgumentException(
                    "keep." + key + ": " + time + " is not between 0s, which is never, and 365d");
        }
    }

    /** Whether any call may be kept for what becomes of it. */
    public boolean keepAny() {
        return errors || !slowerThan.isZero() || !firstChunkSlowerThan.isZero() || costlierThan > 0;
    }

    /** Why a call is kept that has ended, the first reason that holds; {@link Decision#DROPPED} for none. */
    Decision reason(CallRecord call) {
        if (errors && isError(call)) {
            return Decision.ERROR;
        }
        if (errors && call.ending().isFailed()) {
            return Decision.INCOMPLETE;
        }
        if (isLonger(call.endNanos() - call.startNanos(), slowerThan)) {
            return Decision.SLOW;
        }
        InferenceRecord inference = call.inference();
        if (inference == null) {
            return Decision.DROPPED;
        }
        if (isLonger(inference.nanosToFirstChunk(call.endNanos()), firstChunkSlowerThan)) {
            return Decision.SLOW_FIRST_CHUNK;
        }
        boolean dear = costlierThan > 0 && inference.cost().orElse(0) > costlierThan;
        return dear ? Decision.COST : Decision.DROPPED;
    }

    private static boolean isError(CallRecord call) {
        int last = statusOfLast(call.attempts());
        return call.status() >= FIRST_SERVER_ERROR
                || last >= FIRST_SERVER_ERROR
                || last == TOO_MANY_REQUESTS
                || (call.ending().isFailed() && !isCutShort(call));
    }

    private static int statusOfLast(List<Attempt> attempts) {
        return attempts.isEmpty() ? 0 : attempts.get(attempts.size() - 1).status();
    }

    // What a provider itself says of a failure, though in a stream, is an error.
    private static boolean isCutShort(CallRecord call) {
        InferenceRecord inference = call.inference();
        return call.isStreaming()
                && (inference == null
                        || inference.answer() == null
                        || !inference.answer().failed());
    }

    private static boolean isLonger(long nanos, Duration than) {
        return !than.isZero() && nanos > than.toNanos();
    }
}
