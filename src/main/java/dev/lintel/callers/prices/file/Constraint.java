package dev.lintel.callers.prices.file;

import dev.lintel.callers.prices.Validity;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import org.jspecify.annotations.Nullable;

/** A constraint of genai-prices while it is read: {@code start_date}, or {@code start_time} and {@code end_time}. */
final class Constraint {

    private final PriceJson json;
    private @Nullable LocalDate from;
    private @Nullable LocalTime start;
    private @Nullable LocalTime end;

    private Constraint(PriceJson json) {
        this.json = json;
    }

    /** When prices under the constraint that stands next are valid. */
    static Validity read(PriceJson json) throws IOException {
        Constraint constraint = new Constraint(json);
        json.object(constraint::member);
        if ((constraint.start == null) != (constraint.end == null)) {
            throw json.fault("a constraint has only one of start_time and end_time");
        }
        return new Validity(constraint.from, constraint.start, constraint.end);
    }

    private void member(String name) throws IOException {
        String text = json.text();
        try {
            switch (name) {
                case "start_date" -> from = LocalDate.parse(text);
                case "start_time" -> start = time(text);
                case "end_time" -> end = time(text);
                default -> throw json.fault("there is a constraint of a kind that is not known");
            }
        } catch (DateTimeException e) {
            throw json.fault("it is no date or time, such as 2026-10-31 or 16:30:00Z");
        }
    }

    private static LocalTime time(String text) {
        TemporalAccessor time = DateTimeFormatter.ISO_TIME.parseBest(text, OffsetTime::from, LocalTime::from);
        return time instanceof OffsetTime at
                ? at.withOffsetSameInstant(ZoneOffset.UTC).toLocalTime()
                : LocalTime.from(time);
    }
}
