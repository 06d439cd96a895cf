package dev.lintel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.opentelemetry.api.trace.TraceState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever {@code tracestate} a caller sends, in one line or in several: reading never fails, and what is handed on is
 * what came or nothing, and well-formed also when a member has been changed.
 */
final class HeaderTraceStateFuzz {

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "20s")
    void reading_never_fails(byte[] header) {
        List<String> lines = List.of(text(header).split("\n", -1));
        TraceState state = HeaderTraceState.read(lines);

        assertThat(HeaderTraceState.header(state)).isIn("", String.join(",", lines));
        assertWellFormed(state);
        TraceState without = state.toBuilder().remove("ot").build();
        assertWellFormed(without);
        assertThat(without.asMap()).doesNotContainKey("ot");
        TraceState changed = without.toBuilder().put("ot", "rv:80000000000000").build();
        assertWellFormed(changed);
        String handedOn = HeaderTraceState.header(changed);
        assertThat(HeaderTraceState.header(HeaderTraceState.read(List.of(handedOn))))
                .isEqualTo(handedOn);
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "dd=s:1;o:rum;t.dm:-4,ot=th:c;rv:6e6d1a75832a2f,0a@b=x",
                        "rojo=00f067aa0ba902b7 ,\tcongo= t61rcWkgMzE\nbaz=3,,",
                        "k=v,".repeat(31) + "k=v",
                        "z".repeat(256) + "=" + "v".repeat(256))
                .map(seed -> seed.getBytes(StandardCharsets.ISO_8859_1));
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
