package dev.lintel.providers;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/** Reads how long something may take, from 0 on: {@code 20s}, {@code 1m}, {@code 500ms}, or seconds without a unit. */
public final class TimeLimitConverter implements Converter<Duration> {

    private static final long serialVersionUID = 1L;

    @Override
    public Duration convert(String value) {
        Duration limit = parsed(value.strip());
        if (limit == null || limit.isNegative()) {
            throw new IllegalArgumentException("'" + value + "' is not a length of time, such as 20s");
        }
        return limit;
    }

    private static @Nullable Duration parsed(String value) {
        try {
            return DurationConverter.parseDuration(value);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
