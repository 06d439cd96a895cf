package dev.lintel.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lintel.telemetry.log.AccessLog;
import io.quarkus.arc.Unremovable;
import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Has the lines of calls written, as JSON, to where a test can read them. Any thread may call. */
@IfBuildProperty(name = "test.recorded-lines", stringValue = "true")
@Singleton
@Unremovable
public final class RecordedLines {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    AccessLog accessLog() {
        OutputStream out = new OutputStream() {
            @Override
            public void write(int value) {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                add(bytes, from, length);
            }
        };
        return new AccessLog(new PrintStream(out, true, StandardCharsets.UTF_8), true, null);
    }

    private synchronized void add(byte[] bytes, int from, int length) {
        written.write(bytes, from, length);
        notifyAll();
    }

    /** The line of the call with this SERVER span, once it is there. */
    public synchronized JsonNode await(String spanId) {
        String mark = "\"span_id\":\"" + spanId + "\"";
        Patience.await(this, "the line of " + spanId, () -> line(mark).size() == 1);
        try {
            return new ObjectMapper().readTree(line(mark).get(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> line(String mark) {
        String all = written.toString(StandardCharsets.UTF_8);
        return all.substring(0, all.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.contains(mark))
                .toList();
    }
}
