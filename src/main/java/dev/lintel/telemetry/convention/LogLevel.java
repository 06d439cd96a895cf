package dev.lintel.telemetry.convention;

import io.opentelemetry.api.logs.Severity;
import org.jboss.logmanager.Level;

/**
 * The levels of the log, each by one name wherever a line goes: on the console as text or as JSON, and over OTLP. Libraries
 * have two names for some of them, {@code WARN} and {@code WARNING}, {@code ERROR} and {@code SEVERE}.
 */
public enum LogLevel {
    FATAL(Level.FATAL, Severity.FATAL),
    ERROR(Level.ERROR, Severity.ERROR),
    WARN(Level.WARN, Severity.WARN),
    INFO(Level.INFO, Severity.INFO),
    DEBUG(Level.DEBUG, Severity.DEBUG),
    TRACE(Level.TRACE, Severity.TRACE);

    private final Level level;
    private final Severity severity;

    LogLevel(Level level, Severity severity) {
        this.level = level;
        this.severity = severity;
    }

    /** The one that a line's level is of. */
    public static LogLevel of(java.util.logging.Level level) {
        int value = level.intValue();
        if (value >= FATAL.level.intValue()) {
            return FATAL;
        } else if (value >= ERROR.level.intValue()) {
            return ERROR;
        } else if (value >= WARN.level.intValue()) {
            return WARN;
        } else if (value >= Level.CONFIG.intValue()) {
            return INFO;
        }
        return value >= DEBUG.level.intValue() ? DEBUG : TRACE;
    }

    /** The level by its one name. */
    public Level level() {
        return level;
    }

    /** What it is over OTLP. Its text is this one's name. */
    public Severity severity() {
        return severity;
    }
}
