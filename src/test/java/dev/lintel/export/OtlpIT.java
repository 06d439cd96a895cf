package dev.lintel.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.DeafPort;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.OtlpReceiver;
import dev.lintel.testing.OtlpReceiver.Manners;
import dev.lintel.testing.OtlpReceiver.Protocol;
import dev.lintel.testing.OtlpReceiver.ReceivedMetric;
import dev.lintel.testing.OtlpReceiver.ReceivedSpan;
import dev.lintel.testing.OtlpReceiver.Request;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged application sends its telemetry as OpenTelemetry's standard variables say. */
@Execution(ExecutionMode.CONCURRENT)
@Alongside
final class OtlpIT extends Packaged {

    private static final Pattern SPANS_LOST = Pattern.compile("spans (?:were lost|could not be exported)");
    private static final String PLAIN = "{\"model\":\"any\",\"messages\":[]}";

    // Where to and how

    @Test
    void by_grpc_and_as_lintel_when_nothing_is_said_each_span_once() {
        try (LintelProcess lintel = prepared().start()) {
            call(lintel);
            List<ReceivedSpan> spans = awaitTelemetry();
            assertThat(collector.requests()).allMatch(request -> request.protocol() == Protocol.GRPC);
            assertThat(spans)
                    .extracting(ReceivedSpan::name)
                    .containsExactlyInAnyOrder("POST /v1/chat/completions", "chat any", "POST");
            assertThat(spans).extracting(ReceivedSpan::spanId).doesNotHaveDuplicates();
            assertThat(spans)
                    .allSatisfy(span -> assertThat(span.resource())
                            .containsEntry("service.name", "lintel")
                            .containsEntry("telemetry.sdk.language", "java")
                            .containsKey("service.version"));
        }
    }

    @Test
    void each_process_has_an_id_of_its_own_on_spans_and_metrics() {
        Set<Object> ids = new HashSet<>();
        for (int process = 0; process < 2; process++) {
            collector.clear();
            try (LintelProcess lintel = prepared().start()) {
                call(lintel);
                awaitTelemetry();
                Object id = collector.spans().get(0).resource().get("service.instance.id");
                assertThat(String.valueOf(id)).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
                assertThat(collector.metrics().get(0).resource())
                        .containsEntry("service.instance.id", id)
                        .containsKey("service.version");
                ids.add(id);
            }
        }
        assertThat(ids).hasSize(2);
    }

    @Test
    void by_http_when_the_protocol_says_so() {
        try (LintelProcess lintel =
                prepared().with("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf").start()) {
            call(lintel);
            awaitTelemetry();
            assertThat(collector.requests()).allMatch(request -> request.protocol() == Protocol.HTTP);
        }
    }

    @Test
    void by_a_protocol_and_to_an_endpoint_of_each_signals_own() {
        try (OtlpReceiver other = OtlpReceiver.start();
                LintelProcess lintel = prepared()
                        .with("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf")
                        .with("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", other.endpoint() + "/v1/traces")
                        .start()) {
            call(lintel);
            other.awaitTrace(TRACE_ID, 2);
            collector.awaitMetric("http.server.request.duration", any -> true);
            assertThat(other.requests()).extracting(Request::path).containsOnly("/v1/traces");
            assertThat(other.requests()).allMatch(request -> request.protocol() == Protocol.HTTP);
            assertThat(collector.spans()).isEmpty();
            assertThat(collector.requests()).allMatch(request -> request.protocol() == Protocol.GRPC);
        }
    }

    @ParameterizedTest
    @CsvSource({"grpc, true", "grpc, false", "http/protobuf, true", "http/protobuf, false"})
    void compressed_when_that_is_asked_for_and_with_the_headers_that_a_backend_wants(
            String protocol, boolean compressed) {
        try (LintelProcess lintel = prepared()
                .with("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
                .with("OTEL_EXPORTER_OTLP_COMPRESSION", compressed ? "gzip" : "none")
                .with("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=one,authorization=Basic%20czNjcmV0%3D")
                .start()) {
            call(lintel);
            awaitTelemetry();
            assertThat(collector.requests()).allSatisfy(request -> {
                assertThat(request.compressed()).isEqualTo(compressed);
                assertThat(request.headers())
                        .containsEntry("x-tenant", "one")
                        .containsEntry("authorization", "Basic czNjcmV0=");
            });
            assertThat(lintel.log()).doesNotContain("czNjcmV0");
        }
    }

    // Who says it

    @Test
    void as_the_service_with_the_resource_that_the_variables_name() {
        try (LintelProcess lintel = prepared()
                .with("OTEL_SERVICE_NAME", "gateway")
                .with(
                        "OTEL_RESOURCE_ATTRIBUTES",
                        "deployment.environment.name=prod,team=a%20b%2Cc,service.name=not-this,"
                                + "service.instance.id=pod-7")
                .start()) {
            call(lintel);
            awaitTelemetry();
            for (Map<String, Object> resource : List.of(
                    collector.spans().get(0).resource(),
                    collector.metrics().get(0).resource())) {
                assertThat(resource)
                        .containsEntry("service.name", "gateway")
                        .containsEntry("deployment.environment.name", "prod")
                        .containsEntry("team", "a b,c")
                        .containsEntry("service.instance.id", "pod-7");
            }
        }
    }

    // What is switched off

    @Test
    void nothing_at_all_when_the_sdk_is_disabled_and_the_callers_context_passes_untouched() {
        try (LintelProcess lintel = prepared().with("OTEL_SDK_DISABLED", "true").start();
                RawClient client = RawClient.connect(lintel.url())) {
            client.post(
                    CHAT,
                    SAMPLED + "tracestate: dd=s:1 ,\tx@y= z\r\nbaggage: a=1;p , b=%20\r\ntracestate: UPPER=invalid\r\n",
                    PLAIN);
            Exchange exchange = upstream.next();
            exchange.answer("{}");
            Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.head().all("traceresponse")).isEmpty();
            assertThat(exchange.head().all("traceparent")).containsExactly("00-" + TRACE_ID + "-00f067aa0ba902b7-01");
            assertThat(exchange.head().all("tracestate")).containsExactly("dd=s:1 ,\tx@y= z", "UPPER=invalid");
            assertThat(exchange.head().all("baggage")).containsExactly("a=1;p , b=%20");

            client.get("/v1/models");
            Exchange list = upstream.next();
            list.answer("{\"data\":[]}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            lintel.terminate();
            lintel.awaitExit();
            assertThat(collector.requests()).isEmpty();
            assertThat(lintel.log()).doesNotContain("WARN", "ERROR", STACK_TRACE);
        }
    }

    @Test
    void traces_alone_when_there_is_no_exporter_of_metrics() {
        try (LintelProcess lintel =
                prepared().with("OTEL_METRICS_EXPORTER", "none").start()) {
            call(lintel);
            collector.awaitTrace(TRACE_ID, 2);
            lintel.terminate();
            lintel.awaitExit();
            assertThat(collector.metrics()).isEmpty();
            assertThat(lintel.log()).doesNotContain("ERROR", STACK_TRACE);
        }
    }

    @Test
    void metrics_alone_when_there_is_no_exporter_of_traces() {
        try (LintelProcess lintel =
                prepared().with("OTEL_TRACES_EXPORTER", "none").start()) {
            call(lintel);
            collector.awaitMetric("http.server.request.duration", any -> true);
            lintel.terminate();
            lintel.awaitExit();
            assertThat(collector.spans()).isEmpty();
            assertThat(lintel.log()).doesNotContain("ERROR", STACK_TRACE);
        }
    }

    @Test
    void by_lintels_own_rules_whatever_sampler_and_propagators_the_environment_names() {
        try (LintelProcess lintel = prepared()
                .with("OTEL_TRACES_SAMPLER", "always_off")
                .with("OTEL_TRACES_SAMPLER_ARG", "0")
                .with("OTEL_PROPAGATORS", "b3")
                .start()) {
            Exchange exchange = call(lintel);
            assertThat(exchange.head().all("b3")).isEmpty();
            assertThat(exchange.head().field("traceparent").orElseThrow()).startsWith("00-" + TRACE_ID);
            awaitTelemetry();
            assertThat(lintel.output())
                    .filteredOn(line -> line.contains("OTEL_TRACES_SAMPLER"))
                    .singleElement()
                    .asString()
                    .contains("WARN", "always_off", "tracing.random_sampling");
            assertThat(lintel.output())
                    .filteredOn(line -> line.contains("OTEL_PROPAGATORS"))
                    .singleElement()
                    .asString()
                    .contains("WARN", "b3");
        }
    }

    // A collector that is not there, or misbehaves

    @ParameterizedTest
    @CsvSource({"grpc", "http/protobuf"})
    void with_one_warning_of_each_signal_when_nobody_listens_and_calls_go_on(String protocol) {
        try (DeafPort nowhere = DeafPort.open();
                LintelProcess lintel = prepared()
                        .with("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + nowhere.number())
                        .with("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
                        .start()) {
            call(lintel);
            lintel.awaitLine(Pattern.compile("Failed to export traces"));
            lintel.awaitLine(Pattern.compile("Failed to export metrics"));
            call(lintel);
            lintel.terminate();
            lintel.awaitExit();
            assertThat(lintel.output())
                    .filteredOn(line ->
                            line.contains("WARN") && !SPANS_LOST.matcher(line).find())
                    .hasSize(2)
                    .allMatch(
                            line -> line.contains(" to http://127.0.0.1:" + nowhere.number() + ": Connection refused"));
            assertThat(lintel.log()).doesNotContain(STACK_TRACE, "ERROR");
        }
    }

    @Test
    void again_when_a_collector_that_misbehaved_has_recovered_and_calls_go_on_meanwhile() {
        try (LintelProcess lintel = prepared().start()) {
            for (Manners manners : EnumSet.complementOf(EnumSet.of(Manners.ACCEPT))) {
                collector.behave(manners);
                collector.clear();
                for (int call = 0; call < 3; call++) {
                    call(lintel);
                }
                collector.awaitRequest(request -> request.path().contains("TraceService"));
                call(lintel);
                collector.release();
                collector.clear();
                call(lintel);
                awaitTelemetry();
            }
        }
    }

    @Override
    protected Preparation prepared() {
        return super.prepared()
                .withFile("config/application.yaml", fakeInYaml())
                .with("OTEL_METRIC_EXPORT_INTERVAL", "100");
    }

    /** Makes a sampled call, which succeeds; what the provider saw of it. */
    private Exchange call(LintelProcess lintel) {
        try (RawClient client = RawClient.connect(lintel.url())) {
            client.post(CHAT, SAMPLED, PLAIN);
            Exchange exchange = upstream.next();
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            return exchange;
        }
    }

    /** Waits for spans and metrics; the spans. */
    private List<ReceivedSpan> awaitTelemetry() {
        for (String name : List.of("http.server.request.duration", "http.client.request.duration")) {
            ReceivedMetric metric = collector.awaitMetric(name, any -> true);
            assertThat(metric.scope()).isEqualTo("dev.lintel");
        }
        return collector.awaitTrace(TRACE_ID, 3);
    }
}
