package dev.lintel.telemetry.spans.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.sdk.resources.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A span as a collector gets it: written by OpenTelemetry's own encoder and read by the messages of the protocol. */
final class EndedSpanTest {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String OTHER_TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
    private static final SpanContext CONTEXT = SpanContext.create(
            TRACE_ID,
            "b7ad6b7169203331",
            TraceFlags.getSampled(),
            TraceState.builder().put("ot", "th:8").build());
    private static final SpanContext PARENT = SpanContext.createFromRemoteParent(
            TRACE_ID, "00f067aa0ba902b7", TraceFlags.getSampled(), TraceState.getDefault());
    private static final SpanContext LINK = SpanContext.createFromRemoteParent(
            OTHER_TRACE_ID, "00f067aa0ba902b8", TraceFlags.getDefault(), TraceState.getDefault());
    private static final Attributes ATTRIBUTES = Attributes.of(
            AttributeKey.stringKey("a"), "1", AttributeKey.longKey("b"), 2L, AttributeKey.booleanKey("c"), true);
    private static final Resource RESOURCE =
            Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "s"));

    @Test
    void has_all_that_it_was_made_of() throws IOException {
        Span span = span(received(ended(PARENT, false, LINK)));

        assertThat(span.getName()).isEqualTo("POST /v1/chat/completions");
        assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(hex(span.getTraceId())).isEqualTo(TRACE_ID);
        assertThat(hex(span.getSpanId())).isEqualTo("b7ad6b7169203331");
        assertThat(hex(span.getParentSpanId())).isEqualTo("00f067aa0ba902b7");
        assertThat(span.getTraceState()).isEqualTo("ot=th:8");
        assertThat(span.getFlags() & 0xff).isEqualTo(1);
        assertThat(span.getStartTimeUnixNano()).isEqualTo(1_700_000_000_000_000_001L);
        assertThat(span.getEndTimeUnixNano()).isEqualTo(1_700_000_000_000_000_009L);
        assertThat(span.getAttributesList())
                .extracting(attribute -> attribute.getKey())
                .containsExactly("a", "b", "c");
        assertThat(span.getAttributes(1).getValue().getIntValue()).isEqualTo(2);
        assertThat(span.getDroppedAttributesCount()).isZero();
        assertThat(span.getEventsList()).isEmpty();
        assertThat(span.getDroppedEventsCount()).isZero();
        assertThat(span.getLinksList()).hasSize(1);
        assertThat(hex(span.getLinks(0).getTraceId())).isEqualTo(OTHER_TRACE_ID);
        assertThat(hex(span.getLinks(0).getSpanId())).isEqualTo("00f067aa0ba902b8");
        assertThat(span.getDroppedLinksCount()).isZero();
    }

    @Test
    void is_a_root_without_links_where_it_has_neither_parent_nor_link() throws IOException {
        Span span = span(received(ended(SpanContext.getInvalid(), false, null)));

        assertThat(span.getParentSpanId().isEmpty()).isTrue();
        assertThat(span.getLinksList()).isEmpty();
        assertThat(span.getDroppedLinksCount()).isZero();
    }

    @Test
    void is_an_error_where_it_failed_and_says_nothing_of_its_status_else() throws IOException {
        assertThat(span(received(ended(PARENT, true, null))).getStatus().getCode())
                .isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(span(received(ended(PARENT, false, null))).getStatus().getCode())
                .isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
    }

    @Test
    void comes_from_lintel_by_the_version_of_the_conventions_that_its_names_are_of() throws IOException {
        ResourceSpans received = received(ended(PARENT, false, null));
        ScopeSpans scope = received.getScopeSpans(0);

        assertThat(scope.getScope().getName()).isEqualTo("dev.lintel");
        assertThat(scope.getSchemaUrl()).isEqualTo("https://opentelemetry.io/schemas/1.41.0");
        assertThat(received.getResource().getAttributesList())
                .singleElement()
                .satisfies(attribute ->
                        assertThat(attribute.getValue().getStringValue()).isEqualTo("s"));
    }

    @Test
    void has_ended_and_lasts_as_long_as_from_its_start_to_its_end() {
        EndedSpan ended = ended(PARENT, false, LINK);

        assertThat(ended.hasEnded()).isTrue();
        assertThat(ended.getEndEpochNanos() - ended.getStartEpochNanos()).isEqualTo(8);
        assertThat(ended.getTotalAttributeCount()).isEqualTo(3);
        assertThat(ended.getTotalRecordedLinks()).isEqualTo(1);
        assertThat(ended.getTotalRecordedEvents()).isZero();
    }

    private static EndedSpan ended(SpanContext parent, boolean failed, @Nullable SpanContext link) {
        return new EndedSpan(
                "POST /v1/chat/completions",
                SpanKind.SERVER,
                CONTEXT,
                parent,
                1_700_000_000_000_000_001L,
                1_700_000_000_000_000_009L,
                ATTRIBUTES,
                failed,
                link,
                RESOURCE);
    }

    private static ResourceSpans received(EndedSpan ended) throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        TraceRequestMarshaler.create(List.of(ended)).writeBinaryTo(sent);
        return ExportTraceServiceRequest.parseFrom(sent.toByteArray()).getResourceSpans(0);
    }

    private static Span span(ResourceSpans received) {
        return received.getScopeSpans(0).getSpans(0);
    }

    private static String hex(ByteString id) {
        StringBuilder hex = new StringBuilder();
        for (byte b : id.toByteArray()) {
            hex.append(String.format("%02x", b));
        }
        return hex.toString();
    }
}
