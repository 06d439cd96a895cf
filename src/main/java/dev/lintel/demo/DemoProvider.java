package dev.lintel.demo;

import dev.lintel.http.connection.HeadDeadline;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provider of chat completions on a loopback port of its own, with the model {@code demo}.
 *
 * <p>What it is asked for in the header {@code x-demo}, or in square brackets in the prompt, it does: {@code slow 2s}
 * waits, {@code status 429} fails, {@code break 3} breaks the connection after three pieces of a stream.
 */
@Singleton
public final class DemoProvider {

    /** The model that it serves. */
    public static final String MODEL = DemoAnswer.MODEL;

    private static final long FIRST_PIECE_MILLIS = 120;
    private static final long NEXT_PIECE_MILLIS = 25;

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
        HttpServerOptions options =
                new HttpServerOptions().setHost("127.0.0.1").setPort(0).setTracingPolicy(TracingPolicy.IGNORE);
        HttpServer listening = vertx.createHttpServer(options)
                // Lintel itself is its only client.
                .connectionHandler(HeadDeadline::lift)
                .requestHandler(this::serve)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        server = listening;
        return URI.create("http://127.0.0.1:" + listening.actualPort() + "/v1");
    }

    @PreDestroy
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private void serve(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.GET) && request.path().equals("/v1/models")) {
            answer(request.response(), 200, models());
        } else if (request.method().equals(HttpMethod.POST) && request.path().equals("/v1/chat/completions")) {
            request.bodyHandler(body -> complete(request, body));
        } else {
            answer(
                    request.response(),
                    404,
                    error("The demo provider serves chat completions and its model list.", 404));
        }
    }

    private void complete(HttpServerRequest request, Buffer body) {
        JsonObject asked;
        try {
            asked = new JsonObject(body);
        } catch (DecodeException e) {
            answer(request.response(), 400, error("The body is no JSON object.", 400));
            return;
        }
        String header = request.getHeader("x-demo");
        DemoInstruction wish =
                header == null ? DemoInstruction.ofPrompt(DemoAnswer.prompt(asked)) : DemoInstruction.ofHeader(header);
        long delay = FIRST_PIECE_MILLIS + wish.delay().toMillis();
        vertx.setTimer(delay, waited -> complete(request.response(), asked, wish));
    }

    private void complete(HttpServerResponse response, JsonObject asked, DemoInstruction wish) {
        if (response.closed()) {
            return;
        }
        if (wish.status() != 0) {
            answer(response, wish.status(), error("You asked the demo provider to fail.", wish.status()));
            return;
        }
        DemoAnswer answer = new DemoAnswer(asked);
        if (Boolean.TRUE.equals(asked.getValue("stream"))) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                    .setChunked(true);
            stream(response, answer.chunks(), 0, wish.breakAfter());
        } else if (wish.breakAfter() >= 0) {
            response.reset();
        } else {
            answer(response, 200, answer.whole());
        }
    }

    private void stream(HttpServerResponse response, List<JsonObject> chunks, int next, int breakAfter) {
        if (response.closed()) {
            return;
        }
        if (next == breakAfter) {
            response.reset();
            return;
        }
        if (next == chunks.size()) {
            response.end("data: [DONE]\n\n");
            return;
        }
        response.write("data: " + chunks.get(next).encode() + "\n\n");
        vertx.setTimer(NEXT_PIECE_MILLIS, waited -> stream(response, chunks, next + 1, breakAfter));
    }

    private static JsonObject models() {
        return new JsonObject()
                .put("object", "list")
                .put(
                        "data",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("id", MODEL)
                                        .put("object", "model")
                                        .put("created", 1_767_225_600L)
                                        .put("owned_by", "lintel")));
    }

    private static JsonObject error(String message, int status) {
        String type = status == 429 ? "rate_limit_error" : status >= 500 ? "server_error" : "invalid_request_error";
        return new JsonObject()
                .put(
                        "error",
                        new JsonObject()
                                .put("message", message)
                                .put("type", type)
                                .putNull("param")
                                .put("code", "demo_" + status));
    }

    private static void answer(HttpServerResponse response, int status, JsonObject body) {
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.toBuffer());
    }
}
