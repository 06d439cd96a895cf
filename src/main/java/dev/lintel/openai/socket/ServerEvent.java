package dev.lintel.openai.socket;

import static dev.lintel.wire.json.Shape.object;
import static dev.lintel.wire.json.Shape.value;

import dev.lintel.wire.json.JsonScanner;
import dev.lintel.wire.json.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The event that a provider is sending, as its bytes come: what it is, and of which response. One serves for all of them, one
 * after the other. Not for several threads.
 */
public final class ServerEvent {

    private enum Field {
        TYPE,
        RESPONSE_ID
    }

    private static final Shape<Field> SHAPE = ServerEvent.shape();
    private static final int MOST = 256;

    private final Facts facts = new Facts();
    private final JsonScanner<Field> scanner = new JsonScanner<>(SHAPE, facts);

    private static Shape<Field> shape() {
        Shape<Field> nothing = object();
        return nothing.with("type", value(Field.TYPE))
                .with("response_id", value(Field.RESPONSE_ID))
                .with("response", nothing.with("id", value(Field.RESPONSE_ID)));
    }

    /** Another one begins. */
    public void begin() {
        facts.type = "";
        facts.responseId = null;
        scanner.restart();
    }

    /** The next of its bytes, {@code from} inclusive to {@code to} exclusive. They are not kept. */
    public void read(byte[] bytes, int from, int to) {
        scanner.feed(bytes, from, to);
    }

    /** The response that it is of, as the provider names it; null where that is not said. */
    public @Nullable String responseId() {
        return facts.responseId;
    }

    /** Whether it is about a response at all. */
    public boolean isOfResponse() {
        return facts.type.startsWith("response.");
    }

    /** Whether it says that a response has begun. */
    public boolean isBeginning() {
        return facts.type.equals("response.created");
    }

    /** Whether it says that a response is over. */
    public boolean isEnd() {
        return switch (facts.type) {
            case "response.completed",
                    "response.incomplete",
                    "response.failed",
                    "response.cancelled",
                    "response.done" -> true;
            default -> false;
        };
    }

    /** Whether it says that something that the client has sent cannot be done. */
    public boolean isError() {
        return facts.type.equals("error");
    }

    /** What is of interest. */
    private static final class Facts implements JsonScanner.Receiver<Field> {

        private String type = "";
        private @Nullable String responseId;

        @Override
        public int wanted(Field field) {
            return MOST;
        }

        @Override
        public void text(Field field, String text) {
            if (field == Field.TYPE) {
                type = text;
            } else {
                responseId = text;
            }
        }

        @Override
        public void number(Field field, long value) {
            // None of these is one.
        }

        @Override
        public void opened(Field field) {
            // Its members tell all.
        }

        @Override
        public void closed(Field field) {
            // Its members tell all.
        }
    }
}
