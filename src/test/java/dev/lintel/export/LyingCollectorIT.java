package dev.lintel.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.OtlpReceiver.Manners;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged application before a collector that refuses, or says what is not so. No call notices. What each answer of
 * a collector means is tried by OtlpClientTest.
 */
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
@Alongside
final class LyingCollectorIT extends CountedExports {

    private static final String LOST = " spans were lost, which no collector has: ";

    // Partial success

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http/protobuf"})
    void spans_that_it_rejects_are_dropped_and_only_the_others_exported(String protocol) {
        collector.reject(2, "too\nold");
        try (LintelProcess lintel = prepared(protocol).start()) {
            callDemo(lintel, 1);

            awaitDropped(2, "rejected");
            awaitExported(1);
            assertWarnedOnce(lintel, "2 rejected: too old");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http/protobuf"})
    void more_rejected_than_there_were_are_all_that_there_were_and_a_mere_remark_rejects_none(String protocol) {
        try (LintelProcess lintel = prepared(protocol).start()) {
            long dropped = 0;
            for (long rejected : new long[] {4, 1000, -1}) {
                collector.reject(rejected, "");
                callDemo(lintel, 1);
                dropped += SPANS_OF_A_CALL;
                awaitDropped(dropped, "rejected");
            }
            awaitExported(0);

            collector.reject(0, "slow down");
            callDemo(lintel, 1);
            awaitExported(SPANS_OF_A_CALL);
            awaitDropped(dropped, "rejected");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http/protobuf"})
    void metrics_and_log_records_that_it_rejects_are_warned_of(String protocol) {
        metrics.reject(1, "too old");
        collector.reject(1, "too new");
        try (LintelProcess lintel = prepared(protocol)
                .with("OTEL_LOGS_EXPORTER", "otlp")
                .with("OTEL_TRACES_EXPORTER", "none")
                .start()) {
            callDemo(lintel, 1);

            lintel.awaitLine(Pattern.compile(
                    "WARN.*Failed to export metrics to " + metrics.endpoint() + ": 1 rejected: too old"));
            lintel.awaitLine(Pattern.compile(
                    "WARN.*Failed to export logs to " + collector.endpoint() + ": 1 rejected: too new"));
        }
    }

    // Refusals

    @Test
    void a_status_of_http_is_one_warning_and_one_line_when_it_accepts_again() {
        collector.answerStatus(503);

        assertWarnedOnceUntilItAccepts("http/protobuf", "HTTP status 503");
    }

    @Test
    void a_status_of_grpc_is_one_warning_and_one_line_when_it_accepts_again() {
        collector.answerGrpcStatus(8, "not%20now");

        assertWarnedOnceUntilItAccepts("grpc", "gRPC status RESOURCE_EXHAUSTED: not now");
    }

    private void assertWarnedOnceUntilItAccepts(String protocol, String reason) {
        try (LintelProcess lintel = prepared(protocol).start()) {
            callDemo(lintel, 1);
            awaitDropped(SPANS_OF_A_CALL, "export_failed");
            callDemo(lintel, 1);
            awaitDropped(2 * SPANS_OF_A_CALL, "export_failed");
            assertWarnedOnce(lintel, reason);

            collector.behave(Manners.ACCEPT);
            callDemo(lintel, 1);
            awaitExported(SPANS_OF_A_CALL);
            callDemo(lintel, 1);
            awaitExported(2 * SPANS_OF_A_CALL);
            assertThat(lintel.output())
                    .filteredOn(line -> line.contains("accepts traces again"))
                    .singleElement()
                    .asString()
                    .contains("INFO", collector.endpoint().toString());
            assertWarnedOnce(lintel, reason);
        }
    }

    // Time-outs

    @ParameterizedTest
    @CsvSource({
        "grpc, OTEL_EXPORTER_OTLP_TIMEOUT",
        "http/protobuf, OTEL_EXPORTER_OTLP_TIMEOUT",
        "grpc, OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
        "http/protobuf, OTEL_EXPORTER_OTLP_TRACES_TIMEOUT"
    })
    void an_answer_that_never_comes_is_waited_for_as_long_as_the_time_out_says(String protocol, String variable) {
        collector.behave(Manners.HOLD);
        try (LintelProcess lintel = prepared(protocol)
                .with(variable, "300")
                .with("OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "10000")
                .start()) {
            callDemo(lintel, 1);

            awaitDropped(SPANS_OF_A_CALL, "export_failed");
            assertWarnedOnce(lintel, "no answer within 300 ms");
            collector.behave(Manners.ACCEPT);
            callDemo(lintel, 1);
            awaitExported(SPANS_OF_A_CALL);
        }
    }

    @Test
    void spans_are_lost_after_the_time_out_of_the_processor() {
        collector.behave(Manners.HOLD);
        try (LintelProcess lintel =
                prepared("grpc").with("OTEL_BSP_EXPORT_TIMEOUT", "200").start()) {
            callDemo(lintel, 1);

            awaitDropped(SPANS_OF_A_CALL, "export_timeout");
        }
    }

    /** Of the collector; and, as soon as the exporter comes to it, of what is lost by it. */
    private void assertWarnedOnce(LintelProcess lintel, String reason) {
        List<String> told = lintel.output().stream()
                .filter(line -> line.contains("WARN") || line.contains("ERROR"))
                .toList();
        assertThat(told)
                .filteredOn(line -> !line.contains(LOST))
                .singleElement()
                .asString()
                .contains("WARN", "Failed to export traces to " + collector.endpoint() + ": " + reason);
        assertThat(told).filteredOn(line -> line.contains(LOST)).hasSizeLessThan(2);
    }

    /** The spans of a call are exported together, when it has ended. */
    private Preparation prepared(String protocol) {
        return prepared()
                .with("TRACING_FLUSH", "on_response")
                .with("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
                .with(
                        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
                        metrics.endpoint() + (protocol.equals("grpc") ? "" : "/v1/metrics"))
                .with("OTEL_BSP_SCHEDULE_DELAY", "3600000")
                .with("OTEL_BLRP_SCHEDULE_DELAY", "50");
    }
}
