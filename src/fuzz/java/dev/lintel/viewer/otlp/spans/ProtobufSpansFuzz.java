package dev.lintel.viewer.otlp.spans;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever an exporter sends: it is read or refused; what OpenTelemetry's own classes read of it is read here likewise, and
 * nobody's spans are larger than they may be.
 */
final class ProtobufSpansFuzz {

    private static final int MOST_BYTES = 2 * 1024 * 1024;

    /** What says which span it is, and when. */
    private record Known(String traceId, String spanId, String name, long start, long end) {}

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "20s")
    void an_export_is_read_as_others_read_it_or_refused(byte[] export) {
        try {
            read(export, new ArrayList<>());
        } catch (RefusedExportException refused) {
            assertThat(refused.status()).isEqualTo(400);
        }
        official(export).ifPresent(request -> {
            List<Known> known = new ArrayList<>();
            int rejected = read(request.toByteArray(), known);
            List<Span> spans = request.getResourceSpansList().stream()
                    .flatMap(resource -> resource.getScopeSpansList().stream())
                    .flatMap(scope -> scope.getSpansList().stream())
                    .toList();
            assertThat(known)
                    .isEqualTo(spans.stream()
                            .filter(span -> isId(span.getTraceId(), 16) && isId(span.getSpanId(), 8))
                            .map(ProtobufSpansFuzz::known)
                            .toList());
            assertThat(rejected).isEqualTo(spans.size() - known.size());
        });
    }

    static Stream<byte[]> seeds() {
        KeyValue list = KeyValue.newBuilder()
                .setKey("list")
                .setValue(AnyValue.newBuilder()
                        .setArrayValue(ArrayValue.newBuilder()
                                .addValues(AnyValue.newBuilder().setIntValue(-1))
                                .addValues(AnyValue.newBuilder().setDoubleValue(0.5))))
                .build();
        Span.Builder span = Span.newBuilder()
                .setTraceId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6}))
                .setSpanId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}))
                .setName("chat \u00e9")
                .setKindValue(3)
                .setStartTimeUnixNano(1767225600000000001L)
                .setEndTimeUnixNano(1767225600000000002L)
                .addAttributes(list)
                .addEvents(Span.Event.newBuilder().setName("e").addAttributes(list))
                .addLinks(Span.Link.newBuilder().setSpanId(ByteString.copyFrom(new byte[8])))
                .setStatus(Status.newBuilder().setCodeValue(2).setMessage("m"));
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        request.addResourceSpansBuilder().addScopeSpansBuilder().addSpans(span).addSpans(Span.newBuilder());
        request.getResourceSpansBuilder(0).getResourceBuilder().addAttributes(list);
        request.getResourceSpansBuilder(0)
                .getScopeSpansBuilder(0)
                .getScopeBuilder()
                .setName("scope");
        return Stream.of(request.build().toByteArray(), new byte[] {0x0A, 0x00}, new byte[] {0x0A, (byte) 0xFF, 0x7F});
    }

    private static int read(byte[] export, List<Known> into) {
        return new ProtobufSpans().read(export, span -> {
            assertThat(span.bytes()).isBetween(1, MOST_BYTES);
            into.add(new Known(span.traceId(), span.spanId(), span.name(), span.startNanos(), span.endNanos()));
        });
    }

    private static Optional<ExportTraceServiceRequest> official(byte[] export) {
        try {
            return Optional.of(DiscardUnknownFieldsParser.wrap(ExportTraceServiceRequest.parser())
                    .parseFrom(export));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private static boolean isId(ByteString id, int length) {
        return id.size() == length && !id.equals(ByteString.copyFrom(new byte[length]));
    }

    private static Known known(Span span) {
        return new Known(
                hex(span.getTraceId()),
                hex(span.getSpanId()),
                span.getName(),
                signed(span.getStartTimeUnixNano()),
                signed(span.getEndTimeUnixNano()));
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    private static long signed(long unsigned) {
        return unsigned < 0 ? Long.MAX_VALUE : unsigned;
    }
}
