package dev.lintel.telemetry.convention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.RawClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A request of HTTP/1, real ones. */
final class CallHeadTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void says_the_same_when_its_request_has_been_let_go() {
        List<List<Object>> said =
                of("host: example.com:8080\r\nuser-agent: curl/8\r\nx-secret: s3cret\r\n", request -> {
                    CallHead head = CallHead.of(request, "192.0.2.7");
                    List<Object> before = what(head);
                    head.letRequestGo(request.headers(), List.of("host", "user-agent")::contains);
                    return List.of(
                            before, what(head), List.copyOf(head.headers().names()));
                });

        assertThat(said.get(1)).isEqualTo(said.get(0)).contains("POST", "/v1/files", "curl/8", 4L);
        assertThat(String.valueOf(said.get(1))).contains("example.com", "8080");
        assertThat(said.get(2)).containsExactlyInAnyOrder("host", "user-agent");
    }

    @Test
    void holds_nothing_of_a_request_without_any_field_that_may_be_shown() {
        List<List<Object>> said = of("host: a\r\nx-secret: s3cret\r\n", request -> {
            CallHead head = CallHead.of(request, "");
            head.letRequestGo(request.headers(), name -> false);
            return List.of(
                    List.copyOf(head.headers().names()),
                    List.copyOf(request.headers().names()));
        });

        assertThat(said).containsOnly(List.of());
    }

    private static List<Object> what(CallHead head) {
        return List.of(
                head.method(),
                head.methodAsSent(),
                String.valueOf(head.path()),
                String.valueOf(head.version()),
                head.isSecure(),
                String.valueOf(head.authority()),
                String.valueOf(head.userAgent()),
                head.bytesRead(),
                head.bytesWritten(),
                head.client(),
                head.turn());
    }

    private List<List<Object>> of(String fields, Function<HttpServerRequest, List<List<Object>>> looking) {
        CompletableFuture<List<List<Object>>> found = new CompletableFuture<>();
        HttpServer server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> request.endHandler(whole -> {
                    try {
                        found.complete(looking.apply(request));
                    } catch (RuntimeException | AssertionError e) {
                        found.completeExceptionally(e);
                    }
                }));
        server.listen().toCompletionStage().toCompletableFuture().join();
        try (RawClient client = RawClient.connect(URI.create("http://127.0.0.1:" + server.actualPort()))) {
            client.send("POST /v1/files HTTP/1.1\r\ncontent-length: 4\r\n" + fields + "\r\nbody");
            return found.join();
        }
    }
}
