package dev.lintel.telemetry.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lintel.callers.prices.Prices;
import dev.lintel.http.ApiError;
import dev.lintel.http.ErrorType;
import dev.lintel.openai.Operation;
import dev.lintel.openai.request.RequestOutline;
import dev.lintel.providers.Provider;
import dev.lintel.telemetry.call.Attempt;
import dev.lintel.telemetry.call.CallRecord;
import dev.lintel.telemetry.call.Inference;
import dev.lintel.telemetry.convention.CallHead;
import dev.lintel.telemetry.ending.Ending;
import dev.lintel.telemetry.metrics.GenAiMetrics;
import dev.lintel.testing.RawClient;
import dev.lintel.trace.CallTracer;
import dev.lintel.trace.ParentSampling;
import dev.lintel.trace.sampling.RandomSampler;
import io.opentelemetry.api.OpenTelemetry;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lines of records that are made on an event loop, of requests that have come over a connection. */
final class LinesOfCallsTest {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SECONDS = "\\d+\\.\\d{3}";
    private static final String TIMESTAMP = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

    private static final Provider PROVIDER =
            Provider.of("acme", URI.create("http://acme.example/v1"), Provider.Credentials.NONE, List.of(), true);

    private final Vertx vertx = Vertx.vertx();

    /** What has been written of one call: twice in each form, by the same formatter. */
    private record Lines(String text, String json) {}

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void of_a_stream_say_what_was_asked_how_it_ended_and_how_long_it_took() throws IOException {
        Lines lines = written("POST /v1/chat/completions?key=s3cret", LinesOfCallsTest::stream);

        String message = "POST /v1/chat/completions 200 completed duration=" + SECONDS
                + " client=192\\.0\\.2\\.7 provider=acme host=acme\\.example attempts=1 model=gpt-4o input_tokens=19"
                + " output_tokens=42 first_chunk=" + SECONDS + " request_bytes=0 response_bytes=0";
        assertThat(lines.text()).matches(TIMESTAMP + " INFO  \\[\\S+\\] " + message + " trace=" + TRACE_ID + "\n");
        JsonNode line = read(lines.json());
        assertThat(line.get("timestamp").asText()).matches(TIMESTAMP);
        assertThat(line.get("loggerName").asText()).isEqualTo("dev.lintel.access");
        assertThat(line.get("level").asText()).isEqualTo("INFO");
        assertThat(line.get("message").asText()).matches(message);
        JsonNode fields = line.get("mdc");
        assertThat(fields.get("http.request.method").textValue()).isEqualTo("POST");
        assertThat(fields.get("url.path").textValue()).isEqualTo("/v1/chat/completions");
        assertThat(fields.get("http.response.status_code").isNumber()).isTrue();
        assertThat(fields.get("http.response.status_code").asInt()).isEqualTo(200);
        assertThat(fields.get("lintel.outcome").textValue()).isEqualTo("completed");
        assertThat(fields.get("gen_ai.provider.name").textValue()).isEqualTo("acme");
        assertThat(fields.get("gen_ai.request.model").textValue()).isEqualTo("gpt-4o");
        assertThat(fields.get("gen_ai.usage.input_tokens").isNumber()).isTrue();
        assertThat(fields.get("gen_ai.usage.input_tokens").asInt()).isEqualTo(19);
        assertThat(fields.get("gen_ai.usage.output_tokens").isNumber()).isTrue();
        assertThat(fields.get("gen_ai.usage.output_tokens").asInt()).isEqualTo(42);
        assertThat(fields.get("duration").asDouble()).isNotNegative();
        assertThat(fields.get("gen_ai.response.time_to_first_chunk").asDouble()).isNotNegative();
        assertThat(fields.get("trace_id").textValue()).isEqualTo(TRACE_ID);
        assertThat(lines.json()).containsOnlyOnce(TRACE_ID);
        assertThat(fields.get("client.address").textValue()).isEqualTo("192.0.2.7");
        assertThat(fields.get("server.address").textValue()).isEqualTo("acme.example");
        for (String number : List.of("attempts", "http.request.body.size", "http.response.body.size")) {
            assertThat(fields.get(number).isNumber()).as(number).isTrue();
        }
        assertThat(fields.has("error.type")).isFalse();
    }

    @Test
    void of_a_call_that_failed_say_with_what_error() throws IOException {
        Lines lines = written("GET /v1/files/a", call -> {
            Attempt attempt = call.sent(PROVIDER, "/files/a", null);
            call.attemptEnded(attempt, Ending.failed(ErrorType.ofProvider("timeout")));
            call.ended(504, Ending.failed(ErrorType.ofProvider("timeout")));
        });

        String message = "GET /v1/files/a 504 failed error=timeout source=provider duration=" + SECONDS
                + " client=192\\.0\\.2\\.7 host=acme\\.example attempts=1 request_bytes=0 response_bytes=0";
        assertThat(lines.text()).matches("\\S+ INFO  \\[\\S+\\] " + message + " trace=" + TRACE_ID + "\n");
        assertThat(read(lines.json()).get("message").asText()).matches(message);
        assertThat(read(lines.json()).at("/mdc/error.type").textValue()).isEqualTo("timeout");
        assertThat(read(lines.json()).at("/mdc/lintel.error.source").textValue())
                .isEqualTo("provider");
        assertThat(read(lines.json()).get("mdc").has("gen_ai.provider.name")).isFalse();
    }

    @Test
    void of_a_call_that_is_refused_say_why_and_who_made_the_error() throws IOException {
        ErrorType refusal =
                ApiError.invalidRequest(404, "model_not_found", "model", "x").errorType();
        Lines lines = written("POST /v1/embeddings", call -> {
            call.refused(refusal);
            call.ended(404, Ending.COMPLETED);
        });

        assertThat(lines.text())
                .contains("] POST /v1/embeddings 404 completed error=model_not_found source=client duration=")
                .contains(" attempts=0 ");
        assertThat(read(lines.json()).at("/mdc/error.type").textValue()).isEqualTo("model_not_found");
    }

    @Test
    void of_a_call_that_nobody_was_answered_have_no_status() throws IOException {
        Lines lines = written("GET /v1/files/a", call -> call.ended(0, Ending.CANCELLED));

        assertThat(lines.text()).contains("] GET /v1/files/a - cancelled duration=");
        assertThat(read(lines.json()).get("mdc").has("http.response.status_code"))
                .isFalse();
    }

    @Test
    void of_a_callers_call_name_it() throws IOException {
        Lines lines = written("GET /v1/files/a", call -> {
            call.identified("team-a");
            call.ended(200, Ending.COMPLETED);
        });

        assertThat(lines.text())
                .containsPattern(" duration=" + SECONDS + " client=192\\.0\\.2\\.7 caller=team-a attempts=0 ");
        assertThat(read(lines.json()).at("/mdc/lintel.caller").textValue()).isEqualTo("team-a");
    }

    @Test
    void are_one_line_and_json_whatever_a_model_is_called() throws IOException {
        String model = "a \"quoted\" \\ model\u007f é\ud83c\udf0d\u2028\t\r\n\u0000{}";
        Lines lines = written("POST /v1/embeddings", call -> {
            call.read(inference(Operation.EMBEDDINGS, model), Buffer.buffer("{}"), 0);
            call.ended(400, Ending.COMPLETED);
        });

        assertThat(lines.text()).endsWith("\n").containsOnlyOnce("\n").doesNotContain("\r", "\t", "\u0000");
        assertThat(lines.json()).endsWith("\n").containsOnlyOnce("\n");
        String safe = model.replaceAll("\\p{Cntrl}", "\ufffd");
        assertThat(lines.text()).contains(" model=" + safe + " ");
        assertThat(read(lines.json()).at("/mdc/gen_ai.request.model").textValue())
                .isEqualTo(safe);
        assertThat(read(lines.json()).get("message").asText()).contains(" model=" + safe + " ");
    }

    private static void stream(CallRecord call) {
        call.routed("/v1/chat/completions");
        call.read(inference(Operation.CHAT_COMPLETIONS, "gpt-4o"), Buffer.buffer("{}"), 0);
        Attempt attempt = call.sent(PROVIDER, "/chat/completions", null);
        call.answered(attempt, 200, MultiMap.caseInsensitiveMultiMap());
        call.relayed(200, MultiMap.caseInsensitiveMultiMap().add("content-type", "text/event-stream"));
        call.piece(Buffer.buffer("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"s3cret\"},"
                + "\"finish_reason\":\"stop\"}]}\n\ndata: {\"choices\":[],"
                + "\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":42}}\n\ndata: [DONE]\n\n"));
        call.attemptEnded(attempt, Ending.COMPLETED);
        call.ended(200, Ending.COMPLETED);
    }

    private static Inference inference(Operation operation, String model) {
        return new Inference(
                operation,
                PROVIDER,
                model,
                null,
                true,
                false,
                RequestOutline.read("{}".getBytes(UTF_8)).parameters());
    }

    private Lines written(String line, Consumer<CallRecord> course) {
        CompletableFuture<Lines> written = new CompletableFuture<>();
        HttpServer server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> {
                    try {
                        course.accept(record(request, written));
                    } catch (RuntimeException | AssertionError e) {
                        written.completeExceptionally(e);
                    }
                });
        server.listen().toCompletionStage().toCompletableFuture().join();
        URI url = URI.create("http://127.0.0.1:" + server.actualPort());
        try (RawClient client = RawClient.connect(url)) {
            client.send(line + " HTTP/1.1\r\nhost: a\r\ntraceparent: 00-" + TRACE_ID + "-00f067aa0ba902b7-01\r\n\r\n");
            Lines lines = written.join();
            assertThat(lines.text() + lines.json()).doesNotContain("s3cret");
            return lines;
        }
    }

    private static CallRecord record(HttpServerRequest request, CompletableFuture<Lines> written) {
        CallTracer tracer = new CallTracer(List.of(), ParentSampling.RESPECT, new RandomSampler(100));
        return new CallRecord(
                CallHead.of(request, "192.0.2.7"),
                tracer.place(request.headers()),
                new GenAiMetrics(OpenTelemetry.noop().getMeter("test")),
                Prices.NONE,
                null,
                told -> false,
                call -> written.complete(new Lines(twice(new TextLine(), call), twice(new JsonLine(), call))));
    }

    // A formatter is used again for each line of its thread.
    private static String twice(LineFormat format, CallRecord call) {
        String first = text(format.format(call));
        String second = text(format.format(call));
        assertThat(second).hasSameSizeAs(first);
        return second;
    }

    private static String text(LineBuffer line) {
        return new String(line.bytes(), 0, line.length(), UTF_8);
    }

    private static JsonNode read(String line) throws IOException {
        return new ObjectMapper().readTree(line);
    }
}
