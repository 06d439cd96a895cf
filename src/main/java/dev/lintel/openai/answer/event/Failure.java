package dev.lintel.openai.answer.event;

import dev.lintel.openai.Operation;
import dev.lintel.openai.answer.shape.AnswerField;
import org.jspecify.annotations.Nullable;

/**
 * What an event says of a failure, in whichever of the shapes that occur.
 *
 * @param code the provider's code; null where it names none
 * @param type the provider's class of errors, likewise
 */
public record Failure(@Nullable String code, @Nullable String type) {

    private static final int MAX_LENGTH = 64;
    private static final String ERROR = "error";

    /** The failure that an event tells of; null when it tells of none. */
    public static @Nullable Failure of(EventValues event, EventKind kind, Operation operation) {
        String type = event.text(AnswerField.EVENT_TYPE);
        boolean named = kind == EventKind.ERROR
                || ERROR.equals(type)
                || ERROR.equals(event.text(AnswerField.OBJECT))
                || isBare(event, operation);
        boolean told = event.isFailed()
                || event.has(AnswerField.ERROR_CODE)
                || event.has(AnswerField.ERROR_TYPE)
                || event.choices().anyEndedBy(ERROR)
                || "response.failed".equals(type);
        if (!named && !told) {
            return null;
        }
        String code = event.text(AnswerField.ERROR_CODE);
        String errorType = event.text(AnswerField.ERROR_TYPE);
        if (named) {
            code = event.has(AnswerField.EVENT_CODE) ? event.text(AnswerField.EVENT_CODE) : code;
            errorType = errorType == null && !ERROR.equals(type) ? type : errorType;
        }
        return new Failure(code, errorType);
    }

    /** Whether a code is short and has no odd characters. */
    public static boolean isSafe(String code) {
        return !code.isEmpty()
                && code.length() <= MAX_LENGTH
                && code.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '_'
                                || c == '-'
                                || c == '.');
    }

    // A code and a message where an answer should be.
    private static boolean isBare(EventValues event, Operation operation) {
        return operation != Operation.RESPONSES
                && operation != Operation.MESSAGES
                && !event.hasChoices()
                && event.has(AnswerField.EVENT_CODE)
                && event.has(AnswerField.EVENT_MESSAGE);
    }
}
