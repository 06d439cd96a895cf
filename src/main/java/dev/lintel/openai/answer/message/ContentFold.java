package dev.lintel.openai.answer.message;

import dev.lintel.openai.Operation;
import dev.lintel.openai.answer.shape.AnswerField;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.openai.content.Message;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects what an answer says, up to a limit for each message; used only where content is captured. */
public final class ContentFold {

    private static final int MAX_MESSAGES = 16;
    private static final int MAX_NAME = 256;
    private static final int MOST_BYTES_OF_A_CHARACTER = 3;

    /** What one event brings of an alternative: a piece of its message, the whole of it, or both. */
    private record Choice(
            int index, MessageBuilder piece, @Nullable MessageBuilder whole) {}

    private final Operation operation;
    private final ContentRules rules;
    private final Map<Integer, MessageBuilder> messages = new TreeMap<>();
    private final List<MessageBuilder> items = new ArrayList<>();

    private final List<Choice> choices = new ArrayList<>(1);
    private final BitSet pieces = new BitSet();

    private MessageBuilder current;
    private MessageBuilder around;
    private @Nullable MessageBuilder whole;
    private int itemIndex = -1;
    private @Nullable String delta;

    public ContentFold(Operation operation, ContentRules rules) {
        this.operation = operation;
        this.rules = rules;
        this.current = newMessage();
        this.around = current;
    }

    public int wanted(AnswerField field) {
        return switch (field) {
            case ROLE, ITEM_TYPE, TOOL_CALL_ID, TOOL_NAME -> MAX_NAME;
            case TEXT, REASONING, REFUSAL, DELTA, TOOL_ARGUMENTS -> wantedOfText();
            default -> 0;
        };
    }

    /** Whether half a character at an end of this text is wanted: the other half may come with the next piece. */
    public boolean takesHalves(AnswerField field) {
        return switch (field) {
            case TEXT, REASONING, REFUSAL, DELTA, TOOL_ARGUMENTS -> true;
            default -> false;
        };
    }

    public void text(AnswerField field, String text) {
        if (field == AnswerField.DELTA) {
            delta = text;
        } else {
            current.add(field, text);
        }
    }

    public void number(AnswerField field, long value) {
        int index = (int) Math.min(value, Integer.MAX_VALUE);
        switch (field) {
            case ITEM_INDEX -> itemIndex = index;
            case TOOL_CALL_INDEX -> current.callIndex(index);
            default -> {}
        }
    }

    public void opened(AnswerField field) {
        switch (field) {
            case CHOICE -> {
                current = newMessage();
                whole = null;
            }
            case WHOLE -> {
                around = current;
                current = newMessage();
            }
            case ITEM -> {
                around = current;
                current = new MessageBuilder(
                        rules,
                        rules.reach()
                                - items.stream().mapToInt(MessageBuilder::held).sum());
            }
            case TOOL_CALL -> current.beginCall();
            default -> {}
        }
    }

    public void closed(AnswerField field) {
        switch (field) {
            case ITEM -> {
                if (items.size() < MessageBuilder.MAX_PARTS) {
                    items.add(current);
                }
                current = around;
            }
            case WHOLE -> {
                whole = current;
                current = around;
            }
            case TOOL_CALL -> current.endCall();
            default -> {}
        }
    }

    /** The part of the alternative {@code index} that an event brings has been read. */
    public void choiceEnded(int index) {
        boolean chosen = operation == Operation.CHAT_COMPLETIONS || operation == Operation.COMPLETIONS;
        // One event may bring a part of each message; if it brings more, they have no place.
        if (chosen && choices.size() < MAX_MESSAGES) {
            choices.add(new Choice(index, current, whole));
        }
        current = newMessage();
    }

    /** An event has come that is not believed: nothing of it is taken. */
    public void eventDropped() {
        forget();
    }

    public void eventEnded(@Nullable String eventType) {
        String type = eventType == null ? "" : eventType;
        switch (operation) {
            case RESPONSES -> responseEvent(type);
            case MESSAGES -> messageEvent(type);
            default -> choices.forEach(this::take);
        }
        forget();
    }

    private void forget() {
        choices.clear();
        items.clear();
        itemIndex = -1;
        delta = null;
        current = newMessage();
        around = current;
    }

    // A whole message says once more what the pieces have said.
    private void take(Choice choice) {
        if (!choice.piece().isEmpty()) {
            pieces.set(choice.index());
        }
        MessageBuilder whole = choice.whole();
        if (whole == null || pieces.get(choice.index())) {
            message(choice.index()).take(choice.piece());
        } else if (!whole.isEmpty()) {
            messages.remove(choice.index());
            message(choice.index()).take(whole);
        }
    }

    /** The messages so far, in the order of their alternatives, redacted and cut. */
    public List<Message> messages(Map<Integer, String> finishReasons) {
        List<Message> told = new ArrayList<>();
        messages.forEach((index, said) -> {
            if (!said.isEmpty()) {
                told.add(said.message(finishReasons.get(index)));
            }
        });
        return List.copyOf(told);
    }

    // In bytes so many that a text which is cut here has more characters than are kept: that is how it is known.
    private int wantedOfText() {
        return (int) Math.min(Integer.MAX_VALUE, MOST_BYTES_OF_A_CHARACTER * (rules.reach() + 2L));
    }

    private MessageBuilder message(int index) {
        MessageBuilder known = messages.get(index);
        if (known != null) {
            return known;
        }
        MessageBuilder made = newMessage();
        if (messages.size() < MAX_MESSAGES) {
            messages.put(index, made);
        }
        return made;
    }

    private MessageBuilder newMessage() {
        return new MessageBuilder(rules, rules.reach());
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
            case "response.output_item.added" ->
                items.forEach(item -> message(0).takeCall(item, itemIndex));
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
            case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta" ->
                message(0).addArguments(itemIndex, piece);
            default -> {}
        }
    }

    private void messageEvent(String type) {
        message(0).take(current);
        switch (type) {
            case "content_block_start" -> {
                for (MessageBuilder block : items) {
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
