package dev.lintel.gateway;

import static dev.lintel.testing.ErrorEnvelope.assertError;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.body.HeldBytes;
import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Gzip;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that are read whole, where a mebibyte may be held for all calls together. */
@QuarkusTest
@WithTestResource(
        value = UpstreamResource.class,
        initArgs = {
            @ResourceArg(name = "listener.max_body_size", value = "32M"),
            @ResourceArg(name = "listener.max_held", value = "1M")
        })
class HeldBodiesTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";

    @Inject
    HeldBytes held;

    @AfterEach
    @Override
    protected void nothing_stays_open() {
        super.nothing_stays_open();
        assertThat(held.held()).as("bytes that are still held").isZero();
    }

    @Test
    void more_than_may_be_held_for_all_is_told_to_come_back_until_an_answer_has_begun() {
        try (RawClient first = RawClient.connect(lintel).post(CHAT, body(600_000));
                RawClient second = RawClient.connect(lintel)) {
            Exchange exchange = upstream.next();
            exchange.content();
            Answer refused = second.post(CHAT, body(600_000)).readAnswer();
            assertError(refused, 503, "too_much_held");
            assertThat(refused.head().field("retry-after")).contains("1");
            // It still streams, but what was asked is not held any more.
            exchange.startStream();
            first.readHead();
            second.post(CHAT, body(600_000));
            upstream.next().answer("{}");
            assertThat(second.readAnswer().status()).isEqualTo(200);
            exchange.endStream();
            assertThat(first.readRest()).isEmpty();
        }
        assertThat(spans.servers()).hasSize(3);
    }

    @Test
    void what_a_client_held_that_leaves_is_free_again() {
        try (RawClient first = RawClient.connect(lintel).post(CHAT, body(600_000))) {
            Exchange exchange = upstream.next();
            exchange.content();
            first.reset();
            exchange.awaitDeparture();
        }
        // The provider sees the end before the call is over, and another event loop may be quicker.
        assertThat(calls.await(Patience.LIMIT)).isTrue();
        try (RawClient second = RawClient.connect(lintel).post(CHAT, body(600_000))) {
            upstream.next().answer("{}");
            assertThat(second.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void a_body_that_is_larger_than_all_may_be_is_too_large() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 1048577\r\n\r\n");
            assertError(client.readAnswer(), 413, "request_too_large");
        }
    }

    @Test
    void a_small_body_that_inflates_to_much_passes_as_it_came() {
        byte[] gzipped = Gzip.of(body(900_000).getBytes(UTF_8));
        try (RawClient client = RawClient.connect(lintel)) {
            sendGzipped(client, gzipped);
            Exchange exchange = upstream.next();
            assertThat(exchange.content()).isEqualTo(gzipped);
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
    }

    @Test
    void one_that_inflates_to_more_than_may_be_is_too_large() {
        try (RawClient client = RawClient.connect(lintel)) {
            sendGzipped(client, Gzip.of(body(2_000_000).getBytes(UTF_8)));
            assertError(client.readAnswer(), 413, "request_too_large");
        }
        spans.assertRefused(413);
    }

    @Test
    void what_is_looked_at_of_forms_is_counted_too_until_they_are_answered() {
        String head = "POST /v1/audio/transcriptions HTTP/1.1\r\nhost: lintel.test\r\n"
                + "content-type: multipart/form-data; boundary=b\r\ncontent-length: 100000\r\n\r\n";
        List<RawClient> clients = new ArrayList<>();
        try (RawClient more = RawClient.connect(lintel)) {
            for (int form = 0; form < 16; form++) {
                clients.add(RawClient.connect(lintel).send(head));
            }
            Patience.until("sixteen beginnings that are held", () -> held.held() == 16 * 65_536);

            assertError(more.send(head).readAnswer(), 503, "too_much_held");
        } finally {
            clients.forEach(RawClient::close);
        }
        assertThat(calls.await(Patience.LIMIT)).isTrue();
    }

    @Test
    void the_model_of_a_large_body_is_changed_and_nothing_else() {
        String json = body(900_000);
        try (RawClient client = RawClient.connect(lintel).post(CHAT, json.replace("gpt-4o", "fake/gpt-4o"))) {
            Exchange exchange = upstream.next();
            assertThat(exchange.text()).isEqualTo(json);
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
    }

    private static void sendGzipped(RawClient client, byte[] gzipped) {
        client.send("POST " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\ncontent-encoding: gzip\r\ncontent-length: "
                        + gzipped.length + "\r\n\r\n")
                .send(gzipped);
    }

    private static String body(int length) {
        String start = "{\"model\":\"gpt-4o\",\"input\":\"";
        return start + "a".repeat(length - start.length() - 2) + "\"}";
    }
}
