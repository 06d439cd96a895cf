package dev.lintel.demo;

import dev.lintel.demo.answer.DemoModel;
import dev.lintel.demo.answer.Endpoint;
import dev.lintel.demo.answer.ErrorEnvelope;
import dev.lintel.http.connection.ConnectionTimeouts;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A provider on a loopback port of its own, with the model {@code demo} and every endpoint that Lintel understands.
 *
 * <p>What it is asked for in the header {@code x-demo}, or in square brackets in the prompt, it does: {@code slow 2s}
 * waits, {@code status 429} fails, {@code break 3} breaks the connection after three pieces of a stream, {@code tool
 * get_weather {"city":"Paris"}} calls a tool.
 */
@Singleton
public final class DemoProvider {

    /** The model that it serves. */
    public static final String MODEL = DemoModel.NAME;

    private final Vertx vertx;
    private @Nullable HttpServer server;

    DemoProvider(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Starts to listen. To be called once, not on an event loop.
     *
     * @return the base URL that calls go to
     */
    public URI start() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setMaxWebSocketFrameSize(ResponsesSocket.MAX_MESSAGE_BYTES)
                .setMaxWebSocketMessageSize(ResponsesSocket.MAX_MESSAGE_BYTES)
                // A compressed frame may be of any size.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        HttpServer listening = vertx.createHttpServer(options)
                // Lintel itself is its only client.
                .connectionHandler(ConnectionTimeouts::lift)
                .requestHandler(this::serve)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        server = listening;
        return URI.create("http://127.0.0.1:" + listening.actualPort() + "/v1");
    }

    /** Where it listens; 0 while it does not. */
    public int port() {
        return server == null ? 0 : server.actualPort();
    }

    @PreDestroy
    void stop() {
        if (server != null) {
            // Not left to itself: Vert.x and its event loops go next.
            server.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private void serve(HttpServerRequest request) {
        Endpoint endpoint = Endpoint.at(request.path());
        if (endpoint != null && request.method().equals(HttpMethod.POST)) {
            request.bodyHandler(body -> answer(request, endpoint, body));
        } else if (endpoint == Endpoint.RESPONSES && opensWebSocket(request)) {
            request.toWebSocket().onSuccess(socket -> ResponsesSocket.serve(vertx, request, socket));
        } else {
            answerModels(request);
        }
    }

    private static boolean opensWebSocket(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET)
                && "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
    }

    private void answer(HttpServerRequest request, Endpoint endpoint, Buffer body) {
        HttpSink sink = new HttpSink(request.response());
        JsonObject asked;
        try {
            asked = new JsonObject(body);
        } catch (DecodeException e) {
            sink.answer(400, endpoint.error(400, "The body is no JSON object."));
            return;
        }
        Turn turn = new Turn(vertx, endpoint, asked, request.getHeader("x-demo"), sink);
        request.response().closeHandler(closed -> turn.cancel());
        turn.start();
    }

    private static void answerModels(HttpServerRequest request) {
        JsonObject found = request.method().equals(HttpMethod.GET) ? DemoModel.at(request.path()) : null;
        HttpSink sink = new HttpSink(request.response());
        if (found == null) {
            sink.answer(404, ErrorEnvelope.ofOpenAi(404, "The demo provider serves nothing there."));
        } else {
            sink.answer(200, found);
        }
    }
}
