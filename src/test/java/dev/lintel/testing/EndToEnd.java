package dev.lintel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.gateway.admission.CallsUnderWay;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of a Lintel with a fake upstream behind it. After each one all spans have ended, each once, and nothing stays open. */
public abstract class EndToEnd {

    @InjectUpstream
    protected FakeUpstream upstream;

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
}
