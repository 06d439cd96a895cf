package dev.lintel.process.admin;

import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jspecify.annotations.Nullable;

/** The levels of the log's categories, which hold until they are changed again or the process ends. Any thread may call. */
final class LogLevels {

    /** What the category above all others is called. */
    static final String ROOT = "root";

    /** Those that can be set: what is finer is not compiled in. */
    private static final List<java.util.logging.Level> LEVELS =
            List.of(java.util.logging.Level.OFF, Level.ERROR, Level.WARN, Level.INFO, Level.DEBUG);

    private final LogContext log = LogContext.getLogContext();

    // By their categories. Who is not held is forgotten with its level.
    private final Map<String, Changed> changed = new HashMap<>();

    /**
     * A category whose level was changed.
     *
     * @param before the name of its own level before that; null where it had none
     */
    private record Changed(Logger category, @Nullable String before) {}

    /** The names of the levels that can be set. */
    static List<String> names() {
        return LEVELS.stream().map(java.util.logging.Level::getName).toList();
    }

    /** The categories that have a level of their own, with it; the root first. */
    Map<String, String> all() {
        Map<String, String> levels = new TreeMap<>();
        for (Enumeration<String> names = log.getLoggerNames(); names.hasMoreElements(); ) {
            String name = names.nextElement();
            Logger known = log.getLoggerIfExists(name);
            if (!name.isEmpty() && known != null && known.getLevel() != null) {
                levels.put(name, known.getLevel().getName());
            }
        }
        Map<String, String> all = new LinkedHashMap<>();
        all.put(ROOT, level(ROOT));
        all.putAll(levels);
        return all;
    }

    /** The level that counts for a category: its own, or that of the next one above it that has one. */
    String level(String category) {
        Logger named = category(category);
        while (named.getLevel() == null && named.getParent() != null) {
            named = named.getParent();
        }
        return named.getLevel() == null
                ? Level.INFO.getName()
                : named.getLevel().getName();
    }

    /** Sets the level of a category, and of those below it that have none of their own. Says no where there is no such level. */
    boolean set(String category, String level) {
        Optional<java.util.logging.Level> named = LEVELS.stream()
                .filter(each -> each.getName().equalsIgnoreCase(level))
                .findFirst();
        named.ifPresent(found -> set(category, found));
        return named.isPresent();
    }

    private synchronized void set(String category, java.util.logging.Level level) {
        Logger named = category(category);
        String before = named.getLevel() == null ? null : named.getLevel().getName();
        changed.putIfAbsent(category, new Changed(named, before));
        named.setLevel(level);
    }

    /** A category has the level again that it had at the start. */
    synchronized void reset(String category) {
        Changed known = changed.remove(category);
        if (known != null) {
            String before = known.before();
            known.category().setLevel(before == null ? null : log.getLevelForName(before));
        }
    }

    private Logger category(String name) {
        return log.getLogger(name.equals(ROOT) ? "" : name);
    }
}
