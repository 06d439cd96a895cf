package dev.lintel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.arc.Unremovable;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged as an error, by whomever. A bug is: neither a client nor a provider, whatever it does, can cause one. */
@Singleton
@Unremovable
public final class ErrorLog {

    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final Handler listener = new Listener();

    @PostConstruct
    void listen() {
        Logger.getLogger("").addHandler(listener);
    }

    @PreDestroy
    void stopListening() {
        Logger.getLogger("").removeHandler(listener);
    }

    /** Forgets what has been logged. */
    public void clear() {
        errors.clear();
    }

    /** Nothing has been logged as an error. */
    public void assertEmpty() {
        assertThat(errors).as("logged errors").isEmpty();
    }

    private final class Listener extends Handler {

        Listener() {
            setLevel(Level.SEVERE);
        }

        @Override
        public void publish(LogRecord entry) {
            if (isLoggable(entry)) {
                errors.add(entry.getLoggerName() + ": " + entry.getMessage() + " " + entry.getThrown());
            }
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is held open.
        }
    }
}
