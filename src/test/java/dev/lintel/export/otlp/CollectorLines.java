package dev.lintel.export.otlp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** Keeps what is logged of collectors, until it is closed. */
final class CollectorLines extends Handler {

    private final Logger logger = Logger.getLogger(CollectorLog.class.getName());
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private CollectorLines() {}

    static CollectorLines kept() {
        CollectorLines kept = new CollectorLines();
        kept.logger.addHandler(kept);
        return kept;
    }

    /** Each with its level before it. */
    List<String> all() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(line.getLevel() + " " + ExtLogRecord.wrap(line).getFormattedMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
