package dev.lintel.openai.answer.message;

import dev.lintel.openai.answer.shape.AnswerField;
import dev.lintel.openai.content.ContentBudget;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.openai.content.Message;
import dev.lintel.openai.content.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one message says, as far as it has come and as far as the limit allows. */
final class MessageBuilder {

    static final int MAX_PARTS = 128;

    private final ContentRules rules;
    private final int most;
    private final Text text = new Text();
    private final Text reasoning = new Text();
    private final Text refusal = new Text();
    private final ToolCalls<Call> calls = new ToolCalls<>(MAX_PARTS);
    private final List<CallPiece> pieces = new ArrayList<>(1);
    private int held;
    private boolean thought;
    private @Nullable String role;
    private @Nullable Call call;
    private int callIndex = -1;

    /** Nothing yet, and of what comes no more than {@code most} characters. */
    MessageBuilder(ContentRules rules, int most) {
        this.rules = rules;
        this.most = most;
    }

    boolean isEmpty() {
        return text.isEmpty() && reasoning.isEmpty() && refusal.isEmpty() && calls.isEmpty() && pieces.isEmpty();
    }

    /** How many characters of text are kept. */
    int held() {
        return held;
    }

    void add(AnswerField field, String piece) {
        switch (field) {
            case TEXT -> append(text, piece);
            case REASONING -> append(reasoning, piece);
            case REFUSAL -> append(refusal, piece);
            case ROLE -> role = piece;
            case ITEM_TYPE -> thought = piece.equals("reasoning");
            case TOOL_CALL_ID -> openCall().id = piece.isEmpty() ? null : piece;
            case TOOL_NAME -> openCall().name = piece;
            case TOOL_ARGUMENTS -> append(openCall().arguments, piece);
            default -> {}
        }
    }

    void beginCall() {
        call = new Call();
        callIndex = -1;
    }

    void callIndex(int index) {
        callIndex = index;
    }

    void endCall() {
        if (call != null && pieces.size() < MAX_PARTS) {
            pieces.add(new CallPiece(callIndex, call));
        }
        call = null;
    }

    void dropArguments() {
        if (call != null) {
            held -= call.arguments.known.length();
            call.arguments = new Text();
        }
    }

    void addArguments(int index, String piece) {
        Call more = new Call();
        more.arguments.known.append(piece);
        merge(index, more);
    }

    /** Takes up a further piece of this message. */
    void take(MessageBuilder piece) {
        role = piece.role == null ? role : piece.role;
        append(reasoning, piece.reasoning);
        append(piece.thought ? reasoning : text, piece.text);
        append(refusal, piece.refusal);
        piece.pieces.forEach(more -> merge(more.index(), more.call()));
    }

    /** Takes up a piece of which the call, if it is one, has the number {@code index}. */
    void takeAt(MessageBuilder piece, int index) {
        take(piece);
        takeCall(piece, index);
    }

    /** Takes up the call only. */
    void takeCall(MessageBuilder piece, int index) {
        if (piece.call != null) {
            merge(index, piece.call);
        }
    }

    /** The message so far: redacted, and cut where it is longer than the limit in all. */
    Message message(@Nullable String finishReason) {
        ContentBudget budget = new ContentBudget(rules, rules.limit());
        List<Part> parts = new ArrayList<>();
        if (!reasoning.isEmpty()) {
            parts.add(new Part.Reasoning(reasoning.captured(budget)));
        }
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text.captured(budget)));
        }
        if (!refusal.isEmpty()) {
            parts.add(new Part.Generic("refusal", refusal.captured(budget)));
        }
        for (Call made : calls.inOrder()) {
            if (budget.isSpent()) {
                break;
            }
            parts.add(made.part(budget));
        }
        return new Message(
                role == null ? "assistant" : budget.word(role), parts, finishReason == null ? "" : finishReason);
    }

    private void append(Text to, CharSequence piece) {
        int count = Math.min(most - held, piece.length());
        to.known.append(piece, 0, count);
        to.cut |= count < piece.length();
        held += count;
    }

    private void append(Text to, Text piece) {
        append(to, piece.known);
        to.cut |= piece.cut;
    }

    private Call openCall() {
        if (call == null) {
            call = new Call();
        }
        return call;
    }

    private void merge(int index, Call more) {
        Call into = calls.at(index, more.id, more.name, Call::new);
        if (into == null) {
            return;
        }
        into.id = more.id == null ? into.id : more.id;
        into.name = more.name == null ? into.name : more.name;
        append(into.arguments, more.arguments);
    }

    /** A text, or the beginning of one that was longer than could be kept. */
    private static final class Text {

        private final StringBuilder known = new StringBuilder();
        private boolean cut;

        boolean isEmpty() {
            return known.isEmpty() && !cut;
        }

        String captured(ContentBudget budget) {
            return budget.text(known.toString(), !cut);
        }
    }

    /** A piece of a call; the number is -1 where it has none. */
    private record CallPiece(int index, Call call) {}

    private static final class Call implements ToolCalls.Known {

        private @Nullable String id;
        private @Nullable String name;
        private Text arguments = new Text();

        @Override
        public @Nullable String id() {
            return id;
        }

        @Override
        public @Nullable String name() {
            return name;
        }

        Part part(ContentBudget budget) {
            return new Part.ToolCall(
                    id == null ? null : budget.name(id),
                    name == null ? "" : budget.name(name),
                    arguments.isEmpty() ? null : budget.json(arguments.known.toString(), !arguments.cut));
        }
    }
}
