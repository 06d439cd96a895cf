package dev.lintel.telemetry.convention;

import io.opentelemetry.api.logs.Severity;
import org.jboss.logmanager.Level;

/**
 * The levels of the log, each by one name wherever a line goes: on the console as text or as JSON, and over OTLP. Libraries
 * have two names for some of them, {@code WARN} and {@code WARNING}, {@code ERROR} and {@code SEVERE}.
 */
public enum LogLevel {
    FATAL(Severity.FATAL),
    ERROR(Severity.ERROR),
    WARN(Severity.WARN),
    INFO(Severity.INFO),
    DEBUG(Severity.DEBUG),
    TRACE(Severity.TRACE);

    private final Severity severity;

    LogLevel(Severity severity) {
        this.severity = severity;
    }

    /** The one that a line's level is of. */
    public static LogLevel of(java.util.logging.Level level) {
        int value = level.intValue();
        if (value >= Level.FATAL.intValue()) {
            return FATAL;
        } else if (value >= Level.ERROR.intValue()) {
            return ERROR;
        } else if (value >= Level.WARN.intValue()) {
            return WARN;
        } else if (value >= java.util.logging.Level.CONFIG.intValue()) {
            return INFO;
        }
        return value >= Level.DEBUG.intValue() ? DEBUG : TRACE;
    }

    /** The level by its one name. */
    public Level level() {
        return switch (this) {
            case FATAL -> Level.FATAL;
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
            case TRACE -> Level.TRACE;
        };
    }

    /** What it is over OTLP. Its text is this one's name. */
    public Severity severity() {
        return severity;
    }
}
