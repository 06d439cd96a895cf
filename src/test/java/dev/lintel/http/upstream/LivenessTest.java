package dev.lintel.http.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.FakeHttp2Upstream;
import dev.lintel.testing.FakeHttp2Upstream.Connection;
import dev.lintel.testing.Patience;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether the server at the other end is still there, by a clock that the test sets. */
final class LivenessTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Vertx vertx = Vertx.vertx();
    private final FakeHttp2Upstream server = FakeHttp2Upstream.start();
    private final CompletableFuture<SharedConnection> watched = new CompletableFuture<>();
    private final CompletableFuture<Context> context = new CompletableFuture<>();

    @AfterEach
    void stop() {
        vertx.close();
        server.close();
    }

    @Test
    void a_server_that_answers_no_ping_is_given_up() throws Exception {
        Connection connection = ask();
        connection.ignorePings();
        look(0);
        look(30 * SECOND - 1);
        look(30 * SECOND);
        connection.awaitPings(1);
        look(45 * SECOND - 1);
        assertThat(server.connectionsOpen()).isEqualTo(1);
        look(45 * SECOND);
        connection.awaitEnd();
        assertThat(connection.awaitPings(1)).isEqualTo(1);
    }

    @Test
    void a_server_that_is_silent_but_answers_pings_is_not() throws Exception {
        Connection connection = ask();
        long now = 0;
        look(now);
        for (int round = 1; round <= 5; round++) {
            now += 30 * SECOND;
            look(now);
            connection.awaitPings(round);
            // Its answer has come.
            connection.awaitPong();
            now += 15 * SECOND;
            look(now);
        }
        assertThat(connection.awaitPings(5)).isEqualTo(5);
        assertThat(server.connectionsOpen()).isEqualTo(1);
    }

    private Connection ask() throws Exception {
        HttpClient client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false))
                .withConnectHandler(connection -> {
                    context.complete(vertx.getOrCreateContext());
                    watched.complete(SharedConnection.watch(connection));
                })
                .build();
        client.request(HttpMethod.GET, server.port(), "127.0.0.1", "/").onSuccess(HttpClientRequest::send);
        Connection asked = server.next().connection();
        // All that it has sent has come.
        asked.awaitPong();
        return asked;
    }

    private void look(long nanos) throws Exception {
        CompletableFuture<Void> looked = new CompletableFuture<>();
        SharedConnection connection = watched.get();
        context.get().runOnContext(turn -> {
            connection.look(nanos);
            looked.complete(null);
        });
        looked.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
