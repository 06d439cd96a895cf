package dev.lintel.openai.answer;

import dev.lintel.openai.Operation;
import dev.lintel.wire.EventStream;

/** What an event is by its name, before it is known what it holds. */
enum EventKind {
    /** One of the answer's own. */
    OWN,
    /** It tells of an error, whatever the dialect. */
    ERROR,
    /** Another's, who sends between: its data decides whether it is one of the answer's all the same. */
    FOREIGN;

    static EventKind of(EventStream event, Operation operation) {
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
