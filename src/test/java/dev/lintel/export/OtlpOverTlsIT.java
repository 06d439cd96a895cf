package dev.lintel.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.OtlpReceiver;
import dev.lintel.testing.OtlpReceiver.Request;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.TestAuthority;
import dev.lintel.testing.TestAuthority.Issued;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged application sends its telemetry over TLS, with certificates of a private authority. */
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
@Alongside
final class OtlpOverTlsIT {

    private static final String CHAT = "/v1/chat/completions";
    private static final String PLAIN = "{\"model\":\"demo\",\"messages\":[]}";
    private static final String OTLP = "OTEL_EXPORTER_OTLP_";

    @TempDir
    static Path keys;

    private static TestAuthority authority;
    private static Issued server;
    private static Issued client;

    @TempDir
    Path directory;

    private OtlpReceiver collector;

    @BeforeAll
    static void issueCertificates() {
        authority = TestAuthority.in(keys);
        server = authority.issue("collector");
        client = authority.issue("lintel");
    }

    @AfterEach
    void stopCollector() {
        collector.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http/protobuf"})
    void to_a_collector_whose_authority_the_certificate_variable_names(String protocol) {
        collector = OtlpReceiver.startWithTls(server);
        try (LintelProcess lintel = prepared(protocol)
                .with(OTLP + "CERTIFICATE", authority.certificate().toString())
                .start()) {
            call(lintel);

            awaitAllSignals();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http/protobuf"})
    void with_the_certificate_that_the_client_variables_name(String protocol) {
        collector = OtlpReceiver.startWithMutualTls(server, authority);
        try (LintelProcess lintel = prepared(protocol)
                .with(OTLP + "CERTIFICATE", authority.certificate().toString())
                .with(OTLP + "CLIENT_CERTIFICATE", client.certificate().toString())
                .with(OTLP + "CLIENT_KEY", client.key().toString())
                .start()) {
            call(lintel);

            awaitAllSignals();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "grpc, TRACES",
        "grpc, METRICS",
        "grpc, LOGS",
        "http/protobuf, TRACES",
        "http/protobuf, METRICS",
        "http/protobuf, LOGS"
    })
    void of_one_signal_with_certificates_of_its_own(String protocol, String signal) {
        collector = OtlpReceiver.startWithMutualTls(server, authority);
        String path = protocol.equals("grpc") ? "" : "/v1/" + signal.toLowerCase(Locale.ROOT);
        try (OtlpReceiver other = OtlpReceiver.start();
                LintelProcess lintel = prepared(protocol)
                        .with(OTLP + "ENDPOINT", other.endpoint().toString())
                        .with(OTLP + signal + "_ENDPOINT", collector.endpoint() + path)
                        .with(
                                OTLP + signal + "_CERTIFICATE",
                                authority.certificate().toString())
                        .with(
                                OTLP + signal + "_CLIENT_CERTIFICATE",
                                client.certificate().toString())
                        .with(OTLP + signal + "_CLIENT_KEY", client.key().toString())
                        .start()) {
            call(lintel);

            String named = signal.substring(0, signal.length() - 1);
            Request request = collector.awaitRequest(any -> true);
            assertThat(request.path().toUpperCase(Locale.ROOT)).contains(named);
            assertThat(collector.requests()).extracting(Request::path).containsOnly(request.path());
            assertThat(other.requests()).extracting(Request::path).doesNotContain(request.path());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http/protobuf"})
    void not_to_a_collector_that_wants_a_certificate_where_there_is_none(String protocol) {
        collector = OtlpReceiver.startWithMutualTls(server, authority);

        assertNothingIsSent(prepared(protocol)
                .with(OTLP + "CERTIFICATE", authority.certificate().toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http/protobuf"})
    void not_to_a_collector_that_nobody_vouches_for(String protocol) {
        collector = OtlpReceiver.startWithTls(server);

        assertNothingIsSent(prepared(protocol));
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http/protobuf"})
    void not_to_a_collector_whose_certificate_is_for_another_host(String protocol) {
        collector = OtlpReceiver.startWithTls(server);

        assertNothingIsSent(
                prepared(protocol)
                        .with(OTLP + "CERTIFICATE", authority.certificate().toString()),
                "https://localhost:" + collector.endpoint().getPort());
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http/protobuf"})
    void never_in_plain_to_a_collector_that_speaks_no_tls(String protocol) {
        collector = OtlpReceiver.start();

        assertNothingIsSent(
                prepared(protocol), "https://127.0.0.1:" + collector.endpoint().getPort());
    }

    @ParameterizedTest
    @ValueSource(strings = {"CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY", "METRICS_CERTIFICATE"})
    void not_at_all_when_a_file_is_not_there(String variable) {
        collector = OtlpReceiver.startWithTls(server);
        try (LintelProcess lintel =
                prepared("grpc").with(OTLP + variable, "/nowhere.pem").start()) {
            assertThat(lintel.awaitExit()).as(lintel.log()).isPositive();

            assertThat(lintel.errors())
                    .containsExactly(OTLP + variable + ": '/nowhere.pem' is not a file that can be read");
            assertThat(lintel.log()).doesNotContain("\tat ", "\\tat ");
        }
    }

    private void assertNothingIsSent(Preparation prepared) {
        assertNothingIsSent(prepared, collector.endpoint().toString());
    }

    private void assertNothingIsSent(Preparation prepared, String endpoint) {
        try (LintelProcess lintel = prepared.with(OTLP + "ENDPOINT", endpoint).start()) {
            call(lintel);
            for (String signal : List.of("traces", "metrics", "logs")) {
                lintel.awaitLine(Pattern.compile("WARN.*Failed to export " + signal + " to " + endpoint + ": "));
            }
            call(lintel);
            assertThat(collector.requests()).isEmpty();
            assertThat(lintel.log()).doesNotContain("ERROR", "\\tat ");
        }
    }

    private void awaitAllSignals() {
        collector.awaitSpans(3, any -> true);
        collector.awaitMetric("http.server.request.duration", any -> true);
        collector.awaitLog(line -> line.text().contains("Listening on"));
    }

    private static void call(LintelProcess lintel) {
        try (RawClient client = RawClient.connect(lintel.url())) {
            assertThat(client.post(CHAT, PLAIN).readAnswer().status()).isEqualTo(200);
        }
    }

    private Preparation prepared(String protocol) {
        return LintelProcess.in(directory)
                .with("DEMO_ENABLED", "true")
                .with("OTEL_LOGS_EXPORTER", "otlp")
                .with(OTLP + "PROTOCOL", protocol)
                .with(OTLP + "ENDPOINT", collector.endpoint().toString())
                .with("OTEL_BSP_SCHEDULE_DELAY", "50")
                .with("OTEL_BLRP_SCHEDULE_DELAY", "50")
                .with("OTEL_METRIC_EXPORT_INTERVAL", "100");
    }
}
