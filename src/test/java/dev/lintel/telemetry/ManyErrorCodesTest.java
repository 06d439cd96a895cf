package dev.lintel.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that invents codes of errors: metrics have no series for each. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class ManyErrorCodesTest extends EndToEnd {

    private static final int CODES = 80;
    private static final int MOST = 64;

    @BeforeEach
    void invent() {
        try (RawClient client = RawClient.connect(lintel)) {
            for (int code = 0; code < CODES; code++) {
                client.post("/v1/chat/completions", "{\"model\":\"gpt-4o\",\"stream\":true}");
                Exchange exchange = upstream.next();
                exchange.content();
                exchange.startStream()
                        .sendChunk("data: {\"error\":{\"code\":\"invented_" + code + "\",\"message\":\"no\"}}\n\n")
                        .endStream();
                assertThat(client.readAnswer().status()).isEqualTo(200);
            }
        }
        assertThat(spans.servers()).hasSize(CODES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gen_ai_client_operation_duration_seconds",
                "http_client_request_duration_seconds",
                "http_server_request_duration_seconds"
            })
    void are_at_most_64_and_others_in_the_metrics(String metric) {
        Set<String> codes = new TreeSet<>();
        try (RawClient client = RawClient.connect(lintel)) {
            Matcher series = Pattern.compile("(?m)^" + metric
                            + "_count\\{[^}]*error_type=\"([^\"]*)\"[^}]*lintel_error_source=\"provider\"")
                    .matcher(client.get("/q/metrics").readAnswer().text());
            while (series.find()) {
                codes.add(series.group(1));
            }
        }
        assertThat(codes).contains("_OTHER").doesNotContain("invented_" + (CODES - 1));
        codes.remove("_OTHER");
        assertThat(codes).hasSizeBetween(1, MOST);
    }

    @Test
    void are_each_told_on_its_span() {
        assertThat(spans.inferences().stream().map(span -> span.getAttributes().get(SpanRecorder.ERROR_TYPE)))
                .contains("invented_0", "invented_" + (CODES - 1))
                .doesNotHaveDuplicates();
    }
}
