package dev.lintel.demo.answer;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** What one request is answered, in the dialect in which it was asked. */
public interface Answer {

    /** The body of an answer that is no stream. */
    JsonObject whole();

    /** The events of its stream, in order; none where the endpoint knows no streams. */
    default List<JsonObject> events() {
        return List.of();
    }

    /** The data field that ends its stream after the last event; empty where the last event does. */
    default String end() {
        return "";
    }
}
