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
import java.util.regex.Pattern;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;

/**
 * What is logged as a warning or an error, by whomever. An error is a bug: neither a client nor a provider, whatever it
 * does, can cause one. A warning is there for what a provider does, and for nothing else.
 */
@Singleton
@Unremovable
public final class ErrorLog {

    /** What Lintel warns of: a provider that gives no answer, and a collector that takes nothing, for there is none. */
    private static final Pattern EXPECTED = Pattern.compile(
            "dev\\.lintel\\.\\S+: (Provider '|Too many calls to provider '|The call has taken more than ).*|\\S+\\.export\\S*: .*",
            Pattern.DOTALL);

    private static final String VERTX_BLOCK_CHECK = "io.vertx.core.impl.BlockedThreadChecker";

    private final List<String> provoked = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final List<String> stalls = new CopyOnWriteArrayList<>();
    private volatile String provocation = "";
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
        warnings.clear();
        stalls.clear();
        provoked.clear();
        provocation = "";
    }

    /** Errors that say this are what the test provokes: they are kept apart, until {@link #clear}. */
    public void provoke(String text) {
        provocation = text;
    }

    /** What has been logged of what the test provokes, awaited. */
    public synchronized List<String> awaitProvoked() {
        Patience.await(this, "an error that is provoked", () -> !provoked.isEmpty());
        return List.copyOf(provoked);
    }

    private synchronized void keepProvoked(String line) {
        provoked.add(line);
        notifyAll();
    }

    /** What has been logged as an error. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    /** What has been logged as a warning, but for stalls. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** What the block check of Vert.x has said of its threads: each stall as often as it was seen. */
    public List<String> stalls() {
        return List.copyOf(stalls);
    }

    /** Nothing has been logged as an error, no thread of Vert.x was blocked, and nothing unexpected was warned of. */
    public void assertEmpty() {
        assertThat(errors).as("logged errors").isEmpty();
        assertThat(stalls).as("blocked threads").isEmpty();
        assertThat(warnings)
                .as("logged warnings")
                .allMatch(warning -> EXPECTED.matcher(warning).matches());
    }

    // What is caught waiting for the network is held up by nothing: the machine has let the whole process stand.
    private static boolean waitsForNetwork(@Nullable Throwable stack) {
        return stack != null
                && stack.getStackTrace().length > 0
                && stack.getStackTrace()[0].getClassName().startsWith("sun.nio.ch.EPoll");
    }

    private final class Listener extends Handler {

        Listener() {
            setLevel(Level.WARNING);
        }

        @Override
        public void publish(LogRecord entry) {
            if (!isLoggable(entry)) {
                return;
            }
            String text = entry instanceof ExtLogRecord extended ? extended.getFormattedMessage() : entry.getMessage();
            String line = entry.getLoggerName() + ": " + text + " " + entry.getThrown();
            if (VERTX_BLOCK_CHECK.equals(entry.getLoggerName())) {
                if (!waitsForNetwork(entry.getThrown())) {
                    stalls.add(line);
                }
            } else if (!provocation.isEmpty() && line.contains(provocation)) {
                keepProvoked(line);
            } else if (entry.getLevel().intValue() >= Level.SEVERE.intValue()) {
                errors.add(line);
            } else {
                warnings.add(line);
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
