package dev.lintel.testing;

import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of what a collector gets from a Lintel with a fake upstream behind it. After each one nothing stays open. */
public abstract class OverOtlp {

    @TestHTTPResource
    protected URI lintel;

    protected OtlpReceiver collector;

    protected FakeUpstream upstream;

    @BeforeEach
    protected void start_afresh() {
        upstream.startAfresh();
        collector.clear();
    }

    @AfterEach
    protected void nothing_stays_open() {
        upstream.awaitQuiet();
    }
}
