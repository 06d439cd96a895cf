package dev.lintel.telemetry.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lintel.testing.Alongside;
import dev.lintel.testing.FakeUpstream;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of the packaged application: one line for each call, on the standard output. */
@Alongside
final class AccessLogIT {

    private static final String CHAT = "/v1/chat/completions";
    private static final String ACCESS = "dev.lintel.access";
    private static final String SECONDS = "\\d+\\.\\d{3}";
    private static final String CLIENT = " client=127\\.0\\.0\\.1";
    private static final String ASKED = CLIENT + " provider=acme host=127\\.0\\.0\\.1 attempts=1 model=gpt-4o-mini";
    private static final String BYTES = " request_bytes=\\d+ response_bytes=\\d+";
    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String KEPT = "traceparent: 00-" + TRACE_ID + "-00f067aa0ba902b7-01\r\n";
    private static final String NOT_KEPT = "traceparent: 00-" + TRACE_ID + "-00f067aa0ba902b7-00\r\n";
    private static final String USAGE = "\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":42}";
    private static final String STREAM = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},"
            + "\"finish_reason\":\"stop\"}]}\n\ndata: {\"choices\":[]," + USAGE + "}\n\ndata: [DONE]\n\n";

    /** What stands in a JSON line whatever it is about. */
    private static final List<String> FRAME =
            List.of("timestamp", "loggerName", "level", "message", "threadName", "mdc");

    /** The fields that are numbers, where they are there. */
    private static final List<String> NUMBERS = List.of(
            "duration",
            "attempts",
            "http.request.body.size",
            "http.response.body.size",
            "http.response.status_code",
            "gen_ai.usage.input_tokens",
            "gen_ai.usage.output_tokens",
            "gen_ai.response.time_to_first_chunk");

    @TempDir
    Path directory;

    private FakeUpstream upstream;

    @BeforeEach
    void startUpstream() {
        upstream = FakeUpstream.start();
    }

    @AfterEach
    void stopUpstream() {
        upstream.close();
    }

    @Test
    void each_call_is_one_line_of_json_however_it_ends() {
        try (LintelProcess lintel = prepared().start()) {
            lintel.url();
            callAll(lintel);
            List<JsonNode> lines = accessLines(lintel, 6);

            assertLine(
                    lines,
                    "POST /v1/chat/completions 200 completed duration=" + SECONDS + ASKED
                            + " input_tokens=19 output_tokens=42 request_bytes=" + body("").length()
                            + " response_bytes=" + (USAGE.length() + 2),
                    Map.of(
                            "http.request.method", "POST",
                            "url.path", CHAT,
                            "http.response.status_code", "200",
                            "lintel.outcome", "completed",
                            "gen_ai.provider.name", "acme",
                            "gen_ai.request.model", "gpt-4o-mini",
                            "gen_ai.usage.input_tokens", "19",
                            "gen_ai.usage.output_tokens", "42",
                            "sampled", "true"));
            assertLine(
                    lines,
                    "POST /v1/chat/completions 200 completed duration=" + SECONDS + ASKED
                            + " input_tokens=19 output_tokens=42 first_chunk=" + SECONDS + BYTES,
                    Map.of(
                            "http.request.method", "POST",
                            "url.path", CHAT,
                            "http.response.status_code", "200",
                            "lintel.outcome", "completed",
                            "gen_ai.provider.name", "acme",
                            "gen_ai.request.model", "gpt-4o-mini",
                            "gen_ai.usage.input_tokens", "19",
                            "gen_ai.usage.output_tokens", "42",
                            "gen_ai.response.time_to_first_chunk", "",
                            "sampled", "false"));
            assertLine(
                    lines,
                    "POST /v1/chat/completions 502 failed error=connection_closed source=provider duration=" + SECONDS
                            + ASKED + BYTES,
                    Map.of(
                            "http.request.method", "POST",
                            "url.path", CHAT,
                            "http.response.status_code", "502",
                            "lintel.outcome", "failed",
                            "error.type", "connection_closed",
                            "lintel.error.source", "provider",
                            "gen_ai.provider.name", "acme",
                            "gen_ai.request.model", "gpt-4o-mini",
                            "sampled", "true"));
            assertLine(
                    lines,
                    "POST /v1/chat/completions 200 failed error=incomplete_stream source=provider duration=" + SECONDS
                            + ASKED + " first_chunk=" + SECONDS + BYTES,
                    Map.of(
                            "http.request.method", "POST",
                            "url.path", CHAT,
                            "http.response.status_code", "200",
                            "lintel.outcome", "failed",
                            "error.type", "incomplete_stream",
                            "lintel.error.source", "provider",
                            "gen_ai.provider.name", "acme",
                            "gen_ai.request.model", "gpt-4o-mini",
                            "gen_ai.response.time_to_first_chunk", "",
                            "sampled", "true"));
            assertLine(
                    lines,
                    "GET /v1/files/a - cancelled duration=" + SECONDS + CLIENT + " host=127\\.0\\.0\\.1 attempts=1"
                            + BYTES,
                    Map.of(
                            "http.request.method", "GET",
                            "url.path", "/v1/files/a",
                            "lintel.outcome", "cancelled",
                            "sampled", "true"));
            assertLine(
                    lines,
                    "POST /v1/chat/completions 400 completed error=missing_model source=client duration=" + SECONDS
                            + CLIENT + " attempts=0" + BYTES,
                    Map.of(
                            "http.request.method", "POST",
                            "url.path", CHAT,
                            "http.response.status_code", "400",
                            "lintel.outcome", "completed",
                            "error.type", "missing_model",
                            "lintel.error.source", "client",
                            "sampled", "true"));
            assertLevels(lintel);
        }
    }

    @Test
    void where_a_call_comes_from_is_a_trusted_proxys_word_alone() {
        String told = "x-forwarded-for: 198.51.100.66, 192.0.2.7, 10.0.0.5\r\n";
        try (LintelProcess lintel = prepared()
                .with("LISTENER_TRUSTED_PROXIES", "127.0.0.1,10.0.0.0/8")
                .start()) {
            refused(lintel, told);
            lintel.awaitLine(Pattern.compile(" client=192\\.0\\.2\\.7 attempts=0 "));
        }
        try (LintelProcess lintel = prepared().start()) {
            refused(lintel, told);
            lintel.awaitLine(Pattern.compile(" client=127\\.0\\.0\\.1 attempts=0 "));
        }
    }

    private static void refused(LintelProcess lintel, String headers) {
        try (RawClient client = RawClient.connect(lintel.url()).post(CHAT, headers, "{}")) {
            assertThat(client.readAnswer().status()).isEqualTo(400);
        }
    }

    /** As official clients do: without reading the end of the body. */
    @Test
    void clients_that_leave_at_the_end_mark_or_at_an_error_are_told_by_what_they_have_read() {
        try (LintelProcess lintel = prepared().start()) {
            leaveAfter(lintel, STREAM);
            leaveAfter(lintel, "data: {\"error\":{\"message\":\"x\",\"code\":\"overloaded\"}}\n\n");
            lintel.awaitLine(Pattern.compile("POST /v1/chat/completions 200 completed duration=" + SECONDS + ASKED
                    + " input_tokens=19 output_tokens=42 first_chunk="));
            lintel.awaitLine(
                    Pattern.compile("POST /v1/chat/completions 200 failed error=overloaded source=provider duration="));
            List<JsonNode> lines = lines(lintel).stream()
                    .filter(line -> line.get("loggerName").asText().equals(ACCESS))
                    .toList();
            assertThat(lines).hasSize(2);
            assertThat(lines)
                    .extracting(line -> line.at("/mdc/lintel.outcome").asText() + " "
                            + line.at("/mdc/error.type").asText())
                    .containsExactlyInAnyOrder("completed ", "failed overloaded");
        }
    }

    private void leaveAfter(LintelProcess lintel, String events) {
        RawClient client = RawClient.connect(lintel.url())
                .post(CHAT, body(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
        Exchange exchange = stream(events);
        client.readHead();
        client.read(events.length());
        client.close();
        exchange.awaitDeparture();
    }

    // What the provider does is a warning, and nothing that anybody does is an error.
    private static void assertLevels(LintelProcess lintel) {
        List<JsonNode> others = lines(lintel).stream()
                .filter(line -> !line.get("loggerName").asText().equals(ACCESS))
                .filter(line -> !line.get("level").asText().equals("INFO"))
                .toList();
        assertThat(others).hasSize(1);
        assertThat(others.get(0).get("level").asText()).isEqualTo("WARN");
        assertThat(others.get(0).get("message").asText()).isEqualTo("Provider 'acme' broke the connection off.");
        assertThat(lintel.errors()).isEmpty();
    }

    @Test
    void the_lines_are_text_where_json_is_switched_off() {
        assertText(prepared().with("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "false"));
    }

    @Test
    void the_lines_are_text_in_the_dev_profile() {
        assertText(prepared().with("QUARKUS_PROFILE", "dev"));
    }

    private void assertText(Preparation prepared) {
        try (LintelProcess lintel = prepared.start()) {
            lintel.url();
            callAll(lintel);
            awaitLines(lintel);
            List<String> lines = lintel.output().stream()
                    .filter(line -> line.contains("[d.l.access]"))
                    .toList();
            assertThat(lines).hasSize(6);
            assertThat(lines)
                    .filteredOn(line -> line.contains(" 200 completed ") && line.contains("first_chunk="))
                    .singleElement()
                    .asString()
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\S+ INFO  \\[d\\.l\\.access\\] "
                            + "POST /v1/chat/completions 200 completed duration=" + SECONDS + ASKED
                            + " input_tokens=19 output_tokens=42 first_chunk=" + SECONDS + BYTES + " trace="
                            + TRACE_ID);
        }
    }

    @Test
    void the_lines_can_be_switched_off_and_nothing_else_is() {
        try (LintelProcess lintel = prepared()
                .withFile(
                        "config/application.yaml",
                        provider() + "quarkus: {log: {category: {\"dev.lintel.access\": {level: \"OFF\"}}}}\n")
                .start()) {
            lintel.url();
            callAll(lintel);
            lintel.terminate();
            lintel.awaitExit();
            assertThat(lines(lintel))
                    .noneMatch(line -> line.get("loggerName").asText().equals(ACCESS))
                    .anyMatch(line -> line.get("message").asText().startsWith("Provider 'acme' broke"))
                    .anyMatch(line -> line.get("message").asText().contains("stopped in"));
        }
    }

    // Completed (kept), streamed (not kept), failed before its head and (kept for that) in its middle, left, refused.
    private void callAll(LintelProcess lintel) {
        try (RawClient client = RawClient.connect(lintel.url())) {
            // No call.
            client.get("/api/hello");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            client.post(CHAT + "?key=s3cret", KEPT, body(""));
            upstream.next().answer("{" + USAGE + "}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            client.post(CHAT, NOT_KEPT, body(",\"stream\":true"));
            stream(STREAM).endStream();
            assertThat(client.readAnswer().status()).isEqualTo(200);
            client.post(CHAT, body(""));
            Exchange broken = upstream.next();
            broken.content();
            broken.send("HTTP/1.1 ").close();
            assertThat(client.readAnswer().status()).isEqualTo(502);
        }
        try (RawClient client = RawClient.connect(lintel.url()).post(CHAT, NOT_KEPT, body(",\"stream\":true"))) {
            stream("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\n")
                    .close();
            client.readHead();
            client.readBreak();
        }
        RawClient leaving = RawClient.connect(lintel.url()).get("/v1/files/a?key=s3cret");
        Exchange left = upstream.next();
        leaving.close();
        left.awaitDeparture();
        try (RawClient client = RawClient.connect(lintel.url()).post(CHAT, "{\"messages\":[\"s3cret\"]}")) {
            assertThat(client.readAnswer().status()).isEqualTo(400);
        }
    }

    private Exchange stream(String events) {
        Exchange exchange = upstream.next();
        exchange.content();
        return exchange.startStream().sendChunk(events);
    }

    private static String body(String more) {
        return "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"s3cret\"}]" + more + "}";
    }

    private Preparation prepared() {
        return LintelProcess.in(directory)
                .withFile("config/application.yaml", provider())
                .with("OTEL_BSP_SCHEDULE_DELAY", "3600000")
                .with("OTEL_METRICS_EXPORTER", "none");
    }

    private String provider() {
        return "providers: {acme: {base_url: 'http://127.0.0.1:" + upstream.port()
                + "/v1', default: true, retry: {attempts: 1}}}\n";
    }

    private static List<JsonNode> accessLines(LintelProcess lintel, int count) {
        awaitLines(lintel);
        List<JsonNode> lines = lines(lintel).stream()
                .filter(line -> line.get("loggerName").asText().equals(ACCESS))
                .toList();
        assertThat(lines).hasSize(count);
        assertThat(lintel.log()).doesNotContain("s3cret");
        return lines;
    }

    // All that it writes is JSON, one object a line.
    private static List<JsonNode> lines(LintelProcess lintel) {
        ObjectMapper json = new ObjectMapper();
        return lintel.output().stream()
                .map(line -> {
                    try {
                        return json.readTree(line);
                    } catch (IOException e) {
                        throw new UncheckedIOException("Not JSON: " + line, e);
                    }
                })
                .toList();
    }

    // Each event loop's lines wait for the writer by themselves.
    private static void awaitLines(LintelProcess lintel) {
        for (String end : List.of(
                "output_tokens=42 request_bytes=",
                "output_tokens=42 first_chunk=",
                " 502 failed ",
                "error=incomplete_stream ",
                " - cancelled ",
                " 400 completed error=missing_model ")) {
            lintel.awaitLine(Pattern.compile(end));
        }
    }

    /** One of the lines says this; calls on different event loops may be written in another order than they ended in. */
    private static void assertLine(List<JsonNode> lines, String message, Map<String, String> told) {
        List<JsonNode> matching = lines.stream()
                .filter(each -> each.get("message").asText().matches(message))
                .toList();
        assertThat(matching).as(message).hasSize(1);
        JsonNode line = matching.get(0);
        assertThat(line.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(FRAME);
        assertThat(line.get("level").asText()).isEqualTo("INFO");
        Map<String, String> expected = new TreeMap<>(told);
        Map<String, String> actual = new TreeMap<>();
        line.get("mdc")
                .fields()
                .forEachRemaining(
                        field -> actual.put(field.getKey(), field.getValue().asText()));
        assertThat(actual.remove("duration")).matches("[0-9]+([.][0-9]{1,3})?");
        for (String number : NUMBERS) {
            JsonNode value = line.get("mdc").path(number);
            assertThat(value.isNumber() || value.isMissingNode()).as(number).isTrue();
        }
        assertThat(line.get("mdc").get("sampled").isBoolean()).isTrue();
        assertThat(actual.remove("span_id")).matches("[0-9a-f]{16}");
        String trace = actual.remove("trace_id");
        assertThat(trace).matches("[0-9a-f]{32}");
        assertThat(line.toString()).containsOnlyOnce(trace);
        assertThat(actual.remove("client.address")).isEqualTo("127.0.0.1");
        assertThat(actual.remove("attempts"))
                .isEqualTo("400".equals(told.get("http.response.status_code")) ? "0" : "1");
        assertThat(actual.remove("server.address")).isIn("127.0.0.1", null);
        assertThat(actual.remove("http.request.body.size")).matches("\\d+");
        assertThat(actual.remove("http.response.body.size")).matches("\\d+");
        if (expected.remove("gen_ai.response.time_to_first_chunk") != null) {
            assertThat(actual.remove("gen_ai.response.time_to_first_chunk")).matches("[0-9]+([.][0-9]{1,3})?");
        }
        assertThat(actual).isEqualTo(expected);
    }
}
