package dev.lintel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.gateway.admission.CallsUnderWay;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of a Lintel with an upstream behind it. After each one all spans have ended, each once, and nothing stays open. */
public abstract class Watched {

    @Inject
    protected SpanRecorder spans;

    @Inject
    protected ErrorLog errors;

    @Inject
    protected CallsUnderWay calls;

    @TestHTTPResource
    protected URI lintel;

    /** The upstream forgets what was before. */
    protected abstract void startUpstreamAfresh();

    /** Nothing is under way at the upstream. */
    protected abstract void awaitQuietUpstream();

    @BeforeEach
    protected void start_afresh() {
        startUpstreamAfresh();
        spans.clear();
        errors.clear();
    }

    @AfterEach
    protected void nothing_stays_open() {
        awaitQuietUpstream();
        spans.awaitAll();
        assertThat(calls.await(Patience.LIMIT)).as("no call is under way").isTrue();
        errors.assertEmpty();
    }
}
