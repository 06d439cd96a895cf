package dev.lintel.gateway.socket.turn;

import dev.lintel.gateway.socket.client.Message;
import dev.lintel.http.RefusedException;
import dev.lintel.openai.request.RequestOutline;
import dev.lintel.openai.socket.ClientEvent;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A text of a client, read as far as Lintel must know it.
 *
 * @param outline of the request that a turn begins with; null where none does, or it cannot be read
 * @param fault why it cannot be
 */
public record Asked(
        Message message,
        ClientEvent event,
        @Nullable RequestOutline outline,
        @Nullable RefusedException fault) {

    /** So many bytes of JSON are read in about a millisecond. */
    private static final int MOST_AT_ONCE = 256 * 1024;

    /** Reads a text, a long one beside the event loop; {@code then} is called on it. */
    public static void read(Message message, Consumer<Asked> then) {
        if (message.text().length() <= MOST_AT_ONCE) {
            then.accept(of(message));
            return;
        }
        Vertx.currentContext().executeBlocking(() -> of(message), false).onSuccess(then::accept);
    }

    /** The model that a turn is for, as the client names it; null for none. */
    public @Nullable String model() {
        return outline == null ? null : outline.model();
    }

    private static Asked of(Message message) {
        ClientEvent event = ClientEvent.read(message.text());
        if (!event.beginsTurn()) {
            return new Asked(message, event, null, null);
        }
        try {
            return new Asked(message, event, RequestOutline.read(message.text()), null);
        } catch (RefusedException refused) {
            return new Asked(message, event, null, refused);
        }
    }
}
