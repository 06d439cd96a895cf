package dev.lintel.gateway;

import static dev.lintel.testing.ErrorEnvelope.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FaultyFilter;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Lintel itself has a bug: the client is told that, and not what it is; the log is. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class InternalErrorTest extends EndToEnd {

    @Test
    void the_cause_stands_in_the_log_and_not_in_the_answer() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("GET /v1/models HTTP/1.1\r\nhost: lintel.test\r\n" + FaultyFilter.HEADER
                    + ": the secret cause\r\n\r\n");
            Answer answer = client.readAnswer();
            assertError(answer, 500, "internal");
            assertThat(answer.text()).doesNotContain("secret", "IllegalState", "Error id");
            assertThat(answer.head().fields()).noneMatch(field -> field.value().contains("secret"));
        }
        assertThat(errors.errors()).singleElement().asString().contains("the secret cause");
        errors.clear();
        assertThat(spans.server().getAttributes().get(SpanRecorder.OUTCOME)).isEqualTo("failed");
        assertThat(spans.server().getAttributes().get(SpanRecorder.ERROR_TYPE)).isEqualTo("internal");
        assertThat(spans.server().getAttributes().get(SpanRecorder.ERROR_SOURCE))
                .isEqualTo("lintel");
        assertThat(spans.server().getEvents()).isEmpty();
        assertThat(spans.attempts()).isEmpty();
    }
}
