package dev.lintel.process.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StandardVariablesTest {

    @ParameterizedTest
    @CsvSource({
        "quarkus.otel.bsp.schedule.delay, OTEL_BSP_SCHEDULE_DELAY, OTEL_BSP_SCHEDULE_DELAY",
        "quarkus.otel.exporter.otlp.traces.headers, OTEL_EXPORTER_OTLP_TRACES_HEADERS, OTEL_EXPORTER_OTLP_TRACES_HEADERS",
        "quarkus.otel.exporter.otlp.traces.headers, OTEL_EXPORTER_OTLP_HEADERS, OTEL_EXPORTER_OTLP_HEADERS",
        "quarkus.otel.exporter.otlp.trust-cert.certs, OTEL_EXPORTER_OTLP_CERTIFICATE, OTEL_EXPORTER_OTLP_CERTIFICATE",
        "quarkus.otel.exporter.otlp.logs.key-cert.keys, OTEL_EXPORTER_OTLP_CLIENT_KEY, OTEL_EXPORTER_OTLP_CLIENT_KEY",
        "quarkus.otel.exporter.otlp.traces.headers, OTEL_EXPORTER_OTLP_METRICS_HEADERS, quarkus.otel.exporter.otlp.traces.headers",
        "quarkus.otel.exporter.otlp.headers, QUARKUS_OTEL_EXPORTER_OTLP_HEADERS, quarkus.otel.exporter.otlp.headers",
        "quarkus.http.port, QUARKUS_HTTP_PORT, quarkus.http.port",
        "quarkus.http.port, PORT, PORT",
    })
    void are_told_by_the_variable_that_is_set(String key, String variable, String told) {
        assertThat(StandardVariables.byVariable(key + ": wrong", Map.of(variable, "x")))
                .isEqualTo(told + ": wrong");
    }
}
