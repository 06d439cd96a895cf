package dev.lintel.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.ReadWriteLogRecord;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.quarkus.logging.json.runtime.JsonFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a line of the log, by OTLP and as JSON. */
final class OtlpLogHandlerTest {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN_ID = "00f067aa0ba902b7";

    private final Lines lines = new Lines();
    private final OtlpLogHandler handler = new OtlpLogHandler(
            SdkLoggerProvider.builder().addLogRecordProcessor(lines).build());

    @Test
    void its_context_becomes_attributes_and_its_place_in_the_trace() {
        ExtLogRecord line = line(Level.INFO, "dev.lintel.access");
        line.putMdc("trace_id", TRACE_ID);
        line.putMdc("span_id", SPAN_ID);
        line.putMdc("http.response.status_code", "200");
        handler.publish(line);

        LogRecordData told = lines.only();
        assertThat(told.getInstrumentationScopeInfo().getName()).isEqualTo("dev.lintel.access");
        assertThat(told.getSpanContext().getTraceId()).isEqualTo(TRACE_ID);
        assertThat(told.getSpanContext().getSpanId()).isEqualTo(SPAN_ID);
        assertThat(told.getSeverity()).isEqualTo(Severity.INFO);
        assertThat(told.getBodyValue().asString()).isEqualTo("something 1");
        assertThat(told.getAttributes().get(AttributeKey.stringKey("http.response.status_code")))
                .isEqualTo("200");
        assertThat(told.getAttributes().asMap().keySet())
                .extracting(AttributeKey::getKey)
                .containsExactlyInAnyOrder("http.response.status_code", "thread.name");
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false", ", false"})
    void it_has_the_flags_of_its_trace(@Nullable String told, boolean sampled) {
        ExtLogRecord line = line(Level.INFO, "dev.lintel.access");
        line.putMdc("trace_id", TRACE_ID);
        line.putMdc("span_id", SPAN_ID);
        if (told != null) {
            line.putMdc("sampled", told);
        }
        handler.publish(line);

        assertThat(lines.only().getSpanContext().isSampled()).isEqualTo(sampled);
        assertThat(lines.only().getAttributes().get(AttributeKey.stringKey("sampled")))
                .isNull();
    }

    @Test
    void outside_of_calls_it_has_no_place_in_a_trace() {
        handler.publish(line(Level.WARN, "dev.lintel"));

        assertThat(lines.only().getSpanContext().isValid()).isFalse();
        assertThat(lines.only().getSeverity()).isEqualTo(Severity.WARN);
    }

    @Test
    void a_level_has_one_name_whatever_the_library_calls_it() {
        handler.publish(line(java.util.logging.Level.WARNING, "a.library"));

        assertThat(lines.only().getSeverity()).isEqualTo(Severity.WARN);
        assertThat(lines.only().getSeverityText()).isEqualTo("WARN");
    }

    @Test
    void an_exception_is_told_by_type_message_and_trace() {
        ExtLogRecord line = line(Level.ERROR, "dev.lintel");
        line.setThrown(new IllegalStateException("broken"));
        handler.publish(line);

        assertThat(lines.only().getSeverity()).isEqualTo(Severity.ERROR);
        assertThat(lines.only().getAttributes().get(AttributeKey.stringKey("exception.type")))
                .isEqualTo("java.lang.IllegalStateException");
        assertThat(lines.only().getAttributes().get(AttributeKey.stringKey("exception.message")))
                .isEqualTo("broken");
        assertThat(lines.only().getAttributes().get(AttributeKey.stringKey("exception.stacktrace")))
                .contains("OtlpLogHandlerTest");
    }

    @Test
    void what_exporters_say_is_not_exported() {
        handler.publish(line(Level.WARN, "io.quarkus.opentelemetry.runtime.exporter.otlp.sender.VertxGrpcSender"));
        handler.publish(line(Level.WARN, "io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor"));

        assertThat(lines.told).isEmpty();
    }

    @Test
    void in_json_its_context_is_there_too() {
        ExtLogRecord line = line(Level.INFO, "dev.lintel.access");
        line.putMdc("trace_id", TRACE_ID);
        line.putMdc("http.response.status_code", "200");

        assertThat(new JsonFormatter().format(line))
                .contains("\"message\":\"something 1\"")
                .contains("\"mdc\":{")
                .contains("\"trace_id\":\"" + TRACE_ID + "\"")
                .contains("\"http.response.status_code\":\"200\"");
    }

    private static ExtLogRecord line(java.util.logging.Level level, String logger) {
        ExtLogRecord line = new ExtLogRecord(
                level, "something %d", ExtLogRecord.FormatStyle.PRINTF, OtlpLogHandlerTest.class.getName());
        line.setLoggerName(logger);
        line.setParameters(new Object[] {1});
        return line;
    }

    private static final class Lines implements LogRecordProcessor {

        private final List<LogRecordData> told = new ArrayList<>();

        @Override
        public void onEmit(Context context, ReadWriteLogRecord line) {
            told.add(line.toLogRecordData());
        }

        LogRecordData only() {
            assertThat(told).hasSize(1);
            return told.get(0);
        }
    }
}
