package dev.lintel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.ErrorEnvelope;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.RawHttp2Client;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Clients that take their time are waited for only so long. Here the times are short. */
@QuarkusTest
@WithTestResource(
        value = UpstreamResource.class,
        initArgs = {
            @ResourceArg(name = "listener.head_timeout", value = "1s"),
            @ResourceArg(name = "listener.body_timeout", value = "1s"),
            @ResourceArg(name = "listener.idle_timeout", value = "8s")
        })
class SlowClientsTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String ASKED = "{\"model\":\"gpt-4o\"}";
    private static final String BEGUN =
            "POST " + CHAT + " HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 200000\r\n\r\n";

    // Heads

    @Test
    void a_connection_without_a_head_is_closed() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.readEnd();
        }
    }

    @Test
    void a_head_that_comes_bit_by_bit_is_given_up() {
        try (RawClient client = RawClient.connect(lintel)) {
            assertGivenUp(client.send("GET /v1/models HTTP/1.1\r\nhost: a\r\nx-more: "));
        }
    }

    @Test
    void a_second_head_that_comes_bit_by_bit_is_given_up_too() {
        try (RawClient client = RawClient.connect(lintel)) {
            call(client);
            assertGivenUp(client.send("GET /v1/models HTTP/1.1\r\nhost: a\r\nx-more: "));
        }
    }

    @Test
    void a_call_may_take_longer_than_a_head() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, ASKED)) {
            Exchange exchange = upstream.next();
            // It comes later, and ends when a head is too late.
            try (RawClient other = RawClient.connect(lintel)) {
                other.readEnd();
            }
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void a_connection_that_is_kept_may_wait_longer_than_a_head() {
        try (RawClient client = RawClient.connect(lintel)) {
            call(client);
            try (RawClient other = RawClient.connect(lintel)) {
                other.readEnd();
            }
            call(client);
        }
    }

    @Test
    void a_connection_of_http2_may_wait_longer_than_a_head() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            assertThat(client.status(client.open(true, "GET", "/v1"))).isEqualTo(404);
            try (RawClient other = RawClient.connect(lintel)) {
                other.readEnd();
            }
            assertThat(client.status(client.open(true, "GET", "/v1"))).isEqualTo(404);
        }
    }

    @Test
    void a_connection_that_is_idle_is_closed() {
        try (RawClient client = RawClient.connect(lintel)) {
            call(client);
            client.readEnd();
        }
    }

    // Bodies

    @Test
    void a_body_that_does_not_come_is_408_and_the_end_of_its_connection() {
        try (RawClient client = RawClient.connect(lintel).send(BEGUN)) {
            assertTooLate(client);
        }
        spans.assertRefused(408);
    }

    @Test
    void a_body_that_comes_bit_by_bit_is_408() {
        try (RawClient client = RawClient.connect(lintel).send(BEGUN);
                RawClient pace = RawClient.connect(lintel)) {
            CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> assertTooLate(client));
            // Between two bytes another call is answered: far fewer come than must.
            while (!answered.isDone()) {
                assertThat(pace.get("/v1").readAnswer().status()).isEqualTo(404);
                send(client, "a");
            }
            assertThat(answered).succeedsWithin(Patience.LIMIT);
        }
    }

    @Test
    void a_form_that_does_not_come_is_408() {
        try (RawClient client = RawClient.connect(lintel)
                .send("POST /v1/audio/transcriptions HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n"
                        + "content-type: multipart/form-data; boundary=b\r\n\r\n--b\r\n")) {
            assertTooLate(client);
        }
        spans.assertRefused(408);
    }

    @Test
    void an_upload_that_does_not_go_on_is_408_and_broken_off_at_the_provider() {
        try (RawClient client = RawClient.connect(lintel)
                .send("POST /v1/files HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\nbegun")) {
            Exchange exchange = upstream.next();
            assertTooLate(client);
            exchange.awaitBrokenRequest();
        }
    }

    @Test
    void an_upload_that_the_provider_keeps_waiting_is_not_late() {
        byte[] part = new byte[1024 * 1024];
        int parts = 64;
        try (RawClient client = RawClient.connect(lintel)
                .send("POST /v1/files HTTP/1.1\r\nhost: a\r\ncontent-length: " + parts * part.length + "\r\n\r\n")) {
            Exchange exchange = upstream.next();
            exchange.stopReading();
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < parts; i++) {
                    client.send(part);
                }
            });
            for (int times = 0; times < 3; times++) {
                try (RawClient other = RawClient.connect(lintel)) {
                    other.readEnd();
                }
            }
            exchange.readAgain();
            sent.join();
            exchange.awaitContent((long) parts * part.length).answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
    }

    @Test
    void on_http2_a_body_that_does_not_come_costs_its_stream_alone() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int late = client.open(false, "POST", CHAT, "content-type", "application/json");
            assertThat(client.status(late)).isEqualTo(408);
            assertThat(client.text(late)).contains("\"request_timeout\"");
            assertThat(client.status(client.open(true, "GET", "/v1"))).isEqualTo(404);
        }
    }

    @Test
    void on_http2_a_stream_goes_on_beside_one_that_is_too_late() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int good = client.open(true, "GET", "/v1/files/stream");
            Exchange exchange = upstream.next().startStream().sendChunk("data: 1\n\n");
            client.awaitContent(good, 9);
            int late = client.open(false, "POST", CHAT, "content-type", "application/json");
            assertThat(client.status(late)).isEqualTo(408);
            client.awaitReset(late);
            exchange.sendChunk("data: 2\n\n").endStream();
            assertThat(client.text(good)).isEqualTo("data: 1\n\ndata: 2\n\n");
        }
    }

    private void call(RawClient client) {
        client.post(CHAT, ASKED);
        upstream.next().answer("{}");
        assertThat(client.readAnswer().status()).isEqualTo(200);
    }

    // Between two bytes another call is answered: the head is late long before it is too large, which would be
    // answered.
    private void assertGivenUp(RawClient client) {
        CompletableFuture<Void> ended = CompletableFuture.runAsync(client::readEnd);
        try (RawClient pace = RawClient.connect(lintel)) {
            while (!ended.isDone()) {
                assertThat(pace.get("/v1").readAnswer().status()).isEqualTo(404);
                send(client, "a");
            }
        }
        assertThat(ended).succeedsWithin(Patience.LIMIT);
    }

    private static void assertTooLate(RawClient client) {
        Answer answer = client.readAnswer();
        ErrorEnvelope.assertError(answer, 408, "request_timeout");
        assertThat(answer.head().field("connection")).contains("close");
        client.readEnd();
    }

    // Lintel may have closed it already.
    private static void send(RawClient client, String bit) {
        try {
            client.send(bit);
        } catch (UncheckedIOException closed) {
            assertThat(closed).hasMessageMatching(".*(Broken pipe|reset).*");
        }
    }
}
