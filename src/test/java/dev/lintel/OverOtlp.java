package dev.lintel;

import dev.lintel.testing.FakeUpstream;
import dev.lintel.testing.OtlpReceiver;
import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of what a collector gets from a Lintel with a fake upstream behind it. After each one nothing stays open. */
abstract class OverOtlp {

    @TestHTTPResource
    URI lintel;

    OtlpReceiver collector;

    FakeUpstream upstream;

    @BeforeEach
    void start_afresh() {
        upstream.startAfresh();
        collector.clear();
    }

    @AfterEach
    void nothing_stays_open() {
        upstream.awaitQuiet();
    }
}
