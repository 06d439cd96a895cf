package dev.lintel.telemetry.log;

import dev.lintel.telemetry.convention.LogLevel;
import java.util.logging.Formatter;
import java.util.logging.Level;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;

/** Has another formatter write lines, each with the {@linkplain LogLevel one name} of its level. Any thread may format. */
final class UniformLevels extends ExtFormatter {

    private final ExtFormatter lines;

    private UniformLevels(ExtFormatter lines) {
        this.lines = lines;
    }

    /** The formatter that writes like {@code lines}. */
    static UniformLevels of(Formatter lines) {
        return lines instanceof UniformLevels uniform ? uniform : new UniformLevels(ExtFormatter.wrap(lines, true));
    }

    @Override
    public String format(ExtLogRecord line) {
        Level level = LogLevel.of(line.getLevel()).level();
        if (level.getName().equals(line.getLevel().getName())) {
            return lines.format(line);
        }
        // Other handlers have the same record.
        ExtLogRecord named = new ExtLogRecord(line);
        named.setLevel(level);
        return lines.format(named);
    }

    @Override
    public boolean isCallerCalculationRequired() {
        return lines.isCallerCalculationRequired();
    }
}
