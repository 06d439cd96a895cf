package dev.lintel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.ErrorLog;
import dev.lintel.testing.FakeUpstream;
import dev.lintel.testing.InjectUpstream;
import dev.lintel.testing.Patience;
import dev.lintel.testing.SpanRecorder;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of a Lintel with a fake upstream behind it. After each one all spans have ended, each once, and nothing stays open. */
abstract class EndToEnd {

    @InjectUpstream
    FakeUpstream upstream;

    @Inject
    SpanRecorder spans;

    @Inject
    ErrorLog errors;

    @Inject
    Drain drain;

    @TestHTTPResource
    URI lintel;

    @BeforeEach
    void start_afresh() {
        upstream.startAfresh();
        spans.clear();
        errors.clear();
    }

    @AfterEach
    void nothing_stays_open() {
        upstream.awaitQuiet();
        spans.awaitAll();
        assertThat(drain.await(Patience.LIMIT)).as("no call is under way").isTrue();
        errors.assertEmpty();
    }
}
