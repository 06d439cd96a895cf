package dev.lintel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.opentelemetry.api.trace.SpanContext;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a caller sends in other formats than W3C's: reading never fails, and what is handed on is read the same. */
final class TraceFormatFuzz {

    private static final List<String> NAMES = List.of(
            "x-amzn-trace-id",
            "b3",
            "x-b3-traceid",
            "x-b3-spanid",
            "x-b3-sampled",
            "x-b3-flags",
            "x-datadog-trace-id",
            "x-datadog-parent-id",
            "x-datadog-sampling-priority",
            "x-datadog-tags");

    private static final Predicate<String> NOT_ASKED = traceId -> {
        throw new AssertionError("Nobody was to decide about " + traceId);
    };

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "20s")
    void reading_never_fails(byte[] lines) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        String[] values = text(lines).split("\n", -1);
        for (int i = 0; i < values.length; i++) {
            headers.add(NAMES.get(i % NAMES.size()), values[i]);
        }
        for (TraceFormat format : TraceFormat.values()) {
            format.extract(headers, traceId -> traceId.charAt(31) > '7')
                    .ifPresent(caller -> assertHandedOn(format, caller, headers));
        }
    }

    static Stream<byte[]> seeds() {
        String traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
        String spanId = "00f067aa0ba902b7";
        String xray = "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=" + spanId + ";Sampled=";
        String b3multi = traceId + "\n" + spanId + "\n";
        String datadog = "11803532876627986230\n67667974448284343\n";
        return Stream.of(
                        xray + "1;Lineage=a87bd80c:1|68fd508a:5|c512fbe3:2\n" + traceId + "-" + spanId + "-1-" + spanId
                                + "\n" + b3multi + "1\n0\n" + datadog + "1\n_dd.p.tid=4bf92f3577b34da6,_dd.p.dm=-4",
                        xray + "?\n" + traceId + "-" + spanId + "\n" + b3multi + "false\n1\n" + datadog + "-1\n")
                .map(seed -> seed.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void assertHandedOn(TraceFormat format, SpanContext caller, MultiMap headers) {
        assertThat(caller.isValid()).isTrue();
        assertThat(caller.getTraceId()).matches("[0-9a-f]{32}");
        assertThat(caller.getSpanId()).matches("[0-9a-f]{16}");
        MultiMap handedOn = MultiMap.caseInsensitiveMultiMap().addAll(headers);
        format.inject(caller, handedOn);
        assertThat(format.extract(handedOn, NOT_ASKED)).contains(caller);
    }

    // As Netty reads the bytes of headers.
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
