package dev.lintel.demo.answer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The one model that there is. */
public final class DemoModel {

    /** Its name, which stands in every answer. */
    public static final String NAME = "demo";

    /** When it and each of its answers was made, in seconds since 1970. */
    static final long CREATED = 1_767_225_600L;

    private static final String LIST = "/v1/models";

    private DemoModel() {}

    /** The list of models, or the model, which GET brings at a path; null if there is nothing. */
    public static @Nullable JsonObject at(String path) {
        return switch (path) {
            case LIST -> new JsonObject().put("object", "list").put("data", new JsonArray().add(description()));
            case LIST + "/" + NAME -> description();
            default -> null;
        };
    }

    private static JsonObject description() {
        return new JsonObject()
                .put("id", NAME)
                .put("object", "model")
                .put("created", CREATED)
                .put("owned_by", "lintel");
    }
}
