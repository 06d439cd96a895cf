package dev.lintel.viewer.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.body.ClientBodies;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.viewer.store.TraceArchive;
import dev.lintel.viewer.store.TraceStore;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits to be read is bounded. One event loop, which takes in order what was sent. */
final class OtlpIntakeTest {

    private static final int MAX_BODY = 1_000;

    private final TraceArchive archive = new TraceArchive(new TraceStore.Limits(10, 10, 1 << 20));
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private URI url = URI.create("http://localhost");

    @BeforeEach
    void serve() {
        OtlpIntake intake = new OtlpIntake(archive, new ClientBodies(Duration.ZERO), MAX_BODY);
        Router router = Router.router(vertx);
        router.post("/v1/traces").handler(intake::traces);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        url = URI.create("http://localhost:" + server.actualPort());
    }

    @AfterEach
    void close() {
        archive.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void twice_the_largest_body_may_wait_and_more_is_refused_for_now() {
        try (RawClient first = begun(MAX_BODY);
                RawClient second = begun(MAX_BODY)) {
            first.send(new byte[MAX_BODY - 1]);
            second.send(new byte[MAX_BODY - 1]);

            assertThat(sent(2).status()).isEqualTo(400);
            Answer refused = sent(3);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.head().field("retry-after")).contains("1");
            assertThat(refused.head().field("content-type")).contains("application/x-protobuf");
            assertThat(refused.text()).contains("Too much waits to be read already.");

            assertThat(first.send(new byte[1]).readAnswer().status()).isEqualTo(400);
            assertThat(sent(3).status()).isEqualTo(400);
        }
    }

    @Test
    void a_body_as_large_as_is_allowed_is_read_and_one_byte_more_is_not() {
        assertThat(sent(MAX_BODY).status()).isEqualTo(400);
        assertThat(sent(MAX_BODY + 1).status()).isEqualTo(413);
    }

    @Test
    void refused_bodies_leave_room_for_others() {
        for (int export = 0; export < 5; export++) {
            assertThat(sent(MAX_BODY + 1).status()).isEqualTo(413);
            assertThat(sent(MAX_BODY).status()).isEqualTo(400);
        }
    }

    private Answer sent(int length) {
        try (RawClient client = begun(length)) {
            return client.send(new byte[length]).readAnswer();
        }
    }

    private RawClient begun(int length) {
        RawClient client = RawClient.connect(url);
        client.send("POST /v1/traces HTTP/1.1\r\nhost: lintel.test\r\nexpect: 100-continue\r\n"
                + "content-type: application/x-protobuf\r\ncontent-length: " + length + "\r\n\r\n");
        assertThat(client.readHead().status()).isEqualTo(100);
        return client;
    }
}
