package dev.lintel;

import io.quarkus.logging.LoggingFilter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Lets each exporter complain once in ten minutes that nobody takes its telemetry. Without a collector, as in
 * development, every batch would say so.
 */
@LoggingFilter(name = "export-warnings")
public final class ExportWarnings implements Filter {

    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Map<String, Long> lastNanos = new ConcurrentHashMap<>();

    @Override
    public boolean isLoggable(LogRecord line) {
        String logger = line.getLoggerName();
        if (logger == null || !isExporter(logger)) {
            return true;
        }
        long now = System.nanoTime();
        Long last = lastNanos.putIfAbsent(logger, now);
        if (last == null) {
            return true;
        }
        return now - last >= PAUSE_NANOS && lastNanos.replace(logger, last, now);
    }

    private static boolean isExporter(String logger) {
        return logger.startsWith("io.quarkus.opentelemetry.runtime.exporter.otlp.sender.")
                || logger.startsWith("io.opentelemetry.exporter.internal.");
    }
}
