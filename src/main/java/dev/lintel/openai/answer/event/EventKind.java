package dev.lintel.openai.answer.event;

import dev.lintel.openai.Operation;
import dev.lintel.wire.EventStream;

/** What an event is by its name, before it is known what it holds. */
public enum EventKind {
    /** One of the answer's own. */
    OWN,
    /** It tells of an error, whatever the dialect. */
    ERROR,
    /** Another's, who sends between: its data decides whether it is one of the answer's all the same. */
    FOREIGN;

    /** Whether an answer is over with an event of this type. The last two of those of a response are the realtime API's. */
    public static boolean isLast(String type) {
        return switch (type) {
            case "response.completed",
                    "response.incomplete",
                    "response.failed",
                    "response.cancelled",
                    "response.done",
                    "message_stop",
                    "error" -> true;
            default -> false;
        };
    }

    public static EventKind of(EventStream event, Operation operation) {
        if (!event.isNamed() || event.isNamed("message")) {
            return OWN;
        }
        if (event.isNamed("error")) {
            return ERROR;
        }
        boolean own = switch (operation) {
            case RESPONSES -> event.nameBegins("response.");
            case MESSAGES -> event.nameBegins("message_") || event.nameBegins("content_block_");
            case CHAT_COMPLETIONS, COMPLETIONS, EMBEDDINGS -> false;
        };
        return own ? OWN : FOREIGN;
    }
}
