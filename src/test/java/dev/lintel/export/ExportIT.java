package dev.lintel.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.DeafPort;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.OtlpReceiver.Manners;
import dev.lintel.testing.OtlpReceiver.ReceivedLog;
import dev.lintel.testing.OtlpReceiver.ReceivedSpan;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the packaged application's telemetry: counted, readable, and in the log. */
@Execution(ExecutionMode.CONCURRENT)
@Alongside
final class ExportIT extends CountedExports {

    // Metrics are read

    @Test
    void metrics_that_are_read_while_it_starts_make_it_warn_of_nothing() {
        try (LintelProcess lintel =
                prepared().with("OTEL_METRIC_EXPORT_INTERVAL", "1").start()) {
            callDemo(lintel, 1);

            awaitExported(SPANS_OF_A_CALL);
            assertThat(lintel.log()).doesNotContain("WARN", "ERROR");
        }
    }

    // Spans are counted

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http/protobuf"})
    void spans_that_the_collector_takes_are_exported(String protocol) {
        try (LintelProcess lintel =
                prepared().with("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", protocol).start()) {
            callDemo(lintel, 3);

            awaitExported(3 * SPANS_OF_A_CALL);
            assertThat(collector.spans()).hasSize(3 * SPANS_OF_A_CALL);
            assertThat(sum(page(lintel), "lintel_spans_exported_total")).isEqualTo(3 * SPANS_OF_A_CALL);
            assertThat(sum(page(lintel), "lintel_spans_dropped_total")).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http/protobuf"})
    void spans_that_the_collector_does_not_take_are_dropped(String protocol) {
        try (LintelProcess lintel =
                prepared().with("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", protocol).start()) {
            long dropped = 0;
            for (Manners manners :
                    List.of(Manners.FAIL, Manners.OVERLOADED, Manners.HANG_UP, Manners.RESET, Manners.GARBAGE)) {
                collector.behave(manners);
                callDemo(lintel, 1);
                dropped += SPANS_OF_A_CALL;
                awaitDropped(dropped, "export_failed");
            }
            assertThat(page(lintel)).contains("lintel_spans_dropped_total{error_type=\"export_failed\"");
            assertThat(sum(page(lintel), "lintel_spans_exported_total")).isZero();
        }
    }

    @Test
    void spans_that_find_the_queue_full_are_dropped_and_the_others_exported() {
        collector.behave(Manners.HOLD);
        try (LintelProcess lintel = prepared()
                .with("EXPORT_IN_FLIGHT", "1")
                .with("OTEL_BSP_MAX_QUEUE_SIZE", "4")
                .with("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "2")
                .with("OTEL_BSP_SCHEDULE_DELAY", "3600000")
                .start()) {
            callDemo(lintel, 1);
            collector.awaitRequest(request -> true);
            callDemo(lintel, 9);
            awaitDropped(10 * SPANS_OF_A_CALL - 6, "queue_full");
            collector.release();

            awaitExported(6);
            assertThat(collector.spans()).hasSize(6);
            assertThat(page(lintel)).contains("lintel_spans_dropped_total{error_type=\"queue_full\"");
        }
    }

    @Test
    void spans_are_exported_with_each_response_when_that_is_asked_for() {
        try (LintelProcess lintel = prepared()
                .with("TRACING_FLUSH", "on_response")
                .with("OTEL_BSP_SCHEDULE_DELAY", "3600000")
                .start()) {
            callDemo(lintel, 1);
            collector.awaitSpans(SPANS_OF_A_CALL, any -> true);

            collector.behave(Manners.HOLD);
            callDemo(lintel, 5);
            collector.awaitSpans(2 * SPANS_OF_A_CALL, any -> true);
            collector.release();
            collector.awaitSpans(6 * SPANS_OF_A_CALL, any -> true);
        }
    }

    // Metrics are read

    @Test
    void metrics_are_read_by_prometheus_names_with_what_tells_them_also_when_none_are_sent() {
        try (LintelProcess lintel = prepared()
                .with("OTEL_METRICS_EXPORTER", "none")
                .with("OTEL_SERVICE_NAME", "gateway")
                .start()) {
            callDemo(lintel, 2);
            // A client has its answer before its call is over.
            Patience.until(
                    "the end of both calls",
                    () -> sum(page(lintel), "http_server_request_duration_seconds_count") == 2);

            assertThat(page(lintel))
                    .contains("# TYPE http_server_request_duration_seconds histogram\n")
                    .containsPattern("http_client_request_duration_seconds_count\\{[^}]*} 2\n")
                    .contains("\nlintel_calls_active 0.0\n")
                    .containsPattern("target_info\\{[^}]*service_name=\"gateway\"");
            lintel.terminate();
            lintel.awaitExit();
            assertThat(metrics.requests()).isEmpty();
            assertThat(lintel.log()).doesNotContain("ERROR");
        }
    }

    @Test
    void metrics_are_plain_text_unless_asked_otherwise() {
        String plain = "text/plain; version=0.0.4; charset=utf-8";
        try (LintelProcess lintel = prepared().start();
                RawClient client = RawClient.connect(lintel.url())) {
            assertAnswered(client, "", plain, "# TYPE lintel_spans_exported_total counter\n");
            assertAnswered(client, "accept: */*\r\n", plain, "# TYPE lintel_spans_exported_total counter\n");
            assertAnswered(
                    client,
                    "accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5\r\n",
                    "application/openmetrics-text; version=1.0.0; charset=utf-8",
                    "# EOF\n");
        }
    }

    @Test
    void metrics_are_read_as_they_add_up_also_when_differences_are_sent() {
        try (LintelProcess lintel = prepared()
                .with("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta")
                .start()) {
            callDemo(lintel, 1);
            metrics.awaitMetric("http.server.request.duration", any -> true);
            metrics.clear();
            callDemo(lintel, 1);
            assertThat(metrics.awaitMetric("http.server.request.duration", any -> true)
                            .metric()
                            .getHistogram()
                            .getDataPoints(0)
                            .getCount())
                    .isEqualTo(1);

            assertThat(page(lintel)).containsPattern("http_server_request_duration_seconds_count\\{[^}]*} 2\n");
        }
    }

    @Test
    void nothing_is_read_when_telemetry_is_off() {
        try (LintelProcess lintel = prepared().with("OTEL_SDK_DISABLED", "true").start()) {
            callDemo(lintel, 1);

            assertThat(page(lintel)).isEmpty();
        }
    }

    @Test
    void reading_metrics_is_not_traced() {
        try (LintelProcess lintel = prepared().start()) {
            page(lintel);
            callDemo(lintel, 1);
            awaitExported(SPANS_OF_A_CALL);

            assertThat(collector.spans()).hasSize(SPANS_OF_A_CALL);
            assertThat(page(lintel)).containsPattern("http_server_request_duration_seconds_count\\{[^}]*} 1\n");
        }
    }

    // The log

    @Test
    void each_line_of_the_log_is_json_and_none_is_sent() {
        try (LintelProcess lintel = prepared().start()) {
            callDemo(lintel, 1);
            awaitExported(SPANS_OF_A_CALL);
            lintel.terminate();
            lintel.awaitExit();

            assertThat(lintel.output()).isNotEmpty().allMatch(line -> line.startsWith("{\"timestamp\":"));
            assertThat(collector.logs()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http/protobuf"})
    void the_log_is_sent_when_that_is_asked_for_with_its_place_in_the_trace(String protocol) {
        try (DeafPort nobody = DeafPort.open();
                LintelProcess lintel = prepared()
                        .with("OTEL_LOGS_EXPORTER", "otlp")
                        .with("OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", protocol)
                        .with(
                                "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
                                collector.endpoint() + (protocol.equals("grpc") ? "" : "/v1/logs"))
                        .with("OTEL_BLRP_SCHEDULE_DELAY", "50")
                        .withFile(
                                "config/application.yaml",
                                "providers: {nobody: {base_url: 'http://127.0.0.1:" + nobody.number()
                                        + "/v1', models: [nothing]}}")
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            collector.awaitLog(line -> line.text().contains("Listening on"));
            Answer failed =
                    client.post(CHAT, "{\"model\":\"nothing\",\"messages\":[]}").readAnswer();
            assertThat(failed.status()).isEqualTo(502);

            ReceivedLog line = collector.awaitLog(told -> !told.traceId().isEmpty());
            assertThat(failed.head().field("traceresponse").orElseThrow())
                    .contains(line.traceId() + "-" + line.spanId());
            lintel.awaitLine(Pattern.compile("\"trace_id\":\"" + line.traceId() + "\""));
        }
    }

    @Test
    void each_line_about_a_call_has_the_flags_of_its_trace() {
        try (LintelProcess lintel = prepared()
                        .with("OTEL_LOGS_EXPORTER", "otlp")
                        .with("OTEL_BLRP_SCHEDULE_DELAY", "50")
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            for (int sampled : new int[] {1, 0}) {
                String traceId = TRACE_ID.replaceFirst(".", String.valueOf(sampled));
                client.post(CHAT, "traceparent: 00-" + traceId + "-00f067aa0ba902b7-0" + sampled + "\r\n", TO_DEMO)
                        .readAnswer();

                ReceivedLog line = collector.awaitLog(told -> told.logger().equals("dev.lintel.access")
                        && told.traceId().equals(traceId));
                assertThat(line.flags() & 1).isEqualTo(sampled);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http/protobuf"})
    void content_is_sent_as_an_event_beside_the_span_of_its_call(String protocol) {
        try (LintelProcess lintel = prepared()
                        .withFile(
                                "config/application.yaml",
                                "providers: {fake: {base_url: '" + url("fake") + "', models: ['gpt-*']}}")
                        .with("TRACING_CAPTURE_CONTENT", "events")
                        .with("OTEL_LOGS_EXPORTER", "otlp")
                        .with("OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", protocol)
                        .with(
                                "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
                                collector.endpoint() + (protocol.equals("grpc") ? "" : "/v1/logs"))
                        .with("OTEL_BLRP_SCHEDULE_DELAY", "50")
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            client.post(
                    CHAT,
                    "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"system\",\"content\":\"be brief\"},"
                            + "{\"role\":\"user\",\"content\":\"hi\"}]}");
            upstream.next()
                    .answer("{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\","
                            + "\"message\":{\"role\":\"assistant\",\"content\":\"hello\"}}]}");
            assertThat(client.readAnswer().status()).isEqualTo(200);

            ReceivedSpan span = collector
                    .awaitSpans(1, one -> one.name().equals("chat gpt-4o"))
                    .get(0);
            ReceivedLog event =
                    collector.awaitLog(told -> told.eventName().equals("gen_ai.client.inference.operation.details"));
            assertThat(event.traceId()).isEqualTo(span.traceId());
            assertThat(event.spanId()).isEqualTo(span.spanId());
            assertThat(event.flags() & 1).isEqualTo(1);
            assertThat(event.logger()).isEqualTo("dev.lintel");
            assertThat(event.attributes())
                    .containsEntry("gen_ai.operation.name", "chat")
                    .containsEntry("gen_ai.provider.name", "fake")
                    .containsEntry("gen_ai.request.model", "gpt-4o")
                    .containsEntry(
                            "gen_ai.input.messages", List.of(message("system", "be brief"), message("user", "hi")))
                    .containsEntry("gen_ai.output.messages", List.of(answer("hello")));
            assertThat(span.attribute("gen_ai.input.messages")).isNull();
        }
    }

    private static Map<String, Object> message(String role, String text) {
        return Map.of("role", role, "parts", List.of(Map.of("type", "text", "content", text)));
    }

    private static Map<String, Object> answer(String text) {
        Map<String, Object> answer = new TreeMap<>(message("assistant", text));
        answer.put("finish_reason", "stop");
        return answer;
    }

    private static void assertAnswered(RawClient client, String header, String type, String content) {
        Answer answer = client.send("GET /q/metrics HTTP/1.1\r\nhost: lintel.test\r\n" + header + "\r\n")
                .readAnswer();
        assertThat(answer.head().field("content-type")).contains(type);
        assertThat(answer.text()).contains(content);
    }

    private static String page(LintelProcess lintel) {
        try (RawClient client = RawClient.connect(lintel.url())) {
            Answer answer = client.get("/q/metrics").readAnswer();
            assertThat(answer.status()).isEqualTo(200);
            return answer.text();
        }
    }

    private static long sum(String page, String name) {
        Matcher points =
                Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})? (\\S+)$").matcher(page);
        assertThat(points.find()).as(name + " in\n" + page).isTrue();
        return points.reset()
                .results()
                .mapToLong(point -> (long) Double.parseDouble(point.group(1)))
                .sum();
    }
}
