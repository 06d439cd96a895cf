package dev.lintel.export.otlp;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a collector answers to one export request. */
sealed interface OtlpAnswer {

    /** All of it is taken. */
    record Accepted() implements OtlpAnswer {}

    /**
     * OTLP's partial success: the rest is taken. Never to be sent again.
     *
     * @param rejected how many items are not taken, as the collector says: it may be wrong
     */
    record PartlyAccepted(long rejected, String message) implements OtlpAnswer {}

    /**
     * Nothing is taken.
     *
     * @param retryable whether the same request may succeed later
     * @param retryAfter when, if the collector has said so
     */
    record Refused(
            String reason, boolean retryable, @Nullable Duration retryAfter) implements OtlpAnswer {

        static Refused forGood(String reason) {
            return new Refused(reason, false, null);
        }
    }
}
