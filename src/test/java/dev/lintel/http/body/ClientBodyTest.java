package dev.lintel.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.RefusedException;
import dev.lintel.testing.RawClient;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ClientBodyTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long LIMIT_NANOS = LIMIT.toNanos();
    private static final int LEAST = 16 * 1024;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void what_does_not_go_on_is_given_up_and_nothing_of_it_held() {
        HeldBytes budget = new HeldBytes(1000);
        BodyReader reader = new BodyReader(100, budget);
        ClientBodies bodies = new ClientBodies(Duration.ofMillis(50));
        HttpServer server = serve(request -> {
            HeldBody[] held = new HeldBody[1];
            ClientBody body = bodies.of(request, late -> {
                String seen = late.error().code() + " " + budget.held();
                held[0].release();
                answer(request, late.error().status(), seen + " " + budget.held());
            });
            held[0] = reader.read(body, new BodyReader.Receiver() {
                @Override
                public void come(HeldBody whole) {
                    answer(request, 200, "whole");
                }

                @Override
                public void refused(RefusedException refused) {
                    answer(request, refused.error().status(), "refused");
                }
            });
        });

        try (RawClient client = connect(server)) {
            client.send(head(20)).send("0123456789");
            RawClient.Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.text()).isEqualTo("request_timeout 10 0");
        }
    }

    @Test
    void so_many_bytes_in_time_are_enough_and_fewer_are_not() {
        assertThat(afterLimit(LEAST, LIMIT_NANOS)).isEqualTo("in time");
        assertThat(afterLimit(LEAST - 1, LIMIT_NANOS)).isEqualTo("late");
    }

    @Test
    void it_is_late_at_the_limit_and_not_before() {
        // The watch begins within the test: up to a second of it is on the safe side.
        assertThat(afterLimit(1, LIMIT_NANOS - Duration.ofSeconds(30).toNanos()))
                .isEqualTo("in time");
        assertThat(afterLimit(1, LIMIT_NANOS)).isEqualTo("late");
    }

    @Test
    void each_time_begins_anew() {
        assertThat(seen(LEAST, body -> {
                    long now = System.nanoTime() + LIMIT_NANOS;
                    body.look(now);
                    body.look(now + LIMIT_NANOS - 1);
                }))
                .isEqualTo("in time");
        assertThat(seen(LEAST, body -> {
                    long now = System.nanoTime() + LIMIT_NANOS;
                    body.look(now);
                    body.look(now + LIMIT_NANOS);
                }))
                .isEqualTo("late");
    }

    @Test
    void what_is_paused_or_released_is_never_late() {
        assertThat(seen(1, body -> {
                    body.pause();
                    body.look(System.nanoTime() + 10 * LIMIT_NANOS);
                }))
                .isEqualTo("in time");
        assertThat(seen(1, body -> {
                    body.release();
                    body.look(System.nanoTime() + 10 * LIMIT_NANOS);
                }))
                .isEqualTo("in time");
    }

    private String afterLimit(int bytes, long nanos) {
        return seen(bytes, body -> body.look(System.nanoTime() + nanos));
    }

    /** What is known of a body after {@code look}, when so many bytes of one that is longer have come. */
    private String seen(int bytes, Consumer<ClientBody> look) {
        HttpServer server = serve(request -> {
            String[] said = {"in time"};
            int[] came = {0};
            ClientBody body = new ClientBody(request, null, LIMIT_NANOS, late -> said[0] = "late");
            body.handler(piece -> {
                came[0] += piece.length();
                if (came[0] == bytes) {
                    look.accept(body);
                    answer(request, 200, said[0]);
                }
            });
            body.resume();
        });
        try (RawClient client = connect(server)) {
            return client.send(head(bytes + 1L))
                    .send(new byte[bytes])
                    .readAnswer()
                    .text();
        }
    }

    private HttpServer serve(Handler<HttpServerRequest> handler) {
        return vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static RawClient connect(HttpServer server) {
        return RawClient.connect(URI.create("http://localhost:" + server.actualPort()));
    }

    private static String head(long length) {
        return "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: " + length + "\r\n\r\n";
    }

    private static void answer(HttpServerRequest request, int status, String text) {
        if (!request.response().ended()) {
            request.response().setStatusCode(status).end(Buffer.buffer(text));
        }
    }
}
