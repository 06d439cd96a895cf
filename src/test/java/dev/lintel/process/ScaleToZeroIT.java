package dev.lintel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.OtlpReceiver;
import dev.lintel.testing.OtlpReceiver.Manners;
import dev.lintel.testing.OtlpReceiver.ReceivedSpan;
import dev.lintel.testing.ScaleToZero;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged application is started by a call and stopped after it, again and again: no span is ever lost. */
@Order(0)
@Alongside
final class ScaleToZeroIT {

    private static final String CHAT = "/v1/chat/completions";
    private static final String PLAIN = "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String STREAMED = PLAIN.replace("{\"model\"", "{\"stream\":true,\"model\"");
    private static final int SPANS_OF_A_CALL = 3;

    @TempDir
    Path directory;

    private OtlpReceiver collector;

    @BeforeEach
    void startCollector() {
        collector = OtlpReceiver.start();
    }

    @AfterEach
    void stopCollector() {
        collector.close();
    }

    @ParameterizedTest
    @CsvSource({"8, ACCEPT", "2, SLOW"})
    void each_time_all_spans_reach_the_collector(int times, Manners manners) {
        collector.behave(manners);
        try (ScaleToZero platform = new ScaleToZero(LintelProcess.in(directory)
                .with("DEMO_ENABLED", "true")
                .with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint().toString()))) {
            for (int time = 1; time <= times; time++) {
                assertThat(platform.post(CHAT, PLAIN).status()).isEqualTo(200);
                assertThat(platform.post(CHAT, STREAMED).text()).endsWith("data: [DONE]\n\n");

                assertThat(platform.idle()).doesNotContain("could not be exported");
                assertThat(collector.spans()).hasSize(time * 2 * SPANS_OF_A_CALL);
            }
            assertThat(platform.starts()).isEqualTo(times);
            assertThat(collector.spans()).extracting(ReceivedSpan::spanId).doesNotHaveDuplicates();
        }
    }
}
