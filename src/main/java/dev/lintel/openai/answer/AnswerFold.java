package dev.lintel.openai.answer;

import dev.lintel.openai.Operation;
import dev.lintel.openai.answer.message.ContentFold;
import dev.lintel.openai.answer.shape.AnswerField;
import dev.lintel.wire.JsonScanner;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Folds what an answer says, event by event, into what telemetry tells. Its memory does not grow with the answer. */
final class AnswerFold implements JsonScanner.Receiver<AnswerField> {

    private static final int MAX_NAME = 256;
    private static final int MAX_WORD = 64;
    private static final int MAX_CHOICES = 128;

    private final Operation operation;
    private final @Nullable ContentFold content;
    private final UsageFold usage = new UsageFold();
    private final BitSet choices = new BitSet();
    private final Map<Integer, String> finishReasons = new TreeMap<>();

    private @Nullable String id;
    private @Nullable String model;
    private @Nullable String systemFingerprint;
    private @Nullable String serviceTier;
    private @Nullable String status;
    private @Nullable String incompleteReason;
    private @Nullable String errorCode;
    private @Nullable String errorType;
    private boolean failed;
    private boolean ended;

    private @Nullable String eventType;
    private @Nullable String eventCode;
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
            case EVENT_TYPE, FINISH_REASON, STATUS, INCOMPLETE_REASON -> MAX_WORD;
            case ERROR -> 1;
            case ERROR_CODE, ERROR_TYPE, EVENT_CODE -> MAX_WORD + 1;
            default -> content == null ? 0 : content.wanted(field);
        };
    }

    @Override
    public void text(AnswerField field, String text) {
        switch (field) {
            // Some dialects begin a stream with a chunk in which these are empty.
            case ID -> id = text.isEmpty() ? null : text;
            case MODEL -> model = text.isEmpty() ? null : text;
            case SYSTEM_FINGERPRINT -> systemFingerprint = text.isEmpty() ? null : text;
            case SERVICE_TIER -> serviceTier = text;
            case EVENT_TYPE -> eventType = text;
            case FINISH_REASON -> {
                // Some dialects write it empty until there is one.
                if (!text.isEmpty()) {
                    finish(text);
                }
            }
            case STATUS -> status = text;
            case INCOMPLETE_REASON -> incompleteReason = text;
            case ERROR -> failed = true;
            case ERROR_CODE -> errorCode = text;
            case EVENT_CODE -> eventCode = text;
            case ERROR_TYPE -> errorType = text;
            default -> toContent(field, text);
        }
    }

    @Override
    public void number(AnswerField field, long value) {
        switch (field) {
            case INPUT_TOKENS, OUTPUT_TOKENS, CACHE_READ_TOKENS, CACHE_CREATION_TOKENS, REASONING_TOKENS ->
                usage.count(field, value);
            case CHOICE_INDEX -> choiceIndex = (int) Math.min(value, MAX_CHOICES);
            case ERROR_CODE -> errorCode = String.valueOf(value);
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
            case CHOICE -> {
                position++;
                choiceIndex = -1;
                finishReason = null;
            }
            case ERROR -> failed = true;
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
            if (index < MAX_CHOICES) {
                endPart(index);
            }
        }
        if (content != null) {
            content.closed(field);
        }
    }

    /** One event of a stream, or the whole of another answer, has been read. */
    void eventEnded() {
        if (eventType != null) {
            switch (eventType) {
                case "response.completed", "response.incomplete", "message_stop" -> ended = true;
                case "response.failed" -> {
                    ended = true;
                    failed = true;
                }
                case "error" -> {
                    ended = true;
                    failed = true;
                    errorCode = eventCode == null ? errorCode : eventCode;
                }
                default -> {}
            }
        }
        if (content != null) {
            content.eventEnded(eventType);
        }
        eventType = null;
        eventCode = null;
        position = -1;
    }

    String model() {
        return model == null ? "" : model;
    }

    /** The mark has come that ends a stream. */
    void endMark() {
        ended = true;
    }

    /** Whether a stream has come to its end mark, or to the end of every alternative. */
    boolean isComplete() {
        return ended || (!choices.isEmpty() && choices.cardinality() == finishReasons.size());
    }

    Answer answer() {
        return new Answer(
                Optional.ofNullable(id),
                Optional.ofNullable(model),
                Optional.ofNullable(systemFingerprint),
                Optional.ofNullable(serviceTier),
                finishReasons(),
                usage.usage(operation),
                failed || "failed".equals(status),
                Optional.ofNullable(errorCode).filter(AnswerFold::isSafe),
                Optional.ofNullable(errorType).filter(AnswerFold::isSafe),
                content == null ? List.of() : content.messages(reasonsByChoice()));
    }

    private void finish(String reason) {
        if (position >= 0) {
            finishReason = reason;
        } else {
            // This dialect has one alternative only.
            choices.set(0);
            finishReasons.put(0, reason);
        }
    }

    private void endPart(int index) {
        choices.set(index);
        if (finishReason != null) {
            finishReasons.put(index, finishReason);
        }
        if (content != null) {
            content.choiceEnded(index);
        }
    }

    private List<String> finishReasons() {
        if (operation != Operation.RESPONSES) {
            return List.copyOf(finishReasons.values());
        }
        if (status == null || status.equals("in_progress") || status.equals("queued")) {
            return List.of();
        }
        return List.of(status.equals("incomplete") && incompleteReason != null ? incompleteReason : status);
    }

    private Map<Integer, String> reasonsByChoice() {
        List<String> ofResponse = operation == Operation.RESPONSES ? finishReasons() : List.of();
        return ofResponse.isEmpty() ? finishReasons : Map.of(0, ofResponse.get(0));
    }

    private void toContent(AnswerField field, String text) {
        if (content != null) {
            content.text(field, text);
        }
    }

    private static boolean isSafe(String code) {
        return !code.isEmpty()
                && code.length() <= MAX_WORD
                && code.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '_'
                                || c == '-'
                                || c == '.');
    }
}
