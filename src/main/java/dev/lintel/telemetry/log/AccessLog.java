package dev.lintel.telemetry.log;

import dev.lintel.telemetry.call.CallRecord;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.metrics.Meter;
import java.io.PrintStream;
import java.time.Duration;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/**
 * One line for each call, on standard output and, where the log goes out over OTLP, there too. One for the process; any
 * thread may write, and none waits.
 */
public final class AccessLog implements AutoCloseable {

    /** The category that switches the lines off. */
    public static final String NAME = "dev.lintel.access";

    private static final org.jboss.logmanager.Logger CATEGORY = org.jboss.logmanager.Logger.getLogger(NAME);

    private static final Duration LAST_WRITE = Duration.ofSeconds(1);

    private final LineWriter writer;
    private final ThreadLocal<LineFormat> format;
    private final @Nullable Logger otlp;
    private Runnable giveConsoleBack = () -> {};

    /**
     * A log that writes to {@code out}.
     *
     * @param json whether lines are JSON objects; else they are text
     * @param otlp where lines go besides; null for nowhere
     */
    public AccessLog(PrintStream out, boolean json, @Nullable Logger otlp) {
        this.writer = new LineWriter(out);
        this.format = ThreadLocal.withInitial(json ? JsonLine::new : TextLine::new);
        this.otlp = otlp;
    }

    /** Has the lines that found no room counted as {@code lintel.log.dropped}. */
    public void observe(Meter meter) {
        meter.counterBuilder("lintel.log.dropped")
                .setUnit("{line}")
                .setDescription("Lines of calls that were dropped because standard output was not read")
                .buildWithCallback(measurement -> measurement.record(writer.dropped()));
    }

    /** Writes the line of a call that has ended. Does nothing when the log is switched off. */
    public void write(CallRecord call) {
        if (!CATEGORY.isLoggable(Level.INFO)) {
            return;
        }
        LineBuffer line = format.get().format(call);
        writer.add(line.bytes(), line.length());
        if (otlp != null) {
            OtlpLine.emit(call, otlp);
        }
    }

    /** Has the console's other lines name their levels as these do, and as they do over OTLP. */
    public void nameLevels() {
        ConsoleLines.nameLevels();
    }

    /** Has the console's other lines written in the same way, until this is closed. */
    public void standInForConsole() {
        giveConsoleBack = ConsoleLines.standIn(writer);
    }

    /** Writes what is left, for a second at most. The console's last lines are lost where nobody reads them. */
    @Override
    public void close() {
        if (writer.close(LAST_WRITE)) {
            giveConsoleBack.run();
        }
    }
}
