package dev.lintel.callers.prices;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * When a price holds, all in UTC.
 *
 * @param from the first day; null for always
 * @param start when it begins to hold each day; null for the whole day
 * @param end when it ends, which may be on the next day; null with {@code start} alone
 */
public record Validity(
        @Nullable LocalDate from,
        @Nullable LocalTime start,
        @Nullable LocalTime end) {

    /** Without any condition. */
    public static final Validity ALWAYS = new Validity(null, null, null);

    /** Whether prices hold at this moment. */
    public boolean holds(Instant moment) {
        OffsetDateTime at = moment.atOffset(ZoneOffset.UTC);
        if (from != null && at.toLocalDate().isBefore(from)) {
            return false;
        }
        if (start == null || end == null) {
            return true;
        }
        LocalTime time = at.toLocalTime();
        boolean begun = !time.isBefore(start);
        boolean notOver = time.isBefore(end);
        return end.isBefore(start) ? begun || notOver : begun && notOver;
    }
}
