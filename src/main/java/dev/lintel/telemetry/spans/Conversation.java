package dev.lintel.telemetry.spans;

import dev.lintel.openai.Operation;
import dev.lintel.openai.json.JsonValue;
import dev.lintel.telemetry.call.Inference;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The conversation that a request itself names, where none of the configured headers does. It is never invented. */
final class Conversation {

    /** That of Codex. */
    static final String FIELD = "thread-id";

    private static final int MAX_LENGTH = 256;
    private static final String SESSION = "_session_";
    private static final CharSequence THREAD_ID = HttpHeaders.createOptimized(FIELD);

    private Conversation() {}

    /** The request's {@code conversation}, the session of Anthropic's {@code metadata.user_id}, Codex's {@code thread-id}. */
    static Optional<String> of(Inference asked, MultiMap headers) {
        Optional<String> user =
                asked.operation() == Operation.MESSAGES ? asked.parameters().userId() : Optional.empty();
        return asked.parameters()
                .conversation()
                .or(() -> user.map(Conversation::sessionOf))
                .or(() -> Optional.ofNullable(headers.get(THREAD_ID)))
                .filter(named -> !named.isBlank());
    }

    // {"session_id":"..."}, or as it was written before: user_..._account_..._session_...
    private static @Nullable String sessionOf(String userId) {
        if (userId.startsWith("{")) {
            String named = JsonValue.outline(Buffer.buffer(userId))
                    .at("session_id")
                    .string()
                    .beginning(MAX_LENGTH);
            return named.isEmpty() ? null : named;
        }
        int at = userId.lastIndexOf(SESSION);
        return at < 0 ? null : userId.substring(at + SESSION.length());
    }
}
