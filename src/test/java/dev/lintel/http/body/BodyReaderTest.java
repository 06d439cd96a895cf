package dev.lintel.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.RefusedException;
import dev.lintel.testing.Gzip;
import dev.lintel.testing.RawClient;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BodyReaderTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_body_that_does_not_go_on_is_given_up_and_nothing_of_it_held() {
        HeldBytes budget = new HeldBytes(1000);
        BodyReader bodies = new BodyReader(100, budget, Duration.ofMillis(50));
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> {
                    HeldBody[] held = new HeldBody[1];
                    held[0] = bodies.read(request, new BodyReader.Receiver() {
                        @Override
                        public void come(HeldBody whole) {
                            request.response().end("whole");
                        }

                        @Override
                        public void refused(RefusedException refused) {
                            String seen = refused.error().code() + " " + budget.held();
                            held[0].release();
                            request.response()
                                    .setStatusCode(refused.error().status())
                                    .end(seen + " " + budget.held());
                        }
                    });
                })
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .join();

        try (RawClient client = RawClient.connect(URI.create("http://localhost:" + server.actualPort()))) {
            client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 20\r\n\r\n0123456789");
            RawClient.Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.text()).isEqualTo("request_timeout 10 0");
        }
    }

    @Test
    void what_inflates_to_more_than_can_be_done_at_once_is_left_for_later() {
        HeldBytes budget = new HeldBytes(1_000_000);
        BodyReader bodies = new BodyReader(1_000_000, budget, Duration.ofMinutes(1));
        byte[] text = "a".repeat(500_000).getBytes(StandardCharsets.US_ASCII);
        Buffer gzipped = Buffer.buffer(Gzip.of(text));
        HeldBody held = new HeldBody(budget, 1_000_000);

        assertThat(bodies.decode(ContentCoding.GZIP, gzipped, held, 100_000)).isNull();
        assertThat(budget.held()).isZero();

        Buffer inflated = bodies.decode(ContentCoding.GZIP, gzipped, held, Integer.MAX_VALUE);
        assertThat(inflated.getBytes()).isEqualTo(text);
        assertThat(budget.held()).isBetween(500_000L, 1_000_000L);
        held.release();
        held.release();
        assertThat(budget.held()).isZero();
    }
}
