package dev.lintel.openai;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A call that Lintel understands: a JSON POST whose body names the model. */
public enum Operation {
    CHAT_COMPLETIONS("chat/completions"),
    COMPLETIONS("completions"),
    RESPONSES("responses"),
    EMBEDDINGS("embeddings"),
    MESSAGES("messages");

    private static final Map<String, Operation> BY_PATH =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(operation -> operation.path, Function.identity()));

    private final String path;
    private final String route;

    Operation(String path) {
        this.path = path;
        this.route = "/v1/" + path;
    }

    /** The operation of a POST to {@code path}, the part after {@code /v1/}, if it is one of those understood. */
    public static Optional<Operation> of(String path) {
        return Optional.ofNullable(BY_PATH.get(path));
    }

    /** The whole path. */
    public String route() {
        return route;
    }

    /** The path after {@code /v1/}. */
    public String path() {
        return path;
    }

    /** Whether a call without {@code model} is refused; a stored prompt can name the model of a {@code responses} call. */
    public boolean requiresModel() {
        return this != RESPONSES;
    }
}
