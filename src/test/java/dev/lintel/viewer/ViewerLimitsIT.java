package dev.lintel.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lintel.testing.Alongside;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much the packaged viewer keeps and shows when nobody says otherwise. */
@Alongside
final class ViewerLimitsIT {

    private static final String KEY = "authorization: Bearer open-sesame\r\n";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private LintelProcess lintel;
    private RawClient client;

    @BeforeEach
    void start() {
        lintel = LintelProcess.in(directory)
                .with("DEMO_ENABLED", "true")
                .with("OTEL_TRACES_EXPORTER", "none")
                .with("OTEL_METRICS_EXPORTER", "none")
                .with("VIEWER_ENABLED", "true")
                .with("VIEWER_ACCESS_KEY", "open-sesame")
                .start();
        client = RawClient.connect(lintel.url());
    }

    @AfterEach
    void stop() {
        client.close();
        lintel.close();
    }

    @Test
    void a_list_has_10_traces_as_text_50_as_json_and_up_to_1000_when_asked() throws IOException {
        send(60, trace -> span(trace, 1));

        assertThat(get("/traces", "text/plain").lines().filter(line -> line.matches("[0-9a-f]{32} .*")))
                .hasSize(10);
        assertThat(traces("/traces")).hasSize(50);
        assertThat(traces("/traces?limit=1000")).hasSize(60);
        assertThat(get("/traces?limit=1001", "application/json"))
                .contains("limit: '1001' is not a number from 1 to 1000");
    }

    @Test
    void a_thousand_traces_are_kept_and_the_oldest_gives_way() throws IOException {
        send(1_005, trace -> span(trace, 1));

        assertThat(traces("/traces?limit=1000")).hasSize(1_000);
        assertThat(get("/traces/" + traceId(5), "application/json")).contains("\"not_found\"");
        assertThat(get("/traces/" + traceId(6), "application/json")).contains(traceId(6));
    }

    @Test
    void two_thousand_spans_of_a_trace_are_kept_and_more_are_counted() throws IOException {
        send(2_005, span -> span(1, span));

        JsonNode trace = JSON.readTree(get("/traces/" + traceId(1), "application/json"));
        assertThat(trace.get("span_count").asInt()).isEqualTo(2_000);
        assertThat(trace.get("dropped_spans").asInt()).isEqualTo(5);
    }

    private void send(int count, IntFunction<String> span) {
        String spans = IntStream.rangeClosed(1, count).mapToObj(span).collect(Collectors.joining(","));
        String body = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + spans + "]}]}]}";
        assertThat(client.post("/v1/traces", KEY, body).readAnswer().status()).isEqualTo(200);
    }

    private JsonNode traces(String target) throws IOException {
        return JSON.readTree(get(target, "application/json")).get("traces");
    }

    private String get(String target, String type) {
        return client.send(
                        "GET " + target + " HTTP/1.1\r\nhost: lintel.test\r\n" + KEY + "accept: " + type + "\r\n\r\n")
                .readAnswer()
                .text();
    }

    private static String span(int trace, int span) {
        return "{\"traceId\":\"%s\",\"spanId\":\"%016x\",\"name\":\"s\",\"startTimeUnixNano\":\"1000\",\"endTimeUnixNano\":\"2000\"}"
                .formatted(traceId(trace), span);
    }

    private static String traceId(int trace) {
        return "%032x".formatted(trace);
    }
}
