package dev.lintel.process.command.litellm.deployment;

import dev.lintel.process.command.litellm.file.Notes;
import dev.lintel.process.command.litellm.file.Setting;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What values of the file become in Lintel's: {@code os.environ/NAME} is <code>${NAME}</code>, and so is a key that stands in the
 * file, which is never copied.
 */
public final class Variables {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** What stands where a server wants some key and looks at none. */
    private static final Set<String> NO_KEYS =
            Set.of("", "none", "null", "empty", "dummy", "fake", "fake-key", "no-key", "not-needed", "anything", "any");

    private final Notes notes;
    private final Set<String> taken = new HashSet<>();
    private final Map<String, String> ofKeys = new HashMap<>();
    private final SortedSet<String> needed = new TreeSet<>();

    /** Those of a file, whose own names are never given to anything else. */
    public Variables(Setting file, Notes notes) {
        this.notes = notes;
        reserve(file);
    }

    private void reserve(Setting setting) {
        setting.variable().ifPresent(taken::add);
        setting.items().forEach(this::reserve);
        setting.entries().values().forEach(this::reserve);
    }

    /** Keeps a name from being given to a key. */
    void reserve(String name) {
        taken.add(name);
    }

    /** The variable of a name, by which something is known to both. */
    public String named(String name) {
        taken.add(name);
        needed.add(name);
        return "${" + name + "}";
    }

    /** A value that is no secret. */
    String plain(Setting setting) {
        Optional<String> variable = variable(setting);
        String text = setting.text() == null ? "" : setting.text();
        return variable.map(this::named).orElseGet(() -> text.replace("${", "\\${"));
    }

    /** A key; null where what stands there is as none. */
    @Nullable
    String key(Setting setting, String wanted) {
        Optional<String> variable = variable(setting);
        if (variable.isPresent()) {
            return named(variable.get());
        }
        String literal = setting.text() == null ? "" : setting.text().strip();
        if (NO_KEYS.contains(literal.toLowerCase(Locale.ROOT))) {
            return null;
        }
        return secret(setting, literal, wanted);
    }

    /** What may be a secret, or hold one, as the header field of a gateway does. */
    String secret(Setting setting, String wanted) {
        return variable(setting)
                .map(this::named)
                .orElseGet(() -> secret(setting, setting.text() == null ? "" : setting.text(), wanted));
    }

    private String secret(Setting setting, String literal, String wanted) {
        String name = ofKeys.computeIfAbsent(literal, key -> free(wanted));
        notes.add(setting, "stands in the file as it is, which may be a secret; it is not copied: set it as " + name);
        return named(name);
    }

    private String free(String wanted) {
        String name = wanted.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
        String free = name;
        for (int next = 2; taken.contains(free); next++) {
            free = name + "_" + next;
        }
        taken.add(free);
        return free;
    }

    // A name that no shell can set is no variable: then what stands there is taken for what it may be, a key.
    private static Optional<String> variable(Setting setting) {
        return setting.variable().filter(name -> NAME.matcher(name).matches());
    }

    /** The names of those that must be set. */
    public SortedSet<String> needed() {
        return needed;
    }
}
