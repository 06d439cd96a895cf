package dev.lintel.gateway.socket.turn;

import dev.lintel.gateway.routing.RequestReader;
import dev.lintel.gateway.socket.client.Message;
import dev.lintel.http.RefusedException;
import dev.lintel.openai.request.RequestOutline;
import dev.lintel.openai.socket.ClientEvent;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
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

    private static final Logger LOG = Logger.getLogger(Asked.class);

    /** Reads a text, a long one beside the event loop; {@code then} is called on it. */
    public static void read(Message message, Consumer<Asked> then) {
        if (message.text().length() <= RequestReader.MOST_AT_ONCE) {
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
        ClientEvent event = ClientEvent.NONE;
        try {
            event = ClientEvent.read(message.text());
            RequestOutline outline = event.beginsTurn() ? RequestOutline.read(message.text()) : null;
            return new Asked(message, event, outline, null);
        } catch (RefusedException refused) {
            return new Asked(message, event, null, refused);
        } catch (RuntimeException bug) {
            // It passes all the same: what it is the provider will see.
            LOG.error("A text on a WebSocket could not be read", bug);
            return new Asked(message, ClientEvent.NONE, null, null);
        }
    }
}
