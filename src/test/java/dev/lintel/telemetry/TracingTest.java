package dev.lintel.telemetry;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.CollectorResource;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.OtlpReceiver.ReceivedMetric;
import dev.lintel.testing.OtlpReceiver.ReceivedSpan;
import dev.lintel.testing.OverOtlp;
import dev.lintel.testing.RawClient;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a backend gets to see of each call over OTLP, and what the provider and the client are told of its trace. */
@QuarkusTest
@WithTestResource(CollectorResource.class)
class TracingTest extends OverOtlp {

    private static final String CHAT = "/v1/chat/completions";
    private static final String PLAIN = "{\"model\":\"gpt-4o\",\"messages\":[]}";
    private static final String PARENT_ID = "00f067aa0ba902b7";

    private final String traceId = TraceId.fromLongs(
            ThreadLocalRandom.current().nextLong(), ThreadLocalRandom.current().nextLong());

    // What the backend sees

    @Test
    void a_call_is_a_server_span_the_span_of_what_is_asked_and_that_of_its_attempt() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(CHAT, parent("01") + "user-agent: probe/1\r\n", PLAIN);
            upstream.next().answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }

        ReceivedSpan server = server(3);
        assertThat(server.name()).isEqualTo("POST /v1/chat/completions");
        assertThat(server.parentSpanId()).isEqualTo(PARENT_ID);
        assertThat(server.status()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        assertThat(server.attributes())
                .containsOnly(
                        entry("http.request.method", "POST"),
                        entry("http.response.status_code", 200L),
                        entry("http.route", "/v1/chat/completions"),
                        entry("url.path", "/v1/chat/completions"),
                        entry("url.scheme", "http"),
                        entry("server.address", "lintel.test"),
                        entry("server.port", 80L),
                        entry("client.address", "127.0.0.1"),
                        entry("user_agent.original", "probe/1"),
                        entry("network.protocol.version", "1.1"),
                        entry("lintel.outcome", "completed"));
        ReceivedSpan attempt = attempt(3);
        assertThat(attempt.name()).isEqualTo("POST");
        ReceivedSpan inference = inference(3);
        assertThat(inference.name()).isEqualTo("chat gpt-4o");
        assertThat(inference.kind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
        assertThat(inference.parentSpanId()).isEqualTo(server.spanId());
        assertThat(inference.attributes())
                .containsOnly(
                        entry("gen_ai.operation.name", "chat"),
                        entry("gen_ai.provider.name", "fake"),
                        entry("gen_ai.request.model", "gpt-4o"),
                        entry("openai.api.type", "chat_completions"),
                        entry("server.address", "127.0.0.1"),
                        entry("server.port", (long) upstream.port()),
                        entry("lintel.outcome", "completed"));
        assertThat(attempt.parentSpanId()).isEqualTo(inference.spanId());
        assertThat(attempt.status()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        assertThat(attempt.attributes())
                .containsOnly(
                        entry("http.request.method", "POST"),
                        entry("http.response.status_code", 200L),
                        entry("url.full", "http://127.0.0.1:" + upstream.port() + "/fake/v1/chat/completions"),
                        entry("network.protocol.version", "1.1"),
                        entry("server.address", "127.0.0.1"),
                        entry("server.port", (long) upstream.port()),
                        entry("lintel.outcome", "completed"));
        for (ReceivedSpan span : List.of(server, inference, attempt)) {
            assertThat(span.scope()).isEqualTo("dev.lintel");
            assertThat(span.schemaUrl()).isEqualTo("https://opentelemetry.io/schemas/1.41.0");
            assertThat(span.span().getEndTimeUnixNano())
                    .isGreaterThanOrEqualTo(span.span().getStartTimeUnixNano());
        }
    }

    @Test
    void an_endpoint_that_is_not_understood_has_a_route_of_one_name() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("DELETE /v1/files/a%20b HTTP/1.1\r\nhost: [::1]:8080\r\n" + parent("01") + "\r\n");
            upstream.next().end("HTTP/1.1 204 No Content\r\n\r\n");
            client.readHead();
        }

        ReceivedSpan server = server(2);
        assertThat(server.name()).isEqualTo("DELETE /v1/{rest}");
        assertThat(server.attributes())
                .containsEntry("http.route", "/v1/{rest}")
                .containsEntry("url.path", "/v1/files/a%20b")
                .containsEntry("server.port", 8080L)
                .doesNotContainKey("user_agent.original");
        assertThat(attempt(2).name()).isEqualTo("DELETE");
    }

    @Test
    void spans_end_with_the_last_byte_and_not_with_the_head() {
        try (RawClient client = RawClient.connect(lintel);
                RawClient other = RawClient.connect(lintel)) {
            client.post(CHAT, parent("01"), PLAIN);
            String piece = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"1\"}}]}\n\n";
            Exchange exchange = upstream.next().startStream().sendChunk(piece);
            client.readHead();
            client.read(piece.length());
            assertReceivedUpToNow(other);
            assertThat(collector.spans()).noneMatch(span -> span.traceId().equals(traceId));

            exchange.sendChunk("data: [DONE]\n\n").endStream();
            client.readRest();
        }

        assertThat(server(3).attributes()).containsEntry("lintel.outcome", "completed");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 409, 429, 499})
    void a_refusal_by_the_provider_is_no_error_of_the_server(int status) {
        answerWith(status);

        ReceivedSpan server = server(3);
        assertThat(server.status()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        assertThat(server.attributes())
                .containsEntry("http.response.status_code", (long) status)
                .containsEntry("error.type", String.valueOf(status))
                .containsEntry("lintel.error.source", "provider");
        assertError(attempt(3), String.valueOf(status), status, "completed");
        assertInferenceError(String.valueOf(status), "completed");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 599})
    void a_failure_of_the_provider_is_an_error_of_all_three(int status) {
        answerWith(status);

        assertThat(server(3).status()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(server(3).attributes())
                .containsEntry("error.type", String.valueOf(status))
                .containsEntry("http.response.status_code", (long) status);
        assertError(attempt(3), String.valueOf(status), status, "completed");
        assertInferenceError(String.valueOf(status), "completed");
    }

    @Test
    void a_stream_that_breaks_is_an_error_of_all_three_although_its_status_was_200() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(CHAT, parent("01"), PLAIN);
            Exchange exchange = upstream.next().startStream().sendChunk("data: {}\n\n");
            client.readHead();
            client.read(10);
            exchange.reset();
            client.readBreak();
        }

        assertError(server(3), "incomplete_stream", 200, "failed");
        assertError(attempt(3), "incomplete_stream", 200, "failed");
        assertInferenceError("incomplete_stream", "failed");
    }

    @Test
    void a_provider_that_breaks_off_before_its_answer_is_an_error_of_all_three() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(CHAT, parent("01"), PLAIN);
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.reset();
            assertThat(client.readAnswer().status()).isEqualTo(502);
        }

        assertError(server(3), "connection_closed", 502, "failed");
        ReceivedSpan attempt = attempt(3);
        assertThat(attempt.status()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(attempt.attributes())
                .containsKey("error.type")
                .containsEntry("lintel.outcome", "failed")
                .doesNotContainKey("http.response.status_code");
        assertInferenceError((String) attempt.attributes().get("error.type"), "failed");
    }

    @Test
    void a_method_that_http_does_not_know_has_one_name_on_both() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("FROBNICATE /v1/files HTTP/1.1\r\nhost: lintel.test\r\n" + parent("01") + "\r\n");
            Exchange exchange = upstream.next();
            assertThat(exchange.head().method()).isEqualTo("FROBNICATE");
            exchange.answer("{}");
            client.readAnswer();
        }

        assertThat(server(2).name()).isEqualTo("HTTP /v1/{rest}");
        assertThat(attempt(2).name()).isEqualTo("HTTP");
        for (ReceivedSpan span : List.of(server(2), attempt(2))) {
            assertThat(span.attributes())
                    .containsEntry("http.request.method", "_OTHER")
                    .containsEntry("http.request.method_original", "FROBNICATE");
        }
    }

    @Test
    void a_body_that_is_no_json_is_refused_and_traced() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(CHAT, parent("01"), "no JSON");
            assertRefused(client, 400, "POST /v1/chat/completions");
        }
    }

    @Test
    void a_path_that_leads_nowhere_is_refused_and_traced() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("GET /nowhere HTTP/1.1\r\nhost: lintel.test\r\n" + parent("01") + "\r\n");
            assertRefused(client, 404, "GET");
        }
    }

    @Test
    void a_body_that_is_too_large_is_refused_and_traced() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(CHAT, parent("01"), "{\"model\":\"" + "m".repeat(CollectorResource.MAX_BODY_BYTES) + "\"}");
            assertRefused(client, 413, "POST /v1/chat/completions");
        }
    }

    @Test
    void a_query_is_passed_on_and_never_told() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("GET /v1/files?key=s3cret-query HTTP/1.1\r\nhost: lintel.test\r\n" + parent("01") + "\r\n");
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).isEqualTo("/fake/v1/files?key=s3cret-query");
            exchange.answer("{}");
            client.readAnswer();
            client.send("GET /nowhere?key=s3cret-query HTTP/1.1\r\nhost: lintel.test\r\n" + parent("01") + "\r\n");
            client.readAnswer();
        }

        assertThat(collector.awaitTrace(traceId, 3))
                .noneMatch(span -> span.toString().contains("s3cret"));
    }

    @Test
    void keys_are_never_told() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(
                    CHAT,
                    parent("01")
                            + "authorization: Bearer s3cret-one\r\napi-key: s3cret-two\r\nx-api-key: s3cret-three\r\n",
                    PLAIN);
            Exchange exchange = upstream.next();
            assertThat(exchange.head().all("authorization")).containsExactly("Bearer " + CollectorResource.ACCESS_KEY);
            exchange.answer("{}");
            client.readAnswer();
        }

        assertThat(collector.awaitTrace(traceId, 3))
                .noneMatch(span -> span.toString().contains("s3cret"));
        collector.awaitMetric("http.client.request.duration", any -> true);
        assertThat(collector.metrics()).noneMatch(metric -> metric.toString().contains("s3cret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/health/started"})
    void health_is_not_traced(String path) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("GET " + path + " HTTP/1.1\r\nhost: lintel.test\r\n" + parent("01") + "\r\n");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            assertReceivedUpToNow(client);
        }

        assertThat(collector.spans()).noneMatch(span -> span.traceId().equals(traceId));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/traces", "/v1/metrics", "/v1/logs"})
    void telemetry_that_is_sent_here_by_mistake_is_neither_relayed_nor_traced(String path) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(path, parent("01"), "{}");
            assertThat(client.readAnswer().status()).isEqualTo(404);
            assertReceivedUpToNow(client);
        }

        assertThat(collector.spans()).noneMatch(span -> span.traceId().equals(traceId));
    }

    // What the provider and the client are told

    @Test
    void the_provider_gets_the_callers_trace_with_the_span_id_of_the_attempt() {
        HttpHead[] heads = exchange(parent("01"));

        assertThat(heads[0].all("traceparent"))
                .containsExactly("00-" + traceId + "-" + attempt(3).spanId() + "-01");
        assertThat(heads[1].all("traceresponse"))
                .containsExactly("00-" + traceId + "-" + server(3).spanId() + "-01");
    }

    @Test
    void tracestate_and_baggage_reach_the_provider_byte_for_byte() {
        String state = "dd=s:1;o:rum;t.dm:-4 ,\t0a@b= x,congo=t61rcWkgMzE";
        String baggage = "user=Am%C3%A9lie;prop=1;other , empty=,=odd,\"";

        HttpHead[] heads = exchange(parent("01") + "tracestate: " + state + "\r\nbaggage: " + baggage + "\r\n");

        assertThat(heads[0].all("tracestate")).containsExactly(state);
        assertThat(heads[0].all("baggage")).containsExactly(baggage);
    }

    @Test
    void several_lines_of_tracestate_and_baggage_stay_one_list_in_order() {
        HttpHead[] heads =
                exchange(parent("01") + "tracestate: a=1,b=2\r\nbaggage: x=1\r\ntracestate: c=3\r\nbaggage: y=2\r\n");

        assertThat(String.join(",", heads[0].all("tracestate"))).isEqualTo("a=1,b=2,c=3");
        assertThat(String.join(",", heads[0].all("baggage"))).isEqualTo("x=1,y=2");
    }

    @ParameterizedTest
    @CsvSource({"00,00", "01,01", "02,02", "03,03", "04,00", "fd,01", "ff,03"})
    void flags_are_handed_on_as_far_as_they_are_known(String received, String sent) {
        HttpHead[] heads = exchange(parent(received));

        assertThat(heads[0].field("traceparent").orElseThrow()).matches("00-" + traceId + "-[0-9a-f]{16}-" + sent);
        assertThat(heads[1].field("traceresponse").orElseThrow()).matches("00-" + traceId + "-[0-9a-f]{16}-" + sent);
    }

    @Test
    void of_an_unsampled_caller_nothing_is_exported_but_its_context_is_handed_on() {
        HttpHead[] heads = exchange(parent("00") + "tracestate: dd=s:0\r\nbaggage: x=1\r\n");

        assertThat(heads[0].field("traceparent").orElseThrow())
                .matches("00-" + traceId + "-[0-9a-f]{16}-00")
                .doesNotContain(PARENT_ID, "0000000000000000");
        assertThat(heads[0].field("tracestate")).contains("dd=s:0");
        assertThat(heads[0].field("baggage")).contains("x=1");
        try (RawClient client = RawClient.connect(lintel)) {
            assertReceivedUpToNow(client);
        }
        assertThat(collector.spans()).noneMatch(span -> span.traceId().equals(traceId));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "traceparent: 00-%s-00f067aa0ba902b7-01-more\r\ntracestate: a=1\r\n",
                "traceparent: ff-%s-00f067aa0ba902b7-01\r\ntracestate: a=1\r\n",
                "traceparent: 00-%s-0000000000000000-01\r\ntracestate: a=1\r\n",
                "traceparent: 00-%s-00f067aa0ba902b7-01\r\ntraceparent: 00-%s-00f067aa0ba902b7-01\r\n",
                "traceparent: 00-%s-00f067aa0ba902b7-01, 00-%s-00f067aa0ba902b7-01\r\n",
                "tracestate: a=1\r\n",
            })
    void without_a_valid_caller_a_new_trace_starts_with_random_ids_and_its_threshold(String headers) {
        HttpHead[] heads = exchange(headers.replace("%s", traceId));

        String traceparent = heads[0].field("traceparent").orElseThrow();
        assertThat(traceparent).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-03").doesNotContain(traceId);
        assertThat(heads[0].all("tracestate")).containsExactly("ot=th:0");
        String started = traceparent.substring(3, 35);
        assertThat(heads[1].field("traceresponse").orElseThrow()).matches("00-" + started + "-[0-9a-f]{16}-03");
        List<ReceivedSpan> spans = collector.awaitTrace(started, 3);
        assertThat(spans)
                .filteredOn(span -> span.kind() == SpanKind.SPAN_KIND_SERVER)
                .singleElement()
                .satisfies(server -> {
                    assertThat(server.parentSpanId()).isEmpty();
                    assertThat(server.span().getTraceState()).isEqualTo("ot=th:0");
                });
    }

    @Test
    void a_later_version_is_continued_and_answered_as_the_first() {
        HttpHead[] heads = exchange("traceparent: cc-" + traceId + "-" + PARENT_ID + "-01-what-will-be\r\n");

        assertThat(heads[0].field("traceparent").orElseThrow()).matches("00-" + traceId + "-[0-9a-f]{16}-01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A=1", "a=1,b", "a=1\r\ntracestate: B=2", "a="})
    void an_invalid_tracestate_is_dropped_and_the_trace_goes_on(String state) {
        HttpHead[] heads = exchange(parent("01") + "tracestate: " + state + "\r\n");

        assertThat(heads[0].field("traceparent").orElseThrow()).matches("00-" + traceId + "-[0-9a-f]{16}-01");
        assertThat(heads[0].all("tracestate")).isEmpty();
    }

    @Test
    void a_client_that_sends_a_traceresponse_of_its_own_or_gets_the_providers_is_told_lintels() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(CHAT, parent("01"), PLAIN);
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.end("HTTP/1.1 200 OK\r\ntraceresponse: 00-" + "1".repeat(32) + "-" + "2".repeat(16)
                    + "-01\r\ncontent-length: 0\r\n\r\n");
            assertThat(client.readAnswer().head().all("traceresponse"))
                    .containsExactly("00-" + traceId + "-" + server(3).spanId() + "-01");
        }
    }

    // Metrics

    @Test
    void durations_of_both_sides_are_counted_also_of_calls_that_are_not_kept() {
        String path = "/v1/" + traceId;
        int status = 207;
        try (RawClient client = RawClient.connect(lintel)) {
            for (String flags : List.of("00", "01")) {
                client.send("PATCH " + path + " HTTP/1.1\r\nhost: lintel.test\r\n" + parent(flags) + "\r\n");
                upstream.next().end("HTTP/1.1 " + status + " Multi\r\ncontent-length: 0\r\n\r\n");
                client.readAnswer();
            }
        }

        assertDuration(
                "http.server.request.duration",
                Map.of(
                        "http.request.method", "PATCH",
                        "http.route", "/v1/{rest}",
                        "http.response.status_code", (long) status,
                        "url.scheme", "http",
                        "network.protocol.version", "1.1"));
        assertDuration(
                "http.client.request.duration",
                Map.of(
                        "http.request.method",
                        "PATCH",
                        "http.response.status_code",
                        (long) status,
                        "server.address",
                        "127.0.0.1",
                        "server.port",
                        (long) upstream.port()));
        assertThat(collector.metrics()).noneMatch(metric -> metric.toString().contains(traceId));
    }

    @Test
    void methods_that_http_does_not_know_are_one_in_metrics() {
        try (RawClient client = RawClient.connect(lintel)) {
            for (String method : List.of("FROB-ONE", "FROB-TWO")) {
                client.send(method + " /v1/files HTTP/1.1\r\nhost: lintel.test\r\n\r\n");
                upstream.next().answer("{}");
                client.readAnswer();
            }
        }
        Map<String, Object> other = Map.of("http.request.method", "_OTHER");

        for (String name : List.of("http.server.request.duration", "http.client.request.duration")) {
            collector.awaitMetric(
                    name,
                    metric -> metric.histogram(other)
                            .filter(point -> point.getCount() >= 2)
                            .isPresent());
        }
        assertThat(collector.metrics()).noneMatch(metric -> metric.toString().contains("FROB"));
        collector.awaitSpans(4, span -> "_OTHER".equals(span.attribute("http.request.method")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO HTTP AT ALL\r\n\r\n", "GET /v1/models HTTP/1.1\r\nno colon\r\n\r\n"})
    void what_is_refused_before_it_is_a_request_is_counted_and_not_traced(String malformed) {
        long before = collector
                .awaitMetric("lintel.requests.malformed", metric -> true)
                .sum();
        try (RawClient client = RawClient.connect(lintel).send(malformed)) {
            assertThat(client.readHead().status()).isEqualTo(400);
        }
        collector.awaitMetric("lintel.requests.malformed", metric -> metric.sum() == before + 1);
        assertThat(collector.spans()).isEmpty();
    }

    @Test
    void active_calls_are_counted_and_in_the_end_there_are_none() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(CHAT, PLAIN);
            Exchange exchange = upstream.next();
            collector.awaitMetric("lintel.calls.active", metric -> metric.sum() == 1);

            exchange.answer("{}");
            client.readAnswer();
            collector.clear();
            ReceivedMetric active = collector.awaitMetric("lintel.calls.active", metric -> metric.sum() == 0);
            assertThat(active.metric().getUnit()).isEqualTo("{call}");
            assertThat(active.metric().getSum().getIsMonotonic()).isFalse();
        }
    }

    private void assertDuration(String name, Map<String, Object> attributes) {
        ReceivedMetric metric = collector.awaitMetric(
                name,
                received -> received.histogram(attributes)
                        .filter(point -> point.getCount() == 2)
                        .isPresent());
        assertThat(metric.metric().getUnit()).isEqualTo("s");
        assertThat(metric.scope()).isEqualTo("dev.lintel");
        HistogramDataPoint point = metric.histogram(attributes).orElseThrow();
        assertThat(point.getExplicitBoundsList())
                .containsExactly(
                        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0, 30.0, 60.0,
                        120.0, 300.0, 600.0);
        assertThat(point.getSum()).isPositive();
    }

    private void assertRefused(RawClient client, int status, String name) {
        RawClient.Answer answer = client.readAnswer();
        assertThat(answer.status()).isEqualTo(status);
        ReceivedSpan server = server(1);
        assertThat(answer.head().all("traceresponse")).containsExactly("00-" + traceId + "-" + server.spanId() + "-01");
        assertThat(server.name()).isEqualTo(name);
        assertThat(server.parentSpanId()).isEqualTo(PARENT_ID);
        assertThat(server.status()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        assertThat(server.attributes())
                .containsEntry("http.response.status_code", (long) status)
                .containsEntry("lintel.outcome", "completed")
                .containsEntry("lintel.error.source", "client");
        assertReceivedUpToNow(client);
        assertThat(collector.awaitTrace(traceId, 1)).hasSize(1);
    }

    private void assertInferenceError(String type, String outcome) {
        ReceivedSpan inference = inference(3);
        assertThat(inference.status()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(inference.attributes()).containsEntry("error.type", type).containsEntry("lintel.outcome", outcome);
    }

    private static void assertError(ReceivedSpan span, String type, long status, String outcome) {
        assertThat(span.status()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(span.attributes())
                .containsEntry("error.type", type)
                .containsEntry("http.response.status_code", status)
                .containsEntry("lintel.outcome", outcome);
    }

    /** Makes a call whose spans are exported after those of all calls that have ended, and waits for them. */
    private void assertReceivedUpToNow(RawClient client) {
        client.post(CHAT, PLAIN);
        upstream.next().answer("{}");
        String traceresponse = client.readAnswer().head().field("traceresponse").orElseThrow();
        collector.awaitTrace(traceresponse.substring(3, 35), 3);
    }

    private void answerWith(int status) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(CHAT, parent("01"), PLAIN);
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.end("HTTP/1.1 " + status + " Odd\r\ncontent-length: 0\r\n\r\n");
            assertThat(client.readAnswer().status()).isEqualTo(status);
        }
    }

    /** Makes a call with these header lines; the heads of what the provider got, and of what the client did. */
    private HttpHead[] exchange(String headerLines) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(CHAT, headerLines, PLAIN);
            Exchange exchange = upstream.next();
            exchange.answer("{}");
            return new HttpHead[] {exchange.head(), client.readAnswer().head()};
        }
    }

    private String parent(String flags) {
        return "traceparent: 00-" + traceId + "-" + PARENT_ID + "-" + flags + "\r\n";
    }

    private ReceivedSpan server(int spans) {
        return only(spans, span -> span.kind() == SpanKind.SPAN_KIND_SERVER);
    }

    private ReceivedSpan attempt(int spans) {
        return only(spans, span -> span.attributes().containsKey("url.full"));
    }

    private ReceivedSpan inference(int spans) {
        return only(spans, span -> span.attributes().containsKey("gen_ai.operation.name"));
    }

    private ReceivedSpan only(int spans, Predicate<ReceivedSpan> which) {
        List<ReceivedSpan> trace = collector.awaitTrace(traceId, spans);
        assertThat(trace).hasSize(spans);
        List<ReceivedSpan> found = trace.stream().filter(which).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
