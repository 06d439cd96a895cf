package dev.lintel.demo;

import dev.lintel.demo.answer.Endpoint;
import dev.lintel.demo.answer.ErrorEnvelope;
import dev.lintel.http.connection.Connections;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The Responses API over a WebSocket: each message {@code response.create} is a turn, and its events are messages. Turns are
 * answered one after the other; what comes meanwhile waits on the connection, of which no more is read in the end.
 */
final class ResponsesSocket implements AnswerSink {

    /** The most bytes of a frame, and of a message. */
    static final int MAX_MESSAGE_BYTES = 32 << 20;

    private static final short TOO_BIG = 1009;

    private final Vertx vertx;
    private final HttpServerRequest opening;
    private final ServerWebSocket socket;
    private @Nullable Turn turn;

    private ResponsesSocket(Vertx vertx, HttpServerRequest opening, ServerWebSocket socket) {
        this.vertx = vertx;
        this.opening = opening;
        this.socket = socket;
    }

    /** Serves a WebSocket that has just been accepted, on its event loop. */
    static void serve(Vertx vertx, HttpServerRequest opening, ServerWebSocket socket) {
        ResponsesSocket served = new ResponsesSocket(vertx, opening, socket);
        socket.textMessageHandler(served::receive)
                .binaryMessageHandler(bytes -> served.refuse("A message must be a text."))
                .exceptionHandler(fault -> socket.close(TOO_BIG))
                .closeHandler(closed -> served.cancel());
    }

    private void receive(String message) {
        JsonObject request;
        try {
            request = new JsonObject(message);
        } catch (DecodeException e) {
            refuse("The message is no JSON object.");
            return;
        }
        if (!"response.create".equals(request.remove("type"))) {
            refuse("The type of a message must be response.create.");
            return;
        }
        socket.pause();
        turn = new Turn(vertx, Endpoint.RESPONSES, request.put("stream", true), opening.getHeader("x-demo"), this);
        turn.start();
    }

    private void refuse(String message) {
        socket.writeTextMessage(error(400, ErrorEnvelope.ofOpenAi(400, message)));
    }

    private void cancel() {
        if (turn != null) {
            turn.cancel();
        }
    }

    @Override
    public void answer(int status, JsonObject body) {
        socket.writeTextMessage(error(status, body));
        end("");
    }

    private static String error(int status, JsonObject envelope) {
        return new JsonObject()
                .put("type", "error")
                .put("status", status)
                .mergeIn(envelope)
                .encode();
    }

    @Override
    public void send(JsonObject event) {
        socket.writeTextMessage(event.encode());
    }

    @Override
    public void end(String data) {
        turn = null;
        if (socket.writeQueueFull()) {
            socket.drainHandler(drained -> socket.resume());
        } else {
            socket.resume();
        }
    }

    @Override
    public void drop() {
        Connections.drop(opening.connection());
    }
}
