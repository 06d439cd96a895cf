package dev.lintel.demo;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** The response to a request over HTTP: JSON, or an event stream whose events are named by their type, if they have one. */
final class HttpSink implements AnswerSink {

    private final HttpServerResponse response;

    HttpSink(HttpServerResponse response) {
        this.response = response;
    }

    @Override
    public void answer(int status, JsonObject body) {
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.toBuffer());
    }

    @Override
    public void send(JsonObject event) {
        if (!response.headWritten()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                    .setChunked(true);
        }
        String type = event.getString("type");
        response.write((type == null ? "" : "event: " + type + "\n") + "data: " + event.encode() + "\n\n");
    }

    @Override
    public void end(String data) {
        response.end(data.isEmpty() ? "" : "data: " + data + "\n\n");
    }

    @Override
    public void drop() {
        response.reset();
    }
}
