package dev.lintel.viewer.otlp.spans;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lintel.viewer.representation.KeptTraces;
import dev.lintel.viewer.representation.TraceJson;
import dev.lintel.viewer.representation.TraceText;
import dev.lintel.viewer.store.TraceStore;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever an exporter sends: it is read or refused, each span once; what has been read can be shown as JSON, and as text
 * without a control character.
 */
final class JsonSpansFuzz {

    private static final TraceStore.Limits LIMITS = new TraceStore.Limits(8, 64, 1024 * 1024);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final ObjectMapper WHOLE = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @MethodSource("seeds")
    @DictionaryEntries({
        "resourceSpans",
        "scopeSpans",
        "spans",
        "traceId",
        "parentSpanId",
        "endTimeUnixNano",
        "attributes",
        "gen_ai.request.model",
        "stringValue",
        "\\\\u001b",
        "18446744073709551615"
    })
    @FuzzTest(maxDuration = "20s")
    void an_export_is_read_and_shown_or_refused(byte[] export) throws IOException {
        TraceStore store = new TraceStore(LIMITS, () -> Instant.EPOCH);
        int[] taken = {0};
        int rejected;
        try {
            rejected = new JsonSpans().read(export, span -> {
                taken[0]++;
                store.add(span);
            });
        } catch (RefusedExportException refused) {
            assertThat(refused.status()).isEqualTo(400);
            // What breaks off is refused before any of it is handed on.
            assertThat(isWhole(export) ? 0 : taken[0]).isZero();
            return;
        }
        int spans = spans(export);
        assertThat(taken[0] + rejected).isEqualTo(spans < 0 ? taken[0] + rejected : spans);
        assertThat(store.bytes()).isBetween(0L, LIMITS.maxBytes());
        assertIsShown(store);
    }

    static Stream<byte[]> seeds() {
        String ids = "\"traceId\":\"4BF92F3577B34DA6A3CE929D0E0E4736\",\"spanId\":\"00f067aa0ba902b7\"";
        String about =
                "[{\"key\":\"a\",\"value\":{\"arrayValue\":{\"values\":[{\"intValue\":\"-1\"},{\"kvlistValue\":{}}]}}}]";
        return Stream.of(
                        "{\"resourceSpans\":[{\"scopeSpans\":[{\"scope\":{\"name\":\"s\"},\"spans\":[{" + ids
                                + ",\"name\":\"n\",\"kind\":3,\"startTimeUnixNano\":\"1\",\"endTimeUnixNano\":2,\"attributes\":"
                                + about + ",\"events\":[{\"name\":\"e\",\"attributes\":" + about
                                + "}],\"links\":[{" + ids
                                + "}],\"status\":{\"code\":2}},{}]}],\"resource\":{\"attributes\":"
                                + about + "}}]}",
                        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{" + ids
                                + ",\"parentSpanId\":\"00f067aa0ba902b7\"}]}]}]}",
                        "{} x")
                .map(seed -> seed.getBytes(UTF_8));
    }

    private static boolean isWhole(byte[] export) {
        try {
            WHOLE.readTree(export);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** How many spans there are as others count them; less than none where they may count otherwise. */
    private static int spans(byte[] export) {
        JsonNode json;
        try {
            json = STRICT.readTree(export);
        } catch (IOException e) {
            return -1;
        }
        int spans = 0;
        for (JsonNode resource : elements(json.path("resourceSpans"))) {
            for (JsonNode scope : elements(resource.path("scopeSpans"))) {
                spans += elements(scope.path("spans")).size();
            }
        }
        return spans;
    }

    private static List<JsonNode> elements(JsonNode array) {
        return array.isArray() ? array.valueStream().toList() : List.of();
    }

    private static void assertIsShown(TraceStore store) throws IOException {
        JSON.readTree(
                TraceJson.list(new KeptTraces(store, 0), store.newestFirst().toList())
                        .getBytes());
        assertThat(TraceText.list(store.newestFirst().toList()).toString())
                .doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
        for (var trace : store.newestFirst().toList()) {
            JSON.readTree(TraceJson.one(trace).getBytes());
            assertThat(TraceText.one(trace).toString()).doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
        }
    }
}
