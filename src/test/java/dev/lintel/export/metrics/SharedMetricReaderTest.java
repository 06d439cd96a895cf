package dev.lintel.export.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.CollectedMetrics;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SharedMetricReaderTest {

    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final Attributes ONE = Attributes.of(ROUTE, "/one");
    private static final Attributes OTHER = Attributes.of(ROUTE, "/other");

    private final CollectedMetrics sent = new CollectedMetrics();
    private final CollectedMetrics page = new CollectedMetrics();
    private final SdkMeterProvider meters = SdkMeterProvider.builder()
            .registerMetricReader(new SharedMetricReader(sent, page))
            .build();
    private final DoubleHistogram durations = meters.get("test")
            .histogramBuilder("duration")
            .setUnit("s")
            .setDescription("How long")
            .setExplicitBucketBoundariesAdvice(List.of(1.0, 10.0))
            .build();
    private final LongCounter calls = meters.get("test").counterBuilder("calls").build();

    @BeforeEach
    void measure() {
        calls.add(1, ONE, Context.root());
    }

    @AfterEach
    void close() {
        meters.close();
    }

    @Test
    void each_gets_the_exemplars_that_came_since_it_last_collected() {
        durations.record(0.5, ONE, span("1"));

        assertThat(exemplars(page, ONE)).containsExactly("1");
        assertThat(exemplars(sent, ONE)).containsExactly("1");
        assertThat(exemplars(page, ONE)).isEmpty();
        assertThat(exemplars(sent, ONE)).isEmpty();

        durations.record(0.5, ONE, span("2"));
        assertThat(exemplars(page, ONE)).containsExactly("2");
        durations.record(5, ONE, span("3"));
        assertThat(exemplars(sent, ONE)).containsExactlyInAnyOrder("2", "3");
        assertThat(exemplars(page, ONE)).containsExactly("3");
    }

    @Test
    void of_what_one_misses_for_long_the_latest_are_kept() {
        for (int call = 1; call <= 1000; call++) {
            durations.record(0.5, ONE, span(String.valueOf(call)));
            assertThat(exemplars(sent, ONE)).containsExactly(String.valueOf(call));
        }
        assertThat(exemplars(page, ONE)).containsExactly("1000");
    }

    @Test
    void each_series_has_its_own() {
        durations.record(0.5, ONE, span("1"));
        durations.record(0.5, OTHER, span("2"));
        durations.record(0.5, OTHER, Context.root());

        sent.collect();
        MetricData shown = page.collect("duration");

        assertThat(exemplars(shown, ONE)).containsExactly("1");
        assertThat(exemplars(shown, OTHER)).containsExactly("2");
    }

    @Test
    void all_else_is_the_same_for_both() {
        durations.record(0.5, ONE, span("1"));
        durations.record(50, ONE, Context.root());
        sent.collect();

        MetricData shown = page.collect("duration");
        assertThat(shown.getUnit()).isEqualTo("s");
        assertThat(shown.getDescription()).isEqualTo("How long");
        assertThat(shown.getType()).isEqualTo(MetricDataType.HISTOGRAM);
        assertThat(shown.getInstrumentationScopeInfo().getName()).isEqualTo("test");
        MetricData again = sent.collect("duration");
        assertThat(shown.getResource()).isEqualTo(again.getResource());
        HistogramPointData point =
                shown.getHistogramData().getPoints().iterator().next();
        HistogramPointData other =
                again.getHistogramData().getPoints().iterator().next();
        assertThat(point.getExemplars()).hasSize(1);
        assertThat(point.getCounts()).containsExactly(1L, 0L, 1L).isEqualTo(other.getCounts());
        assertThat(point.getCount()).isEqualTo(2).isEqualTo(other.getCount());
        assertThat(point.getSum()).isEqualTo(50.5).isEqualTo(other.getSum());
        assertThat(point.getMin()).isEqualTo(0.5).isEqualTo(other.getMin());
        assertThat(point.getMax()).isEqualTo(50).isEqualTo(other.getMax());
        assertThat(point.hasMin()).isEqualTo(other.hasMin());
        assertThat(point.hasMax()).isEqualTo(other.hasMax());
        assertThat(point.getBoundaries()).isEqualTo(other.getBoundaries());
        assertThat(point.getStartEpochNanos()).isEqualTo(other.getStartEpochNanos());
        assertThat(page.collect("calls").getLongSumData().getPoints())
                .singleElement()
                .satisfies(count -> assertThat(count.getValue()).isEqualTo(1));
    }

    private static List<String> exemplars(CollectedMetrics reader, Attributes series) {
        return exemplars(reader.collect("duration"), series);
    }

    private static List<String> exemplars(MetricData durations, Attributes series) {
        return durations.getHistogramData().getPoints().stream()
                .filter(point -> point.getAttributes().equals(series))
                .flatMap(point -> point.getExemplars().stream())
                .map(exemplar -> exemplar.getSpanContext().getTraceId().replaceFirst("^0+", ""))
                .toList();
    }

    private static Context span(String value) {
        String traceId = "0".repeat(32 - value.length()) + value;
        return Context.root()
                .with(Span.wrap(SpanContext.create(
                        traceId, "00f067aa0ba902b7", TraceFlags.getSampled(), TraceState.getDefault())));
    }
}
