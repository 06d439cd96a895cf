package dev.lintel.gateway.socket.client;

import dev.lintel.http.ApiError;
import dev.lintel.wire.websocket.Frames;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** An error that Lintel itself tells on a WebSocket: the envelope as an event, with the status that a request would have got. */
public final class ErrorEvent {

    private ErrorEvent() {}

    /** The frame that tells it; {@code headers} are those that an answer would have had. */
    public static Buffer of(ApiError error, MultiMap headers) {
        JsonObject event = new JsonObject().put("type", "error").put("status", error.status());
        event.mergeIn(new JsonObject(error.toJson()));
        if (!headers.isEmpty()) {
            JsonObject fields = new JsonObject();
            headers.forEach(field -> fields.put(field.getKey(), field.getValue()));
            event.put("headers", fields);
        }
        return Buffer.buffer(Frames.text(event.encode().getBytes(StandardCharsets.UTF_8)));
    }
}
