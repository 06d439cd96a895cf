package dev.lintel.demo;

import io.vertx.core.json.JsonObject;

/** Where an answer goes. Of one connection, on its event loop. */
interface AnswerSink {

    /** Sends the whole answer: a body, or the envelope of an error. */
    void answer(int status, JsonObject body);

    /** Sends the next event of a stream. */
    void send(JsonObject event);

    /** Ends the stream, with a last data field unless {@code data} is empty. */
    void end(String data);

    /** Breaks the connection. */
    void drop();
}
