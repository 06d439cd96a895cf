package dev.lintel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.OtlpReceiver.Manners;
import dev.lintel.testing.OtlpReceiver.ReceivedSpan;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.RawHttp2Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged application, asked to end while it is at work. */
@Order(0)
@Alongside
final class WayOutIT extends Packaged {

    private static final String STREAMED = "{\"model\":\"any\",\"stream\":true,\"messages\":[]}";
    private static final String FIRST = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"1\"}}]}\n\n";
    private static final String LAST = "data: [DONE]\n\n";
    private static final Pattern DRAINING = Pattern.compile("Waiting for the calls under way: 1");
    private static final int SPANS_OF_AN_UPLOAD = 2;
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
    void a_call_that_has_no_answer_yet_is_answered_and_its_client_sent_elsewhere() {
        try (LintelProcess lintel = prepared().start();
                RawClient client = RawClient.connect(lintel.url())) {
            client.send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 4\r\n\r\nab");
            Exchange exchange = upstream.next().awaitContent(2);
            lintel.terminate();
            lintel.awaitLine(DRAINING);
            // What has passed shows that the call's event loop has heard of the end, of which it was told before.
            client.send("cd");
            exchange.awaitContent(4).answer("{}");

            assertLast(client);
            assertThat(lintel.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(collector.spans()).hasSize(SPANS_OF_AN_UPLOAD);
        }
    }

    @Test
    void a_client_that_hears_of_no_end_calls_once_more_on_its_connection() {
        try (LintelProcess lintel =
                        prepared().with("SHUTDOWN_QUIET_PERIOD", "10s").start();
                RawClient client = RawClient.connect(lintel.url());
                RawClient idle = RawClient.connect(lintel.url())) {
            assertThat(idle.get("/q/health/live").readAnswer().status()).isEqualTo(200);
            Exchange exchange = beginStream(client);
            lintel.terminate();
            lintel.awaitLine(DRAINING);
            exchange.sendChunk(LAST).end("0\r\n\r\n");
            assertThat(new String(client.content().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(LAST);

            for (RawClient open : List.of(client, idle)) {
                open.post(CHAT, STREAMED);
                upstream.next().answer("{}");
                assertLast(open);
            }
            lintel.terminate();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nothing_more_is_accepted_when_calls_do_not_cease() {
        try (LintelProcess lintel = prepared()
                        .with("DEMO_ENABLED", "true")
                        .with("SHUTDOWN_DRAIN_TIMEOUT", "4s")
                        .with("SHUTDOWN_QUIET_PERIOD", "3s")
                        .start();
                RawClient client = RawClient.connect(lintel.url());
                RawClient open = RawClient.connect(lintel.url())) {
            assertThat(open.get("/q/health/live").readAnswer().status()).isEqualTo(200);
            Exchange exchange = beginStream(client);
            lintel.terminate();
            lintel.awaitLine(DRAINING);
            Patience.until("no more connections", () -> refuses(lintel.url()));

            // The provider that is Lintel's own still is.
            open.post(CHAT, TO_DEMO);
            assertLast(open);
            exchange.sendChunk(LAST).end("0\r\n\r\n");
            assertThat(client.readRest()).isEqualTo(LAST.getBytes(StandardCharsets.UTF_8));
            assertThat(lintel.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(collector.spans()).hasSize(2 * SPANS_OF_A_CALL);
            assertThat(lintel.log()).doesNotContain("Breaking calls off");
        }
    }

    @Test
    void a_connection_of_http2_hears_of_it_when_no_stream_is_open_on_it() {
        try (LintelProcess lintel =
                        prepared().with("SHUTDOWN_QUIET_PERIOD", "10s").start();
                RawHttp2Client idle = RawHttp2Client.connect(lintel.url());
                RawHttp2Client busy = RawHttp2Client.connect(lintel.url())) {
            idle.awaitPong();
            int stream = post(busy);
            Exchange exchange = upstream.next();
            lintel.terminate();
            lintel.awaitLine(DRAINING);
            idle.awaitRetirement();
            busy.awaitPong();
            assertThat(busy.isRetired()).isFalse();

            int late = post(idle);
            upstream.next().answer("{}");
            assertThat(idle.status(late)).isEqualTo(200);
            assertThat(idle.text(late)).isEqualTo("{}");
            exchange.answer("{}");
            assertThat(busy.text(stream)).isEqualTo("{}");
            busy.awaitRetirement();
            lintel.terminate();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void under_load_no_call_is_broken_and_no_span_lost(boolean slowCollector) {
        if (slowCollector) {
            collector.behave(Manners.SLOW);
        }
        try (LintelProcess lintel = LintelProcess.in(directory)
                .with("DEMO_ENABLED", "true")
                .with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint().toString())
                .start()) {
            List<Caller> callers =
                    Stream.generate(() -> new Caller(lintel.url())).limit(16).toList();
            callers.forEach(Thread::start);
            callers.forEach(caller -> Patience.until("some calls", () -> caller.answered() >= 20));
            lintel.terminate();

            assertThat(lintel.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
            long answered = 0;
            for (Caller caller : callers) {
                answered += caller.end();
            }
            assertThat(collector.spans()).hasSize((int) answered * SPANS_OF_A_CALL);
            assertThat(lintel.log()).doesNotContain("WARN", "ERROR");
        }
    }

    /** Calls the demo, one call after the other on a connection that it keeps for as long as it may; once it may not, no more. */
    private static final class Caller extends Thread {

        private final URI lintel;
        private final AtomicInteger answered = new AtomicInteger();
        private volatile Throwable broken;

        Caller(URI lintel) {
            this.lintel = lintel;
            setUncaughtExceptionHandler((thread, thrown) -> broken = thrown);
        }

        @Override
        public void run() {
            try (RawClient client = RawClient.connect(lintel)) {
                Answer answer;
                do {
                    answer = client.post(CHAT, TO_DEMO).readAnswer();
                    assertThat(answer.status()).isEqualTo(200);
                    answered.incrementAndGet();
                } while (!answer.head().field("connection").orElse("").contains("close"));
            }
        }

        int answered() {
            return answered.get();
        }

        /** How many calls were answered, and that none was broken. */
        int end() {
            Patience.until("the last answer", () -> !isAlive());
            assertThat(broken).isNull();
            return answered.get();
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

    private static int post(RawHttp2Client client) {
        int stream = client.open(false, "POST", CHAT, "content-type", "application/json");
        client.send(stream, STREAMED.getBytes(StandardCharsets.UTF_8));
        return stream;
    }

    private static void assertLast(RawClient client) {
        Answer answer = client.readAnswer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head().field("connection")).contains("close");
        client.readEnd();
    }

    private static boolean refuses(URI url) {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            return !socket.isConnected();
        } catch (IOException refused) {
            return true;
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
