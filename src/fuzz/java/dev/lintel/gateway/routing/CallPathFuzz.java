package dev.lintel.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.lintel.http.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever path a client asks for: it is refused, or no reader after Lintel finds a dot segment in it. */
final class CallPathFuzz {

    @MethodSource("seeds")
    @DictionaryEntries({"%2e", "%2F", "%5c", "%3B", "..", "/", "\\\\", ";"})
    @FuzzTest(maxDuration = "20s")
    void a_path_that_passes_has_no_dot_segment(byte[] bytes) {
        String path = "/v1/" + new String(bytes, StandardCharsets.ISO_8859_1);
        try {
            CallPath.requirePlain(path);
        } catch (RefusedException refused) {
            assertThat(refused.error().status()).isEqualTo(400);
            return;
        }
        assertThat(decoded(path).split("[/\\\\]", -1))
                .allSatisfy(segment -> assertThat(
                                segment.contains(";") ? segment.substring(0, segment.indexOf(';')) : segment)
                        .isNotIn(".", ".."));
    }

    static Stream<byte[]> seeds() {
        return Stream.of("models/../files", "%2e%2E/x", "a/.;x=1/b", "..%2ffiles", "a%5c..\\b", "...;./..a/%252e", "a%")
                .map(seed -> seed.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** RFC 3986, section 2.1: every octet that is encoded, once. */
    private static String decoded(String path) {
        StringBuilder plain = new StringBuilder();
        for (int at = 0; at < path.length(); at++) {
            boolean encoded = path.charAt(at) == '%'
                    && at + 2 < path.length()
                    && Character.digit(path.charAt(at + 1), 16) >= 0
                    && Character.digit(path.charAt(at + 2), 16) >= 0;
            plain.append(encoded ? (char) Integer.parseInt(path.substring(at + 1, at + 3), 16) : path.charAt(at));
            at += encoded ? 2 : 0;
        }
        return plain.toString();
    }
}
