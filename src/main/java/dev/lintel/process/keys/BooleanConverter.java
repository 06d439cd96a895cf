package dev.lintel.process.keys;

import jakarta.annotation.Priority;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/** Reads what is true or false. Without it everything that is not true would be false, a misspelt {@code ture} too. */
@Priority(BooleanConverter.BEFORE_QUARKUS)
public final class BooleanConverter implements Converter<Boolean> {

    static final int BEFORE_QUARKUS = 300;

    private static final long serialVersionUID = 1L;
    private static final Set<String> TRUE = Set.of("true", "yes", "y", "on", "1", "t");
    private static final Set<String> FALSE = Set.of("false", "no", "n", "off", "0", "f");

    @Override
    public @Nullable Boolean convert(String value) {
        String word = value.strip().toLowerCase(Locale.ROOT);
        if (word.isEmpty()) {
            return null;
        }
        if (!TRUE.contains(word) && !FALSE.contains(word)) {
            throw new IllegalArgumentException("'" + value + "' is neither true nor false");
        }
        return TRUE.contains(word);
    }
}
