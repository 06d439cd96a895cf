package dev.lintel.process.sources;

import dev.lintel.process.keys.KnownKeys;
import io.smallrye.common.expression.Expression;
import io.smallrye.config.ConfigValue;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Refuses values in which nothing comes where a variable should stand. For a key that may be left out the configuration takes such
 * a value for none, and a provider would be called without a key, or with half a header.
 */
final class UnexpandedValues {

    /** What the name of a property begins with that counts in a profile, which need not be this one. */
    private static final String PROFILE = "%";

    private UnexpandedValues() {}

    /**
     * Looks at a value.
     *
     * @param name the key that has been asked for
     * @param values the values of variables and of other properties
     * @throws NoSuchElementException naming the key and the variable, as the library does for keys that there must be
     */
    static void check(String name, ConfigValue value, Function<String, @Nullable ConfigValue> values) {
        String raw = value.getRawValue();
        if (raw != null && raw.contains("${") && !name.startsWith(PROFILE) && KnownKeys.isKey(name)) {
            missing(raw, values).stream().findFirst().ifPresent(variable -> {
                throw new NoSuchElementException(
                        "SRCFG00011: Could not expand value " + variable + " in property " + name);
            });
        }
    }

    // As the configuration itself reads it, but for what it finds.
    private static Set<String> missing(String raw, Function<String, @Nullable ConfigValue> values) {
        Set<String> missing = new TreeSet<>();
        Expression.compile(
                        raw.replace("\\$", "$$"),
                        Expression.Flag.LENIENT_SYNTAX,
                        Expression.Flag.NO_TRIM,
                        Expression.Flag.NO_SMART_BRACES,
                        Expression.Flag.DOUBLE_COLON)
                .evaluate((context, text) -> {
                    String variable = context.getKey();
                    // What a handler decodes is no variable.
                    if (variable.contains("::")) {
                        return;
                    }
                    ConfigValue found = values.apply(variable);
                    String expanded = found == null ? null : found.getValue();
                    if (context.hasDefault()) {
                        if (expanded == null) {
                            context.expandDefault();
                        }
                    } else if (expanded == null || expanded.isBlank()) {
                        missing.add(variable);
                    }
                });
        return missing;
    }
}
