package dev.lintel.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.BackendStandIn;
import dev.lintel.testing.BackendStandIn.Backend;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.OtlpReceiver;
import dev.lintel.testing.OtlpReceiver.Protocol;
import dev.lintel.testing.RawClient;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue.ValueCase;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Backends that take traces from Lintel itself, as docs/backends tells it: each stand-in has the rules of the one that it
 * stands in for.
 */
@Alongside
final class BackendsIT {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    /** Of one call to the demo provider. */
    private static final int SPANS = 3;

    @TempDir
    Path directory;

    @Test
    void jaeger_takes_what_is_sent_over_http() {
        try (BackendStandIn jaeger = BackendStandIn.of(Backend.JAEGER);
                LintelProcess lintel = overHttp(jaeger.url().toString()).start()) {
            assertWholeCall(taken(jaeger, lintel));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x-scope-orgid=team-one"})
    void jaeger_and_tempo_take_what_is_sent_by_grpc(String headers) {
        try (OtlpReceiver backend = OtlpReceiver.start();
                LintelProcess lintel = prepared()
                        .with("OTEL_EXPORTER_OTLP_ENDPOINT", backend.endpoint().toString())
                        .with("OTEL_EXPORTER_OTLP_HEADERS", headers)
                        .start()) {
            call(lintel);
            backend.awaitTrace(TRACE_ID, SPANS);
            assertThat(backend.requests()).isNotEmpty().allSatisfy(request -> {
                assertThat(request.protocol()).isEqualTo(Protocol.GRPC);
                assertThat(request.path()).isEqualTo("/opentelemetry.proto.collector.trace.v1.TraceService/Export");
                assertThat(request.headers().getOrDefault("x-scope-orgid", ""))
                        .isEqualTo(headers.isEmpty() ? "" : "team-one");
            });
        }
    }

    @Test
    void tempo_takes_what_is_sent_over_http_for_a_tenant_and_compressed() {
        try (BackendStandIn tempo = BackendStandIn.of(Backend.TEMPO);
                LintelProcess lintel = overHttp(tempo.url().toString())
                        .with("OTEL_EXPORTER_OTLP_HEADERS", "X-Scope-OrgID=team-one")
                        .with("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")
                        .start()) {
            assertWholeCall(taken(tempo, lintel));
        }
    }

    @Test
    void langtrace_takes_and_stores_a_whole_call() {
        try (BackendStandIn langtrace = BackendStandIn.of(Backend.LANGTRACE);
                LintelProcess lintel = preparedFor(langtrace).start()) {
            List<ExportTraceServiceRequest> requests = taken(langtrace, lintel);
            assertWholeCall(requests);
            // Of a request it stores the first resource's spans, and used to store only the first scope's.
            assertThat(requests).allSatisfy(request -> {
                assertThat(request.getResourceSpansList()).hasSize(1);
                assertThat(request.getResourceSpans(0).getScopeSpansList()).hasSize(1);
            });
            // And of attributes text and whole numbers.
            assertThat(genAi(requests).getAttributesList())
                    .filteredOn(attribute -> attribute.getValue().getValueCase() == ValueCase.STRING_VALUE
                            || attribute.getValue().getValueCase() == ValueCase.INT_VALUE)
                    .extracting(attribute -> attribute.getKey())
                    .contains(
                            "gen_ai.operation.name",
                            "gen_ai.provider.name",
                            "gen_ai.request.model",
                            "gen_ai.response.model",
                            "gen_ai.usage.input_tokens",
                            "gen_ai.usage.output_tokens");
        }
    }

    @Test
    void langtrace_takes_nothing_that_is_compressed() {
        try (BackendStandIn langtrace = BackendStandIn.of(Backend.LANGTRACE);
                LintelProcess lintel = preparedFor(langtrace)
                        .with("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")
                        .start()) {
            call(lintel);
            assertThat(langtrace.awaitRefusal()).isEqualTo("404 unreadable content");
        }
    }

    @Test
    void langfuse_takes_what_is_sent_below_its_path_with_its_keys() {
        try (BackendStandIn langfuse = BackendStandIn.of(Backend.LANGFUSE);
                LintelProcess lintel = overHttp(langfuse.url() + "/api/public/otel")
                        .with(
                                "OTEL_EXPORTER_OTLP_HEADERS",
                                "authorization=Basic%20cGstbGYtMTpzay1sZi0y,x-langfuse-ingestion-version=4")
                        .with("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")
                        .start()) {
            assertWholeCall(taken(langfuse, lintel));
            assertThat(lintel.log()).doesNotContain("cGstbGYtMTpzay1sZi0y");
        }
    }

    @Test
    void phoenix_takes_what_is_sent_with_its_key_for_a_project() {
        try (BackendStandIn phoenix = BackendStandIn.of(Backend.PHOENIX);
                LintelProcess lintel = overHttp(phoenix.url().toString())
                        .with("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20key-of-phoenix")
                        .with("OTEL_RESOURCE_ATTRIBUTES", "openinference.project.name=gateway")
                        .start()) {
            List<ExportTraceServiceRequest> requests = taken(phoenix, lintel);
            assertWholeCall(requests);
            assertThat(requests.get(0).getResourceSpans(0).getResource().getAttributesList())
                    .anySatisfy(attribute -> {
                        assertThat(attribute.getKey()).isEqualTo("openinference.project.name");
                        assertThat(attribute.getValue().getStringValue()).isEqualTo("gateway");
                    });
        }
    }

    @Test
    void a_whole_url_is_used_as_it_is() {
        try (OtlpReceiver collector = OtlpReceiver.start();
                LintelProcess lintel = prepared()
                        .with("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf")
                        .with("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", collector.endpoint() + "/any/path/")
                        .start()) {
            call(lintel);
            assertThat(collector.awaitRequest(any -> true).path()).isEqualTo("/any/path/");
        }
    }

    /** As docs/backends/langtrace.md has it. */
    private Preparation preparedFor(BackendStandIn langtrace) {
        return prepared()
                .with("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf")
                .with("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", langtrace.url() + "/api/trace")
                .with("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "x-api-key=key-of-project");
    }

    private Preparation overHttp(String endpoint) {
        return prepared()
                .with("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
                .with("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
    }

    private Preparation prepared() {
        return LintelProcess.in(directory)
                .with("DEMO_ENABLED", "true")
                .with("OTEL_METRICS_EXPORTER", "none")
                .with("OTEL_BSP_SCHEDULE_DELAY", "50");
    }

    /** What the backend has stored of one call. */
    private static List<ExportTraceServiceRequest> taken(BackendStandIn backend, LintelProcess lintel) {
        call(lintel);
        List<ExportTraceServiceRequest> requests = backend.awaitSpans(SPANS);
        assertThat(backend.refusals()).isEmpty();
        return requests;
    }

    private static void call(LintelProcess lintel) {
        try (RawClient client = RawClient.connect(lintel.url())) {
            client.post(
                    "/v1/chat/completions",
                    "traceparent: 00-" + TRACE_ID + "-00f067aa0ba902b7-01\r\n",
                    "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    private static void assertWholeCall(List<ExportTraceServiceRequest> requests) {
        assertThat(spans(requests))
                .extracting(Span::getName)
                .containsExactlyInAnyOrder("POST /v1/chat/completions", "chat demo", "POST");
        assertThat(spans(requests))
                .extracting(span -> HexFormat.of().formatHex(span.getTraceId().toByteArray()))
                .containsOnly(TRACE_ID);
    }

    private static Span genAi(List<ExportTraceServiceRequest> requests) {
        return spans(requests).stream()
                .filter(span -> span.getName().equals("chat demo"))
                .findFirst()
                .orElseThrow();
    }

    private static List<Span> spans(List<ExportTraceServiceRequest> requests) {
        return requests.stream()
                .flatMap(request -> request.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .map(ScopeSpans::getSpansList)
                .flatMap(List::stream)
                .toList();
    }
}
