package dev.lintel.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever fields a request or an answer has: those that go on are those that came but for the hop-by-hop ones, in their order,
 * with every byte of their values.
 */
final class EndToEndFieldsFuzz {

    /** RFC 9110, section 7.6.1, what is obsolete or for HTTP/1 alone, and what the one who asks leaves out. */
    private static final Set<String> LEFT_OUT = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "x-api-key");

    private record Field(String name, String value) {}

    @MethodSource("seeds")
    @DictionaryEntries({"connection:", "Keep-Alive", "x-api-key:", "transfer-encoding:", "close", ",", "\\x09", "\\x0A"
    })
    @FuzzTest(maxDuration = "20s")
    void fields_go_on_but_for_those_of_one_connection(byte[] head) {
        List<Field> fields = fields(new String(head, StandardCharsets.ISO_8859_1));
        List<Field> expected = endToEnd(fields);
        for (MultiMap from : List.of(HttpHeaders.headers(), MultiMap.caseInsensitiveMultiMap())) {
            fields.forEach(field -> from.add(field.name(), field.value()));
            MultiMap to = HttpHeaders.headers();
            EndToEndFields.except(FieldNames.of("x-api-key")).copy(from, to);

            List<Field> copied = new ArrayList<>();
            to.forEach((name, value) -> copied.add(new Field(name, value)));
            assertThat(copied).isEqualTo(expected);
        }
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "Host:a\nConnection:keep-alive\nX-A:1\nx-a:2\nX-API-Key:secret\nAccept:*/*",
                        "connection:X-One \t, x-two,,close\nx-one:1\nX-TWO:2\nx-three:3\nCONNECTION:te\nTE:trailers",
                        "Transfer-Encoding:chunked\nUpgrade:h2c\nHTTP2-Settings:AAMAAABkAAQ\nCookie:a=b\nx:\u00e9\u00ff",
                        "proxy-authorization:Basic x\ntrailer:x\nkeep-alive:timeout=5\n\n:\nempty:")
                .map(seed -> seed.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Of the lines those that are let in. */
    private static List<Field> fields(String head) {
        List<Field> fields = new ArrayList<>();
        for (String line : head.split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0
                    && FieldValues.isName(line.substring(0, colon))
                    && FieldValues.isValue(line.substring(colon + 1))) {
                fields.add(new Field(line.substring(0, colon), line.substring(colon + 1)));
            }
        }
        return fields;
    }

    private static List<Field> endToEnd(List<Field> fields) {
        Set<String> leftOut = new TreeSet<>(LEFT_OUT);
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase("connection")) {
                for (String option : field.value().split(",", -1)) {
                    leftOut.add(option.replaceAll("^[ \t]+|[ \t]+$", "").toLowerCase(Locale.ROOT));
                }
            }
        }
        return fields.stream()
                .filter(field -> !leftOut.contains(field.name().toLowerCase(Locale.ROOT)))
                .toList();
    }
}
