package dev.lintel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceState;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Whatever headers callers send: reading never fails, and what is handed on is well-formed. */
final class HeadersFuzz {

    private static final TraceDecision NOT_ASKED = traceId -> {
        throw new AssertionError("Nobody was to decide about " + traceId);
    };

    @FuzzTest(maxDuration = "20s")
    void traceparent(byte[] header) {
        Optional<TraceParent> read = TraceParent.read(List.of(text(header)));

        read.ifPresent(parent -> {
            assertThat(parent.traceId()).matches("[0-9a-f]{32}").isNotEqualTo("0".repeat(32));
            assertThat(parent.parentId()).matches("[0-9a-f]{16}").isNotEqualTo("0".repeat(16));
            assertThat(parent.flags()).isBetween(0, TraceParent.SAMPLED | TraceParent.RANDOM);
            String again = "00-" + parent.traceId() + "-" + parent.parentId() + "-0" + parent.flags();
            assertThat(TraceParent.read(List.of(again))).contains(parent);
        });
    }

    @FuzzTest(maxDuration = "20s")
    void tracestate(byte[] lines) {
        List<String> sent = List.of(text(lines).split("\n", -1));
        TraceState state = HeaderTraceState.read(sent);

        assertThat(HeaderTraceState.header(state)).isIn("", String.join(",", sent));
        assertWellFormed(state);
        TraceState changed =
                state.toBuilder().remove("ot").put("ot", "rv:80000000000000").build();
        assertWellFormed(changed);
        assertThat(HeaderTraceState.header(HeaderTraceState.read(List.of(HeaderTraceState.header(changed)))))
                .isEqualTo(HeaderTraceState.header(changed));
    }

    @FuzzTest(maxDuration = "20s")
    void other_formats(byte[] lines) {
        List<String> names = List.of(
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
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        String[] values = text(lines).split("\n", -1);
        for (int i = 0; i < values.length; i++) {
            headers.add(names.get(i % names.size()), values[i]);
        }
        for (TraceFormat format : TraceFormat.values()) {
            format.extract(headers, traceId -> traceId.hashCode() % 2 == 0)
                    .ifPresent(caller -> assertHandedOn(format, caller, headers));
        }
    }

    private static void assertHandedOn(TraceFormat format, SpanContext caller, MultiMap headers) {
        assertThat(caller.isValid()).isTrue();
        assertThat(caller.getTraceId()).matches("[0-9a-f]{32}");
        assertThat(caller.getSpanId()).matches("[0-9a-f]{16}");
        MultiMap handedOn = MultiMap.caseInsensitiveMultiMap().addAll(headers);
        format.inject(caller, handedOn);
        assertThat(format.extract(handedOn, NOT_ASKED)).contains(caller);
    }

    private static void assertWellFormed(TraceState state) {
        String header = HeaderTraceState.header(state);
        assertThat(state.isEmpty()).isEqualTo(header.isEmpty());
        assertThat(state.size()).isBetween(header.isEmpty() ? 0 : 1, 32);
        assertThat(header).matches("[\\t\\x20-\\x7e]*");
        state.forEach((key, value) -> {
            assertThat(key).matches("[a-z0-9][a-z0-9_*/@-]{0,255}");
            assertThat(value).matches("[\\x20-\\x7e&&[^,=]]{1,256}");
        });
    }

    // As Netty reads the bytes of headers.
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
