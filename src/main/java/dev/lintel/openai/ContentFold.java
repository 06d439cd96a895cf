package dev.lintel.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects what an answer says, up to a limit for each message; used only where content is captured. */
final class ContentFold {

    private static final int MAX_MESSAGES = 16;
    private static final int MAX_NAME = 256;

    private final Operation operation;
    private final ContentRules rules;
    private final Map<Integer, Said> messages = new TreeMap<>();
    private final List<Said> items = new ArrayList<>();

    private Said current;
    private int itemIndex = -1;
    private @Nullable String delta;

    ContentFold(Operation operation, ContentRules rules) {
        this.operation = operation;
        this.rules = rules;
        this.current = new Said(rules);
    }

    int wanted(AnswerField field) {
        return switch (field) {
            case ROLE, ITEM_TYPE, TOOL_CALL_ID, TOOL_NAME -> MAX_NAME;
            case TEXT, REASONING, REFUSAL, DELTA, TOOL_ARGUMENTS -> rules.reach();
            default -> 0;
        };
    }

    void text(AnswerField field, String text) {
        if (field == AnswerField.DELTA) {
            delta = text;
        } else {
            current.add(field, text);
        }
    }

    void number(AnswerField field, long value) {
        int index = (int) Math.min(value, Integer.MAX_VALUE);
        switch (field) {
            case ITEM_INDEX -> itemIndex = index;
            case TOOL_CALL_INDEX -> current.callIndex(index);
            default -> {}
        }
    }

    void opened(AnswerField field) {
        switch (field) {
            case CHOICE, ITEM -> current = new Said(rules);
            case TOOL_CALL -> current.beginCall();
            default -> {}
        }
    }

    void closed(AnswerField field) {
        switch (field) {
            case ITEM -> {
                if (items.size() < Said.MAX_PARTS) {
                    items.add(current);
                }
                current = new Said(rules);
            }
            case TOOL_CALL -> current.endCall();
            default -> {}
        }
    }

    /** The part of the alternative {@code index} that an event brings has been read. */
    void choiceEnded(int index) {
        if (operation == Operation.CHAT_COMPLETIONS || operation == Operation.COMPLETIONS) {
            message(index).take(current);
        }
        current = new Said(rules);
    }

    void eventEnded(@Nullable String eventType) {
        String type = eventType == null ? "" : eventType;
        switch (operation) {
            case RESPONSES -> responseEvent(type);
            case MESSAGES -> messageEvent(type);
            default -> {}
        }
        items.clear();
        itemIndex = -1;
        delta = null;
        current = new Said(rules);
    }

    /** The messages so far, in the order of their alternatives, redacted and cut. */
    List<Message> messages(Map<Integer, String> finishReasons) {
        List<Message> told = new ArrayList<>();
        messages.forEach((index, said) -> {
            if (!said.isEmpty()) {
                told.add(said.message(finishReasons.get(index)));
            }
        });
        return List.copyOf(told);
    }

    private Said message(int index) {
        Said known = messages.get(index);
        if (known != null) {
            return known;
        }
        Said made = new Said(rules);
        if (messages.size() < MAX_MESSAGES) {
            messages.put(index, made);
        }
        return made;
    }

    private void responseEvent(String type) {
        switch (type) {
            // What came in pieces is said once more as a whole.
            case "", "response.completed", "response.incomplete", "response.failed" -> {
                if (!items.isEmpty()) {
                    messages.remove(0);
                    takeItems();
                }
            }
            case "response.output_item.added" -> {
                if (!items.isEmpty() && items.get(0).isCall()) {
                    message(0).takeCall(items.get(0), itemIndex);
                }
            }
            default -> addDelta(type);
        }
    }

    private void addDelta(String type) {
        String piece = delta;
        if (piece == null) {
            return;
        }
        switch (type) {
            case "response.output_text.delta" -> message(0).add(AnswerField.TEXT, piece);
            case "response.refusal.delta" -> message(0).add(AnswerField.REFUSAL, piece);
            case "response.reasoning_text.delta", "response.reasoning_summary_text.delta" ->
                message(0).add(AnswerField.REASONING, piece);
            case "response.function_call_arguments.delta" -> message(0).addArguments(itemIndex, piece);
            default -> {}
        }
    }

    private void messageEvent(String type) {
        switch (type) {
            case "content_block_start" -> {
                for (Said block : items) {
                    // Of a call in pieces the arguments follow: what stands here is a place for them.
                    block.dropArguments();
                    message(0).takeAt(block, itemIndex);
                }
            }
            case "content_block_delta" -> items.forEach(block -> message(0).takeAt(block, itemIndex));
            case "message", "" -> takeItems();
            default -> {}
        }
    }

    private void takeItems() {
        for (int i = 0; i < items.size(); i++) {
            message(0).takeAt(items.get(i), i);
        }
    }
}
