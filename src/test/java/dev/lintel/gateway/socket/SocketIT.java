package dev.lintel.gateway.socket;

import static dev.lintel.testing.RawFrames.CLOSE;
import static dev.lintel.testing.RawFrames.TEXT;
import static dev.lintel.testing.RawFrames.farewell;
import static dev.lintel.testing.RawFrames.ofClient;
import static dev.lintel.testing.RawFrames.ofServer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.OtlpReceiver.ReceivedSpan;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawFrames;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The packaged application with WebSockets open on it. */
@Alongside
final class SocketIT extends Packaged {

    private static final String ASKING = "{\"type\":\"response.create\",\"model\":\"gpt-4o\",\"input\":\"Hi\"}";
    private static final String COMPLETED =
            "{\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\"}}";
    private static final Pattern DRAINING = Pattern.compile("Waiting for the calls under way: 2");
    private static final int ENDED_BY_SIGTERM = 143;

    @Test
    void on_sigterm_a_turn_comes_to_its_end_and_a_socket_without_one_is_closed_at_once() {
        try (LintelProcess lintel = prepared().start();
                RawClient busy = RawClient.connect(lintel.url());
                RawClient idle = RawClient.connect(lintel.url())) {
            Exchange provider = open(busy);
            open(idle);
            byte[] asking = ofClient(TEXT, ASKING);
            busy.send(asking);
            provider.awaitContent(asking.length);
            lintel.terminate();
            lintel.awaitLine(DRAINING);

            assertThat(RawFrames.read(idle.content()).closeCode()).isEqualTo(1001);
            idle.send(ofClient(0x80 | CLOSE, farewell(1001, "")));
            idle.readEnd();
            provider.send(ofServer(TEXT, COMPLETED));
            assertThat(RawFrames.read(busy.content()).text()).isEqualTo(COMPLETED);
            assertThat(RawFrames.read(busy.content()).closeCode()).isEqualTo(1001);
            busy.send(ofClient(0x80 | CLOSE, farewell(1001, "")));
            busy.readEnd();

            assertThat(lintel.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(collector.spans())
                    .filteredOn(span -> span.name().equals("WS /v1/responses"))
                    .singleElement()
                    .matches(span -> "completed".equals(span.attribute("lintel.outcome")));
            assertThat(lintel.log()).doesNotContain("WARN", "ERROR");
        }
    }

    @Test
    void a_turn_that_takes_too_long_then_is_broken_off_and_told_as_failed() {
        try (LintelProcess lintel =
                        prepared().with("SHUTDOWN_DRAIN_TIMEOUT", "300ms").start();
                RawClient client = RawClient.connect(lintel.url())) {
            Exchange provider = open(client);
            byte[] asking = ofClient(TEXT, ASKING);
            client.send(asking);
            provider.awaitContent(asking.length);
            lintel.terminate();

            assertThat(RawFrames.read(client.content()).text()).contains("\"shutdown\"");
            assertThat(RawFrames.read(client.content()).closeCode()).isEqualTo(1001);
            client.close();
            assertThat(lintel.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(collector.spans())
                    .filteredOn(span -> span.name().equals("WS /v1/responses"))
                    .singleElement()
                    .matches(SocketIT::isBrokenOff);
        }
    }

    @Test
    void where_the_only_provider_is_not_the_default_its_first_text_says_to_whom_a_socket_leads() {
        try (LintelProcess lintel = prepared()
                        .withFile(
                                "config/application.yaml",
                                "providers: {fake: {base_url: '" + url("fake")
                                        + "', models: ['gpt-*'], websocket: true}}")
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            client.send("GET /v1/responses HTTP/1.1\r\n" + RawFrames.OPENING + "\r\n");
            assertThat(client.readHead().status()).isEqualTo(101);
            byte[] asking = ofClient(TEXT, ASKING);
            client.send(asking);
            Exchange provider = upstream.next();
            provider.send(RawFrames.AGREED);

            assertThat(RawFrames.parse(provider.awaitContent(asking.length).contentSoFar())
                            .text())
                    .isEqualTo(ASKING);
        }
    }

    private static boolean isBrokenOff(ReceivedSpan span) {
        return "failed".equals(span.attribute("lintel.outcome")) && "shutdown".equals(span.attribute("error.type"));
    }

    private Exchange open(RawClient client) {
        client.send("GET /v1/responses HTTP/1.1\r\n" + RawFrames.OPENING + "\r\n");
        Exchange provider = upstream.next();
        provider.send(RawFrames.AGREED);
        assertThat(client.readHead().status()).isEqualTo(101);
        return provider;
    }

    @Override
    protected Preparation prepared() {
        return super.prepared()
                .withFile(
                        "config/application.yaml",
                        "providers: {fake: {base_url: '" + url("fake") + "', default: true, websocket: true}}");
    }
}
