package dev.lintel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.LintelProcess.Preparation;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the packaged application, in processes that each test starts, with a collector and a fake upstream beside them. */
public abstract class Packaged {

    protected static final String CHAT = "/v1/chat/completions";

    /** What the demo answers. */
    protected static final String TO_DEMO =
            "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    protected static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    protected static final String SAMPLED = "traceparent: 00-" + TRACE_ID + "-00f067aa0ba902b7-01\r\n";
    protected static final int SPANS_OF_A_CALL = 3;

    /** In an exception that is logged as JSON. */
    protected static final String STACK_TRACE = "\\tat ";

    @TempDir
    protected Path directory;

    protected OtlpReceiver collector;

    protected FakeUpstream upstream;

    @BeforeEach
    protected void start_surroundings() {
        collector = OtlpReceiver.start();
        upstream = FakeUpstream.start();
    }

    @AfterEach
    protected void stop_surroundings() {
        collector.close();
        upstream.close();
    }

    /** A Lintel that sends its spans to the collector as soon as it has them. */
    protected Preparation prepared() {
        return LintelProcess.in(directory)
                .with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint().toString())
                .with("OTEL_BSP_SCHEDULE_DELAY", "50");
    }

    /** Where a provider of that name has its endpoints at the fake upstream. */
    protected final String url(String provider) {
        return "http://127.0.0.1:" + upstream.port() + "/" + provider + "/v1";
    }

    /** The file for a Lintel with a provider named {@code fake} for all that is asked. */
    protected final String fakeInYaml() {
        return "providers: {fake: {base_url: '" + url("fake") + "', default: true}}";
    }

    /** Calls the demo that many times, on one connection. */
    protected static void callDemo(LintelProcess lintel, int times) {
        try (RawClient client = RawClient.connect(lintel.url())) {
            for (int call = 0; call < times; call++) {
                assertThat(client.post(CHAT, TO_DEMO).readAnswer().status()).isEqualTo(200);
            }
        }
    }
}
