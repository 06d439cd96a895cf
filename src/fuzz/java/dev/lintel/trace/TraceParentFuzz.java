package dev.lintel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever {@code traceparent} a caller sends: reading never fails, and what is read is well-formed. */
final class TraceParentFuzz {

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "20s")
    void reading_never_fails(byte[] header) {
        TraceParent.read(List.of(text(header))).ifPresent(parent -> {
            assertThat(parent.traceId()).matches("[0-9a-f]{32}").isNotEqualTo("0".repeat(32));
            assertThat(parent.parentId()).matches("[0-9a-f]{16}").isNotEqualTo("0".repeat(16));
            assertThat(parent.flags()).isBetween(0, TraceParent.SAMPLED | TraceParent.RANDOM);
            String again = "00-" + parent.traceId() + "-" + parent.parentId() + "-0" + parent.flags();
            assertThat(TraceParent.read(List.of(again))).contains(parent);
        });
    }

    static Stream<byte[]> seeds() {
        String ids = "-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-";
        return Stream.of("00" + ids + "01", "00" + ids + "ff", "cc" + ids + "03-more", "ff" + ids + "00")
                .map(seed -> seed.getBytes(StandardCharsets.ISO_8859_1));
    }

    // As Netty reads the bytes of headers.
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
