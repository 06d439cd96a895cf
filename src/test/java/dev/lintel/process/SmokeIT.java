package dev.lintel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.OtlpReceiver;
import dev.lintel.testing.OtlpReceiver.Protocol;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The packaged application lives: what it is made of has all been packaged. */
@QuarkusIntegrationTest
@WithTestResource(SmokeIT.Collector.class)
@Execution(ExecutionMode.SAME_THREAD)
@Alongside
class SmokeIT {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    @TestHTTPResource
    URI lintel;

    OtlpReceiver collector;

    @Test
    void it_is_ready() {
        try (RawClient client = RawClient.connect(lintel)) {
            for (String check : new String[] {"live", "ready", "started"}) {
                Answer answer = client.get("/q/health/" + check).readAnswer();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.text()).contains("\"UP\"");
            }
        }
    }

    @Test
    void it_streams_an_answer_and_traces_the_call() {
        try (RawClient client = RawClient.connect(lintel)) {
            Answer answer = client.post(
                            "/v1/chat/completions",
                            "traceparent: 00-" + TRACE_ID + "-00f067aa0ba902b7-01\r\n",
                            "{\"model\":\"demo\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                    .readAnswer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).startsWith("data: {").endsWith("data: [DONE]\n\n");
            assertThat(answer.head().field("traceresponse").orElseThrow()).startsWith("00-" + TRACE_ID);
        }

        assertThat(collector.awaitTrace(TRACE_ID, 3)).hasSize(3);
        collector.awaitRequest(request -> request.protocol() == Protocol.GRPC);
    }

    @Test
    void it_lists_the_models() {
        try (RawClient client = RawClient.connect(lintel)) {
            assertThat(client.get("/v1/models").readAnswer().text()).contains("\"id\":\"demo\"");
        }
    }

    /** A collector that the application is told of as an operator would tell it. */
    public static final class Collector implements QuarkusTestResourceLifecycleManager {

        private final OtlpReceiver collector = OtlpReceiver.start();

        @Override
        public Map<String, String> start() {
            return Map.of(
                    "demo.enabled", "true",
                    "quarkus.otel.exporter.otlp.endpoint", collector.endpoint().toString(),
                    "quarkus.otel.bsp.schedule.delay", "50ms");
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(collector, new TestInjector.MatchesType(OtlpReceiver.class));
        }

        @Override
        public void stop() {
            collector.close();
        }
    }
}
