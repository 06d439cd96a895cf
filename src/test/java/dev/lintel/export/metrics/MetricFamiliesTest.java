package dev.lintel.export.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.telemetry.convention.InstrumentationScope;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.prometheus.PrometheusMetricReader;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** How metrics are shown to Prometheus. */
final class MetricFamiliesTest {

    private static final Attributes ATTRIBUTES = Attributes.of(AttributeKey.stringKey("a.b"), "c");

    private final PrometheusMetricReader reader = new PrometheusMetricReader(null);
    private final OpenTelemetry openTelemetry = OpenTelemetrySdk.builder()
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(reader).build())
            .build();
    private final Meter meter = InstrumentationScope.meter(openTelemetry);

    @Test
    void the_scope_is_left_out_of_every_kind_of_series() throws IOException {
        meter.counterBuilder("lintel.counted").setDescription("d").build().add(2, ATTRIBUTES);
        meter.upDownCounterBuilder("lintel.now").setDescription("d").build().add(3, ATTRIBUTES);
        meter.histogramBuilder("lintel.took")
                .setUnit("s")
                .setDescription("d")
                .build()
                .record(0.5, ATTRIBUTES);

        assertThat(page())
                .contains("\nlintel_counted_total{a_b=\"c\"} 2.0\n")
                .contains("\nlintel_now{a_b=\"c\"} 3.0\n")
                .contains("\nlintel_took_seconds_bucket{a_b=\"c\",le=\"5.0\"} 1\n")
                .contains("\nlintel_took_seconds_sum{a_b=\"c\"} 0.5\n")
                .doesNotContain("otel_scope");
    }

    @Test
    void the_scope_of_others_tells_them_apart() throws IOException {
        openTelemetry
                .getMeter("another")
                .counterBuilder("lintel.counted")
                .build()
                .add(1);
        meter.counterBuilder("lintel.counted").build().add(2);

        assertThat(page())
                .contains("\nlintel_counted_total 2.0\n")
                .contains("\nlintel_counted_total{otel_scope_name=\"another\"} 1.0\n");
    }

    @Test
    void the_process_has_the_names_that_clients_of_prometheus_give_it() throws IOException {
        meter.counterBuilder("process.cpu.time")
                .ofDoubles()
                .setUnit("s")
                .build()
                .add(1.5, ATTRIBUTES);
        meter.upDownCounterBuilder("process.memory.usage").setUnit("By").build().add(7);
        meter.upDownCounterBuilder("process.thread.count")
                .setUnit("{thread}")
                .build()
                .add(8);
        meter.upDownCounterBuilder("process.unix.file_descriptor.count").build().add(9);
        meter.upDownCounterBuilder("lintel.process.file_descriptor.limit")
                .build()
                .add(10);
        meter.gaugeBuilder("lintel.process.start_time").setUnit("s").build().set(11);
        meter.gaugeBuilder("lintel.build.info").build().set(1, ATTRIBUTES);

        assertThat(page())
                .contains("\nprocess_cpu_seconds_total{a_b=\"c\"} 1.5\n")
                .contains("\nprocess_resident_memory_bytes 7.0\n")
                .contains("\nprocess_threads 8.0\n")
                .contains("\nprocess_open_fds 9.0\n")
                .contains("\nprocess_max_fds 10.0\n")
                .contains("\nprocess_start_time_seconds 11.0\n")
                .contains("\nlintel_build_info{a_b=\"c\"} 1\n");
    }

    @Test
    void each_family_has_a_help_text_that_of_the_resource_too() throws IOException {
        meter.counterBuilder("lintel.counted")
                .setDescription("What is counted")
                .build()
                .add(1);

        assertThat(page())
                .contains("# HELP lintel_counted_total What is counted\n")
                .contains("# HELP target_info What describes the process\n")
                .containsPattern("\ntarget_info\\{[^}]*telemetry_sdk_language=\"java\"[^}]*} 1\n");
    }

    private String page() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, MetricFamilies.shown(reader.collect()));
        return text.toString(UTF_8);
    }
}
