package dev.lintel.openai.answer;

import dev.lintel.openai.Operation;
import dev.lintel.openai.answer.event.Choices;
import dev.lintel.openai.answer.event.EventKind;
import dev.lintel.openai.answer.event.EventValues;
import dev.lintel.openai.answer.event.Failure;
import dev.lintel.openai.answer.message.ContentFold;
import dev.lintel.openai.answer.shape.AnswerField;
import dev.lintel.wire.json.JsonScanner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Folds what an answer says, event by event, into what telemetry tells. Its memory does not grow with the answer. */
final class AnswerFold implements JsonScanner.Receiver<AnswerField> {

    private static final int MAX_NAME = 256;
    private static final int MAX_WORD = 64;
    private static final int OK = 200;

    private final Operation operation;
    private final @Nullable ContentFold content;
    private final UsageFold usage = new UsageFold();
    private final Choices choices = new Choices();
    private final EventValues event = new EventValues();

    private @Nullable String id;
    private @Nullable String model;
    private @Nullable String systemFingerprint;
    private @Nullable String serviceTier;
    private @Nullable String speed;
    private @Nullable String status;
    private @Nullable String incompleteReason;
    private @Nullable String errorCode;
    private @Nullable String errorType;
    private boolean failed;
    private boolean begun;
    private boolean ended;
    private boolean marked;

    private int position = -1;
    private int choiceIndex = -1;
    private @Nullable String finishReason;

    AnswerFold(Operation operation, @Nullable ContentFold content) {
        this.operation = operation;
        this.content = content;
    }

    @Override
    public int wanted(AnswerField field) {
        return switch (field) {
            case ID -> id == null ? MAX_NAME : 0;
            case MODEL -> model == null ? MAX_NAME : 0;
            case SYSTEM_FINGERPRINT -> systemFingerprint == null ? MAX_NAME : 0;
            case SERVICE_TIER -> MAX_NAME;
            case EVENT_TYPE, OBJECT, FINISH_REASON, STATUS, INCOMPLETE_REASON, SPEED -> MAX_WORD;
            case ERROR, ERROR_MESSAGE, EVENT_MESSAGE -> 1;
            case ERROR_CODE, ERROR_TYPE, EVENT_CODE -> MAX_WORD + 1;
            default -> content == null ? 0 : content.wanted(field);
        };
    }

    @Override
    public boolean takesHalves(AnswerField field) {
        return content != null && content.takesHalves(field);
    }

    @Override
    public void text(AnswerField field, String text) {
        switch (field) {
            // Some dialects begin a stream with a chunk in which these are empty, and write what is none so.
            case ID, MODEL, SYSTEM_FINGERPRINT, ERROR_CODE, ERROR_TYPE, EVENT_CODE, EVENT_MESSAGE -> {
                if (!text.isEmpty()) {
                    event.put(field, text);
                }
            }
            case SERVICE_TIER, SPEED, EVENT_TYPE, OBJECT, STATUS, INCOMPLETE_REASON -> event.put(field, text);
            case FINISH_REASON -> {
                // Some write it empty, or the word for none, until there is one.
                if (!text.isEmpty() && !text.equals("null")) {
                    finish(text);
                }
            }
            case ERROR, ERROR_MESSAGE -> {
                if (!text.isEmpty()) {
                    event.fail();
                }
            }
            default -> {
                if (content != null) {
                    content.text(field, text);
                }
            }
        }
    }

    @Override
    public void number(AnswerField field, long value) {
        switch (field) {
            case INPUT_TOKENS,
                    OUTPUT_TOKENS,
                    CACHE_READ_TOKENS,
                    CACHE_CREATION_TOKENS,
                    CACHE_CREATION_HOUR_TOKENS,
                    REASONING_TOKENS -> event.put(field, value);
            // Of the prompt's and the answer's, either says that there is sound.
            case AUDIO_TOKENS -> event.put(field, Math.max(value, event.count(field)));
            case CHOICE_INDEX -> choiceIndex = (int) Math.min(value, Choices.MOST);
            case ERROR_CODE, EVENT_CODE -> {
                if (value != 0 && value != OK) {
                    event.put(field, String.valueOf(value));
                }
            }
            default -> {
                if (content != null) {
                    content.number(field, value);
                }
            }
        }
    }

    @Override
    public void opened(AnswerField field) {
        switch (field) {
            case CHOICES -> event.choicesCame();
            case CHOICE -> {
                position++;
                choiceIndex = -1;
                finishReason = null;
            }
            case ERROR -> event.fail();
            default -> {}
        }
        if (content != null) {
            content.opened(field);
        }
    }

    @Override
    public void closed(AnswerField field) {
        if (field == AnswerField.CHOICE) {
            int index = choiceIndex >= 0 ? choiceIndex : position;
            if (index < Choices.MOST) {
                endPart(index);
            }
        }
        if (content != null) {
            content.closed(field);
        }
    }

    /** One event of a stream, or the whole of another answer, has been read. */
    void eventEnded(EventKind kind) {
        String type = event.text(AnswerField.EVENT_TYPE);
        if (kind == EventKind.FOREIGN && !isOwn(type)) {
            eventDropped();
            return;
        }
        takeNames();
        status = event.has(AnswerField.STATUS) ? event.text(AnswerField.STATUS) : status;
        incompleteReason =
                event.has(AnswerField.INCOMPLETE_REASON) ? event.text(AnswerField.INCOMPLETE_REASON) : incompleteReason;
        choices.addAll(event.choices());
        takeType(type);
        Failure failure = Failure.of(event, kind, operation);
        if (failure != null) {
            failed = true;
            errorCode = failure.code() == null ? errorCode : failure.code();
            errorType = failure.type() == null ? errorType : failure.type();
        }
        if (content != null) {
            content.eventEnded(type);
        }
        forget();
    }

    /** What has come last is no event of this answer, or broken. */
    void eventDropped() {
        if (content != null) {
            content.eventDropped();
        }
        forget();
    }

    /** Nothing more comes of an event that has not ended. */
    void eventCutShort() {
        takeNames();
        eventDropped();
    }

    String model() {
        return model == null ? "" : model;
    }

    /** The mark has come that ends a stream. */
    void endMark() {
        marked = true;
    }

    /** Whether nothing of interest follows: a stream has come to its end mark, or has told of an error. */
    boolean isOver() {
        return ended || marked || failed;
    }

    /** Whether a stream has come to its end mark, or to the end of every alternative. The mark alone is no answer. */
    boolean isComplete() {
        return ended
                || (marked && (begun || !choices.isEmpty()))
                || (operation == Operation.RESPONSES && !finishReasons().isEmpty())
                || choices.haveEnded();
    }

    Answer answer() {
        return new Answer(
                Optional.ofNullable(id),
                Optional.ofNullable(model),
                Optional.ofNullable(systemFingerprint),
                Optional.ofNullable(serviceTier),
                Optional.ofNullable(speed),
                finishReasons(),
                usage.usage(operation),
                failed || "failed".equals(status),
                Optional.ofNullable(errorCode).filter(Failure::isSafe),
                Optional.ofNullable(errorType).filter(Failure::isSafe),
                content == null ? List.of() : content.messages(reasonsByChoice()));
    }

    private void takeNames() {
        id = id == null ? event.text(AnswerField.ID) : id;
        model = model == null ? event.text(AnswerField.MODEL) : model;
        systemFingerprint = systemFingerprint == null ? event.text(AnswerField.SYSTEM_FINGERPRINT) : systemFingerprint;
        serviceTier = event.has(AnswerField.SERVICE_TIER) ? event.text(AnswerField.SERVICE_TIER) : serviceTier;
        speed = event.has(AnswerField.SPEED) ? event.text(AnswerField.SPEED) : speed;
        if (event.isCounted()) {
            usage.take(event);
        }
    }

    private void takeType(@Nullable String type) {
        if (type != null && (operation == Operation.RESPONSES || operation == Operation.MESSAGES)) {
            if (EventKind.isLast(type)) {
                ended = true;
            } else {
                begun |= !type.equals("ping");
            }
        }
    }

    // An event that bears a foreign name.
    private boolean isOwn(@Nullable String type) {
        return switch (operation) {
            case RESPONSES -> type != null && type.startsWith("response.");
            case MESSAGES -> type != null && (type.startsWith("message_") || type.startsWith("content_block_"));
            case CHAT_COMPLETIONS, COMPLETIONS, EMBEDDINGS -> event.hasChoices();
        };
    }

    private void forget() {
        event.forget();
        position = -1;
    }

    private void finish(String reason) {
        if (position >= 0) {
            finishReason = reason;
        } else {
            // This dialect has one alternative only.
            event.choices().came(0);
            event.choices().ended(0, reason);
        }
    }

    private void endPart(int index) {
        event.choices().came(index);
        if (finishReason != null) {
            event.choices().ended(index, finishReason);
        }
        if (content != null) {
            content.choiceEnded(index);
        }
    }

    private List<String> finishReasons() {
        if (operation != Operation.RESPONSES) {
            return choices.reasons();
        }
        if (status == null || status.equals("in_progress") || status.equals("queued")) {
            return List.of();
        }
        return List.of(status.equals("incomplete") && incompleteReason != null ? incompleteReason : status);
    }

    private Map<Integer, String> reasonsByChoice() {
        List<String> ofResponse = operation == Operation.RESPONSES ? finishReasons() : List.of();
        return ofResponse.isEmpty() ? choices.byNumber() : Map.of(0, ofResponse.get(0));
    }
}
