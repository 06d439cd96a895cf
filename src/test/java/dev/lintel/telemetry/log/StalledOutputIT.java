package dev.lintel.telemetry.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.OtlpReceiver.Manners;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.RawClient;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The packaged application, whose standard output nobody reads any more. */
@Alongside
final class StalledOutputIT extends Packaged {

    /** What a pipe holds, and more than all that may wait beside it. */
    private static final int CALLS = 4_000;

    private static final int ENDED_BY_SIGTERM = 143;

    // Each is a line, and needs no provider.
    private static void refuse(LintelProcess lintel, int times) {
        try (RawClient client = RawClient.connect(lintel.url())) {
            for (int call = 0; call < times; call++) {
                assertThat(client.post(CHAT, "{}").readAnswer().status()).isEqualTo(400);
            }
        }
    }

    private Preparation busy() {
        return prepared().with("DEMO_ENABLED", "true").with("OTEL_METRIC_EXPORT_INTERVAL", "200");
    }

    @Test
    void calls_health_checks_and_the_end_go_on_whoever_logs() {
        try (LintelProcess lintel = busy().start();
                RawClient client = RawClient.connect(lintel.url())) {
            assertThat(client.post(CHAT, TO_DEMO).readAnswer().status()).isEqualTo(200);
            lintel.stopReading();
            refuse(lintel, CALLS);
            // From here on an event loop has something to say of the collector.
            collector.behave(Manners.FAIL);
            collector.clear();
            callDemo(lintel, 1);
            collector.awaitRequest(request -> request.path().contains("TraceService"));
            collector.behave(Manners.ACCEPT);
            collector.awaitMetric("lintel.spans.dropped", metric -> metric.sum() > 0);

            for (int eventLoop = 0; eventLoop < 8; eventLoop++) {
                callDemo(lintel, 1);
                try (RawClient prober = RawClient.connect(lintel.url())) {
                    assertThat(prober.get("/q/health/ready").readAnswer().status())
                            .isEqualTo(200);
                }
            }
            lintel.terminate();
            assertThat(lintel.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
        }
    }

    @Test
    void lines_that_find_no_room_are_dropped_and_counted_and_the_others_come_whole() {
        try (LintelProcess lintel = busy().start()) {
            callDemo(lintel, 1);
            lintel.stopReading();
            refuse(lintel, CALLS);
            long dropped = (long) collector
                    .awaitMetric("lintel.log.dropped", metric -> metric.sum() > 0)
                    .sum();
            lintel.readOn();
            callDemo(lintel, 1);
            lintel.terminate();
            assertThat(lintel.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);

            assertThat(dropped).isPositive();
            assertThat(lintel.output()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
            assertThat(lintel.output())
                    .filteredOn(Pattern.compile("d.*access").asPredicate())
                    .hasSizeLessThan(CALLS);
            assertThat(lintel.output().get(lintel.output().size() - 1)).contains("stopped in");
        }
    }
}
