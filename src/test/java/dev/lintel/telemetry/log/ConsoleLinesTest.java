package dev.lintel.telemetry.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.telemetry.convention.LogLevel;
import io.quarkus.logging.json.runtime.JsonFormatter;
import java.util.logging.Level;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of the console: whatever a library calls a level, operators look for one name. */
final class ConsoleLinesTest {

    private final ExtFormatter text = UniformLevels.of(new PatternFormatter("%-5p [%c] %s%n"));
    private final ExtFormatter json = UniformLevels.of(new JsonFormatter());

    @ParameterizedTest
    @CsvSource({
        "WARNING, WARN",
        "WARN, WARN",
        "SEVERE, ERROR",
        "ERROR, ERROR",
        "FATAL, FATAL",
        "INFO, INFO",
        "CONFIG, INFO",
        "FINE, DEBUG",
        "DEBUG, DEBUG",
        "FINER, TRACE",
        "TRACE, TRACE",
        "FINEST, TRACE"
    })
    void have_one_name_for_each_level_in_text_and_json_and_over_otlp(String level, String name) {
        ExtLogRecord line = line(level);

        assertThat(text.format(line)).startsWith(String.format("%-5s [a.library] something 1", name));
        assertThat(json.format(line))
                .contains("\"level\":\"" + name + "\"")
                .contains("\"message\":\"something 1\"")
                .contains("\"trace_id\":\"abc\"");
        assertThat(LogLevel.of(line.getLevel()).name()).isEqualTo(name);
        assertThat(LogLevel.of(line.getLevel()).severity()).hasToString(name);
        // Other handlers get it as it was.
        assertThat(line.getLevel().getName()).isEqualTo(level);
    }

    @Test
    void are_formatted_once() {
        assertThat(UniformLevels.of(text)).isSameAs(text);
    }

    private static ExtLogRecord line(String level) {
        ExtLogRecord line = new ExtLogRecord(
                level(level), "something %d", ExtLogRecord.FormatStyle.PRINTF, ConsoleLinesTest.class.getName());
        line.setLoggerName("a.library");
        line.setParameters(new Object[] {1});
        line.putMdc("trace_id", "abc");
        return line;
    }

    private static Level level(String name) {
        return switch (name) {
            case "WARN" -> org.jboss.logmanager.Level.WARN;
            case "ERROR" -> org.jboss.logmanager.Level.ERROR;
            case "FATAL" -> org.jboss.logmanager.Level.FATAL;
            case "DEBUG" -> org.jboss.logmanager.Level.DEBUG;
            case "TRACE" -> org.jboss.logmanager.Level.TRACE;
            default -> Level.parse(name);
        };
    }
}
