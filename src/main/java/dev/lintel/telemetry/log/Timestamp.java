package dev.lintel.telemetry.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Moments as RFC 3339 writes them, in UTC with milliseconds. Not for several threads. */
final class Timestamp {

    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private long second = Long.MIN_VALUE;
    private String text = "";

    void add(long epochMillis, LineBuffer to) {
        long now = Math.floorDiv(epochMillis, 1000L);
        // The formatter would cost more than the rest of the line.
        if (now != second) {
            second = now;
            text = SECOND.format(Instant.ofEpochSecond(now));
        }
        int millis = (int) Math.floorMod(epochMillis, 1000L);
        to.add(text)
                .add('.')
                .add((char) ('0' + millis / 100))
                .add((char) ('0' + (millis / 10) % 10))
                .add((char) ('0' + millis % 10))
                .add('Z');
    }
}
