package dev.lintel.process.command.litellm.file;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value of the file: a text, a list or a section.
 *
 * @param path its keys from the top on, {@code model_list[0].litellm_params.model}
 * @param line where it stands, from 1
 * @param text what is written there; null where that is no text, or nothing
 * @param items those of a list
 * @param entries those of a section, by their keys
 */
public record Setting(String path, int line, @Nullable String text, List<Setting> items, Map<String, Setting> entries) {

    private static final String FROM_ENVIRONMENT = "os.environ/";
    private static final Set<String> OFF = Set.of("", "false", "no", "off");

    /** What stands under a key, if anything does. */
    public Optional<Setting> get(String key) {
        return Optional.ofNullable(entries.get(key)).filter(setting -> !setting.isEmpty());
    }

    /** The text under a key. */
    public Optional<String> text(String key) {
        return get(key).map(Setting::text);
    }

    /** Whether nothing stands here. */
    public boolean isEmpty() {
        return text == null && items.isEmpty() && entries.isEmpty();
    }

    /** Whether it is as if it were not there: nothing, or what switches it off. */
    public boolean isOff() {
        return items.isEmpty()
                && entries.isEmpty()
                && (text == null || OFF.contains(text.strip().toLowerCase(Locale.ROOT)));
    }

    /** The variable of the environment that the value is taken from, if it is. */
    public Optional<String> variable() {
        return Optional.ofNullable(text)
                .filter(written -> written.startsWith(FROM_ENVIRONMENT))
                .map(written -> written.substring(FROM_ENVIRONMENT.length()));
    }

    /** The number that is written there, if it is one. */
    public OptionalDouble number() {
        if (text == null) {
            return OptionalDouble.empty();
        }
        try {
            double number = Double.parseDouble(text.strip());
            return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            // It is another text, such as the name of a variable.
            return OptionalDouble.empty();
        }
    }

    /** Never shows what is written there, which may be a key. */
    @Override
    public String toString() {
        return path + " (line " + line + ")";
    }
}
