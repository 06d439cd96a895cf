package dev.lintel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValue;
import java.util.Iterator;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What OpenTelemetry's variables become. */
class OtelVariablesTest {

    private static final String OTLP = "quarkus.otel.exporter.otlp.";

    @Test
    void without_any_nothing_is_said() {
        assertThat(keys(Map.of())).isEmpty();
        assertThat(keys(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", " "))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_SDK_DISABLED, true, quarkus.otel.sdk.disabled, true",
        "OTEL_SERVICE_NAME, gateway, quarkus.otel.service.name, gateway",
        "OTEL_EXPORTER_OTLP_ENDPOINT, https://c:4317, quarkus.otel.exporter.otlp.endpoint, https://c:4317",
        "OTEL_EXPORTER_OTLP_TIMEOUT, 2500, quarkus.otel.exporter.otlp.timeout, 2500ms",
        "OTEL_EXPORTER_OTLP_COMPRESSION, gzip, quarkus.otel.exporter.otlp.compression, gzip",
        "OTEL_EXPORTER_OTLP_CERTIFICATE, /ca.pem, quarkus.otel.exporter.otlp.trust-cert.certs, /ca.pem",
        "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT, 10, quarkus.otel.exporter.otlp.metrics.timeout, 10ms",
        "OTEL_BSP_SCHEDULE_DELAY, 200, quarkus.otel.bsp.schedule.delay, 200ms",
        "OTEL_BSP_MAX_QUEUE_SIZE, 10, quarkus.otel.bsp.max.queue.size, 10"
    })
    void each_becomes_the_key_that_means_the_same(String variable, String value, String key, String becomes) {
        assertThat(keys(Map.of(variable, value))).containsExactly(entry(key, becomes));
    }

    @Test
    void values_of_headers_are_decoded_and_keep_their_commas() {
        assertThat(keys(Map.of("OTEL_EXPORTER_OTLP_HEADERS", "x-key=a%20b+c%2Cd,y=1")))
                .containsExactly(entry(OTLP + "headers", "x-key=a b+c\\,d,y=1"));
    }

    @Test
    void the_default_endpoint_is_that_of_the_protocol() {
        assertThat(keys(Map.of("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")))
                .containsEntry(OTLP + "traces.endpoint", "http://localhost:4318")
                .containsEntry(OTLP + "metrics.endpoint", "http://localhost:4318");
        assertThat(keys(Map.of("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/protobuf")))
                .containsEntry(OTLP + "metrics.endpoint", "http://localhost:4318")
                .doesNotContainKey(OTLP + "traces.endpoint");
    }

    @Test
    void over_http_the_endpoint_of_one_signal_is_the_whole_url() {
        assertThat(keys(Map.of(
                        "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "https://c/otlp/v1/metrics")))
                .containsEntry(OTLP + "metrics.endpoint", "https://c/otlp");
        assertThat(keys(Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://c:4317")))
                .containsExactly(entry(OTLP + "traces.endpoint", "https://c:4317"));
    }

    @Test
    void over_http_the_endpoint_of_traces_may_have_any_path() {
        assertThat(keys(Map.of(
                        "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://c/api/trace")))
                .containsEntry(OTLP + "traces.endpoint", "https://c/api/trace")
                .containsEntry("lintel.otlp.traces.url", "https://c/api/trace");
    }

    @Test
    void a_signal_without_an_exporter_goes_nowhere() {
        assertThat(keys(Map.of("OTEL_TRACES_EXPORTER", "none"))).containsExactly(entry(OTLP + "traces.endpoint", " "));
        assertThat(keys(Map.of("OTEL_TRACES_EXPORTER", "otlp"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_PROTOCOL, http/json, 'is not one of grpc, http/protobuf'",
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL, grcp, 'is not one of grpc, http/protobuf'",
        "OTEL_EXPORTER_OTLP_ENDPOINT, localhost:4317, 'is not an http or https URL, such as http://localhost:4317'",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, localhost:4317, 'is not an http or https URL, such as http://localhost:4317'",
        "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT, c, 'is not an http or https URL, such as http://localhost:4317'",
        "OTEL_TRACES_EXPORTER, console, is not supported; it is otlp or none",
        "OTEL_TRACES_EXPORTER, zipkin, is not supported; it is otlp or none",
        "OTEL_TRACES_EXPORTER, 'otlp,console', is not supported; it is otlp or none",
        "OTEL_METRICS_EXPORTER, prometheus, is not supported; it is otlp or none",
        "OTEL_LOGS_EXPORTER, logging, is not supported; it is otlp or none",
    })
    void what_cannot_work_is_refused_by_the_very_variable(String variable, String value, String why) {
        assertThatThrownBy(() -> keys(Map.of(variable, value)))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(variable + ": '" + value + "' " + why);
    }

    @Test
    void a_header_that_is_not_encoded_as_it_must_be_is_refused_and_not_shown() {
        assertThatThrownBy(() -> keys(Map.of("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20s3cr%etkey")))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("OTEL_EXPORTER_OTLP_HEADERS: it has a '%' without two hexadecimal digits")
                .hasMessageNotContaining("s3cr")
                .hasMessageNotContaining("\"et\"")
                .hasNoCause();
    }

    @Test
    void over_http_an_endpoint_of_metrics_or_logs_without_its_path_is_refused() {
        assertThatThrownBy(() -> keys(Map.of(
                        "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "https://c/metrics")))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(
                        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://c/metrics' must end with '/v1/metrics'");
    }

    private static Map<String, String> keys(Map<String, String> variables) {
        ConfigSourceContext context = new ConfigSourceContext() {
            @Override
            public ConfigValue getValue(String name) {
                String value = variables.get(name);
                return value == null
                        ? null
                        : ConfigValue.builder().withName(name).withValue(value).build();
            }

            @Override
            public Iterator<String> iterateNames() {
                return variables.keySet().iterator();
            }
        };
        ConfigSource source =
                new OtelVariables().getConfigSources(context).iterator().next();
        return source.getProperties();
    }
}
