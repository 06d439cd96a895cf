package dev.lintel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.gateway.admission.CallsUnderWay;
import io.opentelemetry.api.common.AttributeKey;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Tests of a Lintel with a {@link FakeHttp2Upstream} behind it. After each one all spans have ended, each once, and no stream
 * stays open.
 */
public abstract class EndToEndOverHttp2 {

    protected static final String CHAT = "/v1/chat/completions";
    protected static final String PLAIN = "{\"model\":\"gpt-4o\"}";
    protected static final AttributeKey<String> VERSION = AttributeKey.stringKey("network.protocol.version");

    /** RFC 9113, section 7. */
    protected static final int NO_ERROR = 0;

    protected static final int INTERNAL_ERROR = 2;
    protected static final int REFUSED_STREAM = 7;
    protected static final int CANCEL = 8;

    protected FakeHttp2Upstream upstream;

    @Inject
    protected SpanRecorder spans;

    @Inject
    protected ErrorLog errors;

    @Inject
    protected CallsUnderWay calls;

    @TestHTTPResource
    protected URI lintel;

    @BeforeEach
    protected void start_afresh() {
        upstream.startAfresh();
        spans.clear();
        errors.clear();
    }

    @AfterEach
    protected void nothing_stays_open() {
        upstream.awaitQuiet();
        spans.awaitAll();
        assertThat(calls.await(Patience.LIMIT)).as("no call is under way").isTrue();
        errors.assertEmpty();
    }

    /** One whole call passes; others may be under way. */
    protected void assertCallPasses() {
        try (RawClient client = RawClient.connect(lintel).get("/v1/files")) {
            upstream.next().answer("{}");
            RawClient.Answer answer = client.readAnswer();
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("{}");
        }
    }

    /** One call has passed, and its connection to the provider is kept. */
    protected void warm() {
        assertCallPasses();
        spans.awaitAll();
        spans.clear();
    }
}
