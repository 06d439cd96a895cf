package dev.lintel.export.spans.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.telemetry.convention.InstrumentationScope;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Export requests as OpenTelemetry's own library reads them: the same as those that its SDK writes. */
final class SpanEncoderTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final TraceState STATE = TraceState.builder()
            .put("vendor", "x-1;y")
            .put("ot", "rv:6e6d1a75832a2f")
            .build();

    private final Resource resource = Resource.create(
            Attributes.of(AttributeKey.stringKey("service.name"), "lintel-å"), "https://opentelemetry.io/schemas/1.2");
    private final SdkTracerProvider tracing =
            SdkTracerProvider.builder().setResource(resource).build();
    private final SpanPage page = new SpanPage(64, 1_000);

    @ParameterizedTest
    @EnumSource(SpanKind.class)
    void kinds_are_the_sdks(SpanKind kind) throws IOException {
        assertSame(List.of(ended(builder("kind").setSpanKind(kind))));
    }

    @Test
    void ids_state_and_flags_are_the_sdks() throws IOException {
        for (boolean remote : new boolean[] {true, false}) {
            SpanContext parent = remote
                    ? SpanContext.createFromRemoteParent(TRACE, "b7ad6b7169203331", TraceFlags.getSampled(), STATE)
                    : SpanContext.create(TRACE, "00ad6b71692033ff", TraceFlags.getSampled(), STATE);
            assertSame(List.of(ended(builder("child").setParent(Context.root().with(Span.wrap(parent))))));
        }
        assertSame(List.of(ended(builder("root").setNoParent())));
    }

    @Test
    void links_and_events_are_the_sdks() throws IOException {
        SpanContext remote =
                SpanContext.createFromRemoteParent(TRACE, "b7ad6b7169203331", TraceFlags.getDefault(), STATE);
        Span span = builder("links")
                .addLink(remote)
                .addLink(
                        SpanContext.create(TRACE, "b7ad6b7169203332", TraceFlags.getSampled(), TraceState.getDefault()),
                        Attributes.of(AttributeKey.longKey("n"), 3L))
                .startSpan();
        span.addEvent("event", Attributes.of(AttributeKey.booleanKey("on"), true));
        span.end();
        assertSame(List.of(((ReadableSpan) span).toSpanData()));
    }

    @Test
    void values_of_all_types_are_the_sdks() throws IOException {
        assertSame(List.of(ended(builder("values")
                .setAttribute("text", "plain")
                .setAttribute("wide", "é € 🦊 \u0000 ÿ")
                .setAttribute("schlüssel", "key")
                .setAttribute("true", true)
                .setAttribute("false", false)
                .setAttribute("long", 300L)
                .setAttribute("zero", 0L)
                .setAttribute("negative", -1L)
                .setAttribute("greatest", Long.MAX_VALUE)
                .setAttribute("double", -0.25)
                .setAttribute(AttributeKey.stringArrayKey("texts"), List.of("stop", "länge"))
                .setAttribute(AttributeKey.longArrayKey("longs"), List.of(1L, 128L, -5L))
                .setAttribute(AttributeKey.booleanArrayKey("booleans"), List.of(true, false))
                .setAttribute(AttributeKey.doubleArrayKey("doubles"), List.of(1.5, 0.0)))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 127, 128, 16_383, 16_384, 3_000_000})
    void texts_of_any_length_are_the_sdks(int length) throws IOException {
        assertSame(List.of(
                ended(builder("x".repeat(Math.min(length, 200))).setAttribute("content", "a".repeat(length))),
                ended(builder("next").setAttribute("content", "€".repeat(length / 3 + 1)))));
    }

    @Test
    void an_empty_text_is_a_text() throws IOException {
        SpanData empty = ended(builder("empty").setAttribute("e", ""));
        assertThat(ours(List.of(empty))
                        .getResourceSpans(0)
                        .getScopeSpans(0)
                        .getSpans(0)
                        .getAttributesList())
                .allMatch(attribute -> attribute.getValue().hasStringValue())
                .hasSize(1);
    }

    @Test
    void half_a_surrogate_pair_becomes_a_question_mark() throws IOException {
        SpanData half = ended(builder("half").setAttribute("h", "a\uD83Eb").setAttribute("l", "\uDD8A"));
        assertThat(ours(List.of(half))
                        .getResourceSpans(0)
                        .getScopeSpans(0)
                        .getSpans(0)
                        .getAttributesList())
                .extracting(attribute -> attribute.getValue().getStringValue())
                .containsExactlyInAnyOrder("a?b", "?");
    }

    @Test
    void failures_are_the_sdks() throws IOException {
        Span failed = builder("failed").startSpan();
        failed.setStatus(StatusCode.ERROR, "overloaded");
        failed.end();
        Span fine = builder("fine").startSpan();
        fine.setStatus(StatusCode.OK);
        fine.end();
        Span silent = builder("silent").startSpan();
        silent.setStatus(StatusCode.ERROR);
        silent.end();
        assertSame(List.of(
                ((ReadableSpan) failed).toSpanData(),
                ((ReadableSpan) fine).toSpanData(),
                ((ReadableSpan) silent).toSpanData()));
    }

    @Test
    void a_span_that_cannot_be_written_leaves_nothing() throws IOException {
        SpanData good = ended(builder("good"));
        page.add(good);
        int length = page.length();
        assertThatThrownBy(() -> page.add(new DelegatingSpanData(good) {
                    @Override
                    public List<LinkData> getLinks() {
                        throw new IllegalStateException("broken");
                    }
                }))
                .hasMessage("broken");
        assertThat(page.length()).isEqualTo(length);
        assertThat(page.spans()).isEqualTo(1);
    }

    private void assertSame(Collection<SpanData> spans) throws IOException {
        ExportTraceServiceRequest sdks = read(TraceRequestMarshaler.create(spans)::writeBinaryTo);
        ExportTraceServiceRequest ours = ours(spans);
        assertThat(ours.getResourceSpansList()).hasSize(1);
        assertThat(ours.getResourceSpans(0).getResource())
                .isEqualTo(sdks.getResourceSpans(0).getResource());
        assertThat(ours.getResourceSpans(0).getSchemaUrl())
                .isEqualTo(sdks.getResourceSpans(0).getSchemaUrl());
        assertThat(ours.getResourceSpans(0).getScopeSpansList()).hasSize(1);
        assertThat(ours.getResourceSpans(0).getScopeSpans(0))
                .isEqualTo(sdks.getResourceSpans(0).getScopeSpans(0));
    }

    private ExportTraceServiceRequest ours(Collection<SpanData> spans) throws IOException {
        page.clear();
        for (SpanData span : spans) {
            int before = page.length();
            assertThat(page.add(span)).isEqualTo(page.length() - before);
        }
        SpanBatch batch = new SpanBatch(resource, List.of(page), free -> {});
        ExportTraceServiceRequest request = read(batch::writeTo);
        assertThat(batch.size()).isEqualTo(request.getSerializedSize());
        assertThat(batch.spans()).isEqualTo(spans.size());
        // As it is sent.
        assertThat(ExportTraceServiceRequest.parseFrom(batch.bytes().getBytes()))
                .isEqualTo(request);
        return request;
    }

    private static ExportTraceServiceRequest read(Written message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        message.to(bytes);
        return ExportTraceServiceRequest.parseFrom(bytes.toByteArray());
    }

    private SpanBuilder builder(String name) {
        return tracing.tracerBuilder(InstrumentationScope.INFO.getName())
                .setSchemaUrl(InstrumentationScope.INFO.getSchemaUrl())
                .build()
                .spanBuilder(name);
    }

    private static SpanData ended(SpanBuilder span) {
        Span started = span.startSpan();
        started.end();
        return ((ReadableSpan) started).toSpanData();
    }

    private interface Written {

        void to(ByteArrayOutputStream bytes) throws IOException;
    }
}
