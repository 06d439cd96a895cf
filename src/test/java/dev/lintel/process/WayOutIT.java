package dev.lintel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.OtlpReceiver.Manners;
import dev.lintel.testing.OtlpReceiver.ReceivedSpan;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The packaged application, asked to end while it is at work. */
final class WayOutIT extends Packaged {

    private static final String STREAMED = "{\"model\":\"any\",\"stream\":true,\"messages\":[]}";
    private static final String FIRST = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"1\"}}]}\n\n";
    private static final String LAST = "data: [DONE]\n\n";
    private static final Pattern DRAINING = Pattern.compile("Waiting for the calls under way: 1");
    private static final int ENDED_BY_SIGTERM = 143;

    // Calls under way

    @Test
    void a_stream_under_way_goes_on_to_its_end() {
        try (LintelProcess lintel = prepared().start();
                RawClient client = RawClient.connect(lintel.url())) {
            Exchange exchange = beginStream(client);
            lintel.terminate();
            lintel.awaitLine(DRAINING);
            exchange.sendChunk(LAST);
            exchange.end("0\r\n\r\n");

            assertThat(new String(client.readRest(), StandardCharsets.UTF_8)).isEqualTo(LAST);
            assertThat(lintel.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(collector.spans())
                    .hasSize(SPANS_OF_A_CALL)
                    .allMatch(span -> "completed".equals(span.attribute("lintel.outcome")));
            assertThat(lintel.log()).doesNotContain("WARN", "ERROR");
        }
    }

    @Test
    void meanwhile_it_is_not_ready_but_takes_what_still_comes_and_says_to_go_elsewhere() {
        try (LintelProcess lintel = prepared().start();
                RawClient client = RawClient.connect(lintel.url());
                RawClient early = RawClient.connect(lintel.url())) {
            assertThat(early.get("/q/health/ready").readAnswer().status()).isEqualTo(200);
            Exchange exchange = beginStream(client);
            lintel.terminate();
            lintel.awaitLine(DRAINING);

            assertThat(early.get("/q/health/ready").readAnswer().status()).isEqualTo(503);
            assertThat(early.get("/q/health/live").readAnswer().status()).isEqualTo(200);
            try (RawClient late = RawClient.connect(lintel.url())) {
                late.post(CHAT, STREAMED);
                upstream.next().answer("{}");
                Answer answer = late.readAnswer();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.head().field("connection")).contains("close");
                late.readEnd();
            }
            exchange.end("0\r\n\r\n");
            assertThat(client.readRest()).isEmpty();
            assertThat(lintel.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(collector.spans()).hasSize(2 * SPANS_OF_A_CALL);
        }
    }

    @Test
    void a_stream_that_takes_too_long_is_broken_off_and_its_spans_are_exported_as_failed() {
        try (LintelProcess lintel =
                        prepared().with("SHUTDOWN_DRAIN_TIMEOUT", "300ms").start();
                RawClient client = RawClient.connect(lintel.url())) {
            Exchange exchange = beginStream(client);
            lintel.terminate();

            client.readBreak();
            exchange.awaitDeparture();
            assertThat(lintel.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(collector.spans()).hasSize(SPANS_OF_A_CALL).allSatisfy(WayOutIT::assertBrokenOff);
            assertThat(lintel.log()).contains("Breaking calls off that have not ended after 300 ms: 1");
        }
    }

    @Test
    void a_call_that_has_no_answer_by_then_is_told_to_come_back() {
        try (LintelProcess lintel =
                        prepared().with("SHUTDOWN_DRAIN_TIMEOUT", "300ms").start();
                RawClient client = RawClient.connect(lintel.url())) {
            client.post(CHAT, STREAMED);
            upstream.next();
            lintel.terminate();

            Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).contains("\"code\":\"shutting_down\"");
            assertThat(answer.head().field("retry-after")).isPresent();
            assertThat(lintel.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(collector.spans()).hasSize(SPANS_OF_A_CALL);
        }
    }

    @Test
    void a_second_signal_ends_it_at_once() {
        try (LintelProcess lintel = prepared().start();
                RawClient client = RawClient.connect(lintel.url())) {
            beginStream(client);
            lintel.terminate();
            lintel.awaitLine(DRAINING);
            lintel.terminate();

            client.readBreak();
            assertThat(lintel.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(lintel.log()).doesNotContain("stopped in");
        }
    }

    @Test
    void without_calls_it_waits_for_nothing() {
        try (LintelProcess lintel = prepared().start()) {
            lintel.url();
            lintel.terminate();

            assertThat(lintel.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(lintel.log()).contains("stopped in").doesNotContain("Waiting", "Breaking", "WARN", "ERROR");
        }
    }

    // Telemetry

    @Test
    void a_slow_collector_is_waited_for_with_all_signals() {
        collector.behave(Manners.SLOW);
        try (LintelProcess lintel =
                prepared().with("OTEL_LOGS_EXPORTER", "otlp").start()) {
            call(lintel);
            lintel.terminate();

            assertThat(lintel.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(lintel.log()).doesNotContain("could not be exported", "Failed to export");
            assertThat(collector.spans()).hasSize(SPANS_OF_A_CALL);
            assertThat(collector.metrics())
                    .filteredOn(metric -> metric.name().equals("lintel.spans.exported"))
                    .singleElement()
                    .matches(metric -> metric.sum() == SPANS_OF_A_CALL);
            assertThat(collector.logs()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Manners.class,
            names = {"HOLD", "FAIL", "OVERLOADED", "HANG_UP"})
    void a_collector_that_does_not_take_spans_costs_them_and_the_log_says_how_many(Manners manners) {
        collector.behave(manners);
        try (LintelProcess lintel =
                prepared().with("SHUTDOWN_FLUSH_TIMEOUT", "2s").start()) {
            call(lintel);
            lintel.terminate();

            assertThat(lintel.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(lintel.log()).contains(SPANS_OF_A_CALL + " spans could not be exported before the end");
            assertThat(lintel.log()).doesNotContain(STACK_TRACE, "ERROR");
        }
    }

    @Test
    void a_collector_is_waited_for_no_longer_than_the_flush_timeout() {
        collector.behave(Manners.SLOW);
        try (LintelProcess lintel =
                prepared().with("SHUTDOWN_FLUSH_TIMEOUT", "300ms").start()) {
            call(lintel);
            lintel.terminate();

            assertThat(lintel.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(lintel.log()).contains(SPANS_OF_A_CALL + " spans could not be exported before the end");
        }
    }

    @Test
    void a_collector_is_waited_for_as_long_as_a_longer_flush_timeout() {
        collector.behave(Manners.HOLD);
        try (LintelProcess lintel = prepared()
                .with("SHUTDOWN_FLUSH_TIMEOUT", "15s")
                // Longer than the default of the flush timeout: what is awaited is the export's own end.
                .with("OTEL_EXPORTER_OTLP_TIMEOUT", "6000")
                .with("OTEL_METRICS_EXPORTER", "none")
                .start()) {
            call(lintel);
            lintel.terminate();

            assertThat(lintel.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(lintel.log()).contains("no answer within 6000 ms");
        }
    }

    private Exchange beginStream(RawClient client) {
        client.post(CHAT, STREAMED);
        Exchange exchange = upstream.next();
        exchange.send("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
                .sendChunk(FIRST);
        assertThat(client.readHead().status()).isEqualTo(200);
        assertThat(new String(client.read(FIRST.length()), StandardCharsets.UTF_8))
                .isEqualTo(FIRST);
        return exchange;
    }

    private void call(LintelProcess lintel) {
        try (RawClient client = RawClient.connect(lintel.url())) {
            client.post(CHAT, STREAMED);
            upstream.next().answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    private static void assertBrokenOff(ReceivedSpan span) {
        assertThat(span.attribute("lintel.outcome")).isEqualTo("failed");
        assertThat(span.attribute("error.type")).isEqualTo("shutdown");
    }

    /** Nothing is exported but at the end. */
    @Override
    protected Preparation prepared() {
        return super.prepared()
                .withFile("config/application.yaml", fakeInYaml())
                .with("OTEL_BSP_SCHEDULE_DELAY", "3600000")
                .with("OTEL_BLRP_SCHEDULE_DELAY", "3600000")
                .with("OTEL_METRIC_EXPORT_INTERVAL", "3600000");
    }
}
