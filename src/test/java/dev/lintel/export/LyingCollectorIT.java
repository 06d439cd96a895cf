package dev.lintel.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.OtlpReceiver;
import dev.lintel.testing.OtlpReceiver.Manners;
import dev.lintel.testing.RawClient;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged application before a collector that refuses, or says what is not so. No call notices. */
@Timeout(90)
final class LyingCollectorIT {

    private static final String CHAT = "/v1/chat/completions";
    private static final String PLAIN = "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final int SPANS_OF_A_CALL = 3;

    @TempDir
    Path directory;

    /** Takes traces and logs, or does not. */
    private OtlpReceiver collector;

    /** Takes metrics, whatever the other one does. */
    private OtlpReceiver metrics;

    @BeforeEach
    void startCollectors() {
        collector = OtlpReceiver.start();
        metrics = OtlpReceiver.start();
    }

    @AfterEach
    void stopCollectors() {
        collector.close();
        metrics.close();
    }

    // Partial success

    @ParameterizedTest
    @CsvSource({"grpc", "http/protobuf"})
    void spans_that_it_rejects_are_dropped_and_only_the_others_exported(String protocol) {
        collector.reject(2, "too\nold");
        try (LintelProcess lintel = prepared(protocol).start()) {
            call(lintel);

            awaitDropped(2, "rejected");
            awaitSum("lintel.spans.exported", 1);
            assertWarnedOnce(lintel, "traces", "2 rejected: too old");
        }
    }

    @ParameterizedTest
    @CsvSource({"grpc, 1000", "grpc, -1", "http/protobuf, 4", "http/protobuf, -1"})
    void more_rejected_than_there_were_are_all_that_there_were(String protocol, long rejected) {
        collector.reject(rejected, "");
        try (LintelProcess lintel = prepared(protocol).start()) {
            call(lintel);

            awaitDropped(SPANS_OF_A_CALL, "rejected");
            awaitSum("lintel.spans.exported", 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"grpc", "http/protobuf"})
    void a_mere_remark_costs_no_span(String protocol) {
        collector.reject(0, "slow down");
        try (LintelProcess lintel = prepared(protocol).start()) {
            call(lintel);

            awaitSum("lintel.spans.exported", SPANS_OF_A_CALL);
            assertWarnedOnce(lintel, "traces", "0 rejected: slow down");
        }
    }

    @Test
    void an_answer_in_json_is_read_too() {
        collector.answerHttp(
                "application/json; charset=utf-8",
                "{\"partialSuccess\":{\"rejectedSpans\":\"2\",\"errorMessage\":\"too old\"}}");
        try (LintelProcess lintel = prepared("http/protobuf").start()) {
            call(lintel);
            awaitDropped(2, "rejected");
            assertWarnedOnce(lintel, "traces", "2 rejected: too old");

            collector.answerHttp("application/json", "{}");
            call(lintel);
            awaitSum("lintel.spans.exported", 1 + SPANS_OF_A_CALL);
            lintel.awaitLine(Pattern.compile("INFO.* accepts traces again"));
        }
    }

    @ParameterizedTest
    @CsvSource({"grpc, metrics", "http/protobuf, metrics", "grpc, logs", "http/protobuf, logs"})
    void metrics_and_log_records_that_it_rejects_are_warned_of(String protocol, String signal) {
        (signal.equals("metrics") ? metrics : collector).reject(1, "too old");
        try (LintelProcess lintel = prepared(protocol)
                .with("OTEL_LOGS_EXPORTER", "otlp")
                .with("OTEL_TRACES_EXPORTER", "none")
                .start()) {
            call(lintel);

            OtlpReceiver lying = signal.equals("metrics") ? metrics : collector;
            lintel.awaitLine(Pattern.compile(
                    "WARN.*Failed to export " + signal + " to " + lying.endpoint() + ": 1 rejected: too old"));
        }
    }

    // Refusals

    @ParameterizedTest
    @CsvSource({"http/protobuf, 401", "http/protobuf, 413", "http/protobuf, 503", "grpc, 401", "http/protobuf, 302"})
    void a_status_of_http_is_one_warning_and_one_line_when_it_accepts_again(String protocol, int status) {
        collector.answerStatus(status);

        assertWarnedOnceUntilItAccepts(protocol, "HTTP status " + status);
    }

    @ParameterizedTest
    @CsvSource({"8, RESOURCE_EXHAUSTED", "14, UNAVAILABLE", "16, UNAUTHENTICATED"})
    void a_status_of_grpc_is_one_warning_and_one_line_when_it_accepts_again(int status, String name) {
        collector.answerGrpcStatus(status, "not%20now");

        assertWarnedOnceUntilItAccepts("grpc", "gRPC status " + name + ": not now");
    }

    @ParameterizedTest
    @CsvSource({"grpc", "http/protobuf"})
    void garbage_with_a_good_status_is_no_success(String protocol) {
        collector.behave(Manners.GARBAGE);

        assertWarnedOnceUntilItAccepts(protocol, "its answer is not OTLP");
    }

    @Test
    void a_page_with_a_good_status_is_no_success_over_grpc() {
        collector.answerHttp("text/html", "<html>");

        assertWarnedOnceUntilItAccepts("grpc", "its answer is not gRPC");
    }

    @Test
    void an_answer_without_end_is_no_success() {
        collector.answerHttp("application/x-protobuf", "\n".repeat(100_000));

        assertWarnedOnceUntilItAccepts("http/protobuf", "its answer is not OTLP");
    }

    private void assertWarnedOnceUntilItAccepts(String protocol, String reason) {
        try (LintelProcess lintel = prepared(protocol).start()) {
            call(lintel);
            awaitDropped(SPANS_OF_A_CALL, "export_failed");
            call(lintel);
            awaitDropped(2 * SPANS_OF_A_CALL, "export_failed");
            assertWarnedOnce(lintel, "traces", reason);

            collector.behave(Manners.ACCEPT);
            call(lintel);
            awaitSum("lintel.spans.exported", SPANS_OF_A_CALL);
            call(lintel);
            awaitSum("lintel.spans.exported", 2 * SPANS_OF_A_CALL);
            assertThat(lintel.output())
                    .filteredOn(line -> line.contains("accepts traces again"))
                    .singleElement()
                    .asString()
                    .contains("INFO", collector.endpoint().toString());
            assertWarnedOnce(lintel, "traces", reason);
        }
    }

    // Attempts

    @ParameterizedTest
    @CsvSource({"grpc", "http/protobuf"})
    void what_passes_is_tried_again_and_costs_nothing(String protocol) {
        collector.behave(Manners.OVERLOADED);
        try (LintelProcess lintel = prepared(protocol).start()) {
            call(lintel);
            collector.awaitRequest(any -> true);
            collector.behave(Manners.ACCEPT);

            awaitSum("lintel.spans.exported", SPANS_OF_A_CALL);
            assertThat(lintel.log()).doesNotContain("Failed to export");
        }
    }

    @Test
    void what_asks_to_come_back_after_the_time_out_is_not_asked_again() {
        collector.answerStatus(503, "retry-after", "3600");
        try (LintelProcess lintel = prepared("http/protobuf").start()) {
            call(lintel);

            awaitDropped(SPANS_OF_A_CALL, "export_failed");
            assertThat(collector.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 413})
    void what_no_repetition_helps_is_not_repeated(int status) {
        collector.answerStatus(status);
        try (LintelProcess lintel = prepared("http/protobuf").start()) {
            call(lintel);

            awaitDropped(SPANS_OF_A_CALL, "export_failed");
            assertThat(collector.requests()).hasSize(1);
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
            call(lintel);

            awaitDropped(SPANS_OF_A_CALL, "export_failed");
            assertWarnedOnce(lintel, "traces", "no answer within 300 ms");
            collector.behave(Manners.ACCEPT);
            call(lintel);
            awaitSum("lintel.spans.exported", SPANS_OF_A_CALL);
        }
    }

    @Test
    void spans_give_way_to_the_next_ones_after_the_time_out_of_the_processor() {
        collector.behave(Manners.HOLD);
        try (LintelProcess lintel =
                prepared("grpc").with("OTEL_BSP_EXPORT_TIMEOUT", "200").start()) {
            call(lintel);
            collector.awaitRequest(any -> true);
            call(lintel);

            awaitDropped(SPANS_OF_A_CALL, "export_timeout");
        }
    }

    private void awaitSum(String metric, long sum) {
        metrics.awaitMetric(metric, told -> told.sum() == sum);
    }

    private void awaitDropped(long count, String reason) {
        metrics.awaitMetric(
                "lintel.spans.dropped",
                told -> told.metric().getSum().getDataPointsList().stream()
                        .anyMatch(point -> point.getAsInt() == count
                                && point.getAttributesList().stream()
                                        .anyMatch(
                                                attribute -> attribute.getKey().equals("error.type")
                                                        && attribute
                                                                .getValue()
                                                                .getStringValue()
                                                                .equals(reason))));
    }

    private void assertWarnedOnce(LintelProcess lintel, String signal, String reason) {
        assertThat(lintel.output())
                .filteredOn(line -> line.contains("WARN") || line.contains("ERROR"))
                .singleElement()
                .asString()
                .contains("WARN", "Failed to export " + signal + " to " + collector.endpoint() + ": " + reason);
    }

    private static void call(LintelProcess lintel) {
        try (RawClient client = RawClient.connect(lintel.url())) {
            assertThat(client.post(CHAT, PLAIN).readAnswer().status()).isEqualTo(200);
        }
    }

    /** The spans of a call are exported together, when it has ended. */
    private Preparation prepared(String protocol) {
        return LintelProcess.in(directory)
                .with("DEMO_ENABLED", "true")
                .with("TRACING_FLUSH", "on_response")
                .with("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
                .with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint().toString())
                .with(
                        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
                        metrics.endpoint() + (protocol.equals("grpc") ? "" : "/v1/metrics"))
                .with("OTEL_BSP_SCHEDULE_DELAY", "3600000")
                .with("OTEL_BLRP_SCHEDULE_DELAY", "50")
                .with("OTEL_METRIC_EXPORT_INTERVAL", "100");
    }
}
