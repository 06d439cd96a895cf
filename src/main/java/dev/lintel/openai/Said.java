package dev.lintel.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one message says, as far as it has come and as far as the limit allows. */
final class Said {

    static final int MAX_PARTS = 128;

    private final ContentRules rules;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final Map<Integer, Call> calls = new TreeMap<>();
    private String role = "assistant";
    private @Nullable Call call;
    private int callIndex = -1;

    Said(ContentRules rules) {
        this.rules = rules;
    }

    boolean isEmpty() {
        return text.isEmpty() && reasoning.isEmpty() && refusal.isEmpty() && calls.isEmpty();
    }

    void add(AnswerField field, String piece) {
        switch (field) {
            case TEXT -> append(text, piece);
            case REASONING -> append(reasoning, piece);
            case REFUSAL -> append(refusal, piece);
            case ROLE -> role = piece;
            case TOOL_CALL_ID -> openCall().id = piece;
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
        if (call != null && calls.size() < MAX_PARTS) {
            calls.put(callIndex >= 0 ? callIndex : calls.size(), call);
        }
        call = null;
    }

    /** Whether a tool is called, outside of a list of calls. */
    boolean isCall() {
        return call != null;
    }

    void dropArguments() {
        if (call != null) {
            call.arguments.setLength(0);
        }
    }

    void addArguments(int index, String piece) {
        append(callAt(index).arguments, piece);
    }

    /** Takes up a further piece of this message. */
    void take(Said piece) {
        role = piece.role;
        append(text, piece.text);
        append(reasoning, piece.reasoning);
        append(refusal, piece.refusal);
        piece.calls.forEach((index, more) -> merge(callAt(index), more));
    }

    /** Takes up a piece of which the call, if it is one, has the number {@code index}. */
    void takeAt(Said piece, int index) {
        take(piece);
        takeCall(piece, index);
    }

    /** Takes up the call only. */
    void takeCall(Said piece, int index) {
        if (piece.call != null) {
            merge(callAt(index), piece.call);
        }
    }

    Message message(@Nullable String finishReason) {
        List<Part> parts = new ArrayList<>();
        if (!reasoning.isEmpty()) {
            parts.add(new Part.Reasoning(told(reasoning)));
        }
        if (!text.isEmpty()) {
            parts.add(new Part.Text(told(text)));
        }
        if (!refusal.isEmpty()) {
            parts.add(new Part.Generic("refusal", told(refusal)));
        }
        calls.values().forEach(made -> parts.add(made.part(rules)));
        return new Message(role, parts, finishReason == null ? "" : finishReason);
    }

    private String told(StringBuilder content) {
        return content.length() >= rules.reach()
                ? rules.beginning(content.toString())
                : rules.whole(content.toString());
    }

    private void append(StringBuilder to, CharSequence piece) {
        int room = rules.reach() - to.length();
        to.append(piece, 0, Math.min(Math.max(0, room), piece.length()));
    }

    private Call openCall() {
        if (call == null) {
            call = new Call();
        }
        return call;
    }

    private Call callAt(int index) {
        Call known = calls.get(index);
        if (known != null) {
            return known;
        }
        Call made = new Call();
        if (calls.size() < MAX_PARTS) {
            calls.put(index, made);
        }
        return made;
    }

    private void merge(Call into, Call more) {
        into.id = more.id == null ? into.id : more.id;
        into.name = more.name == null ? into.name : more.name;
        append(into.arguments, more.arguments);
    }

    private static final class Call {

        private @Nullable String id;
        private @Nullable String name;
        private final StringBuilder arguments = new StringBuilder();

        Part part(ContentRules rules) {
            return new Part.ToolCall(
                    id, name == null ? "" : name, arguments.isEmpty() ? null : rules.json(arguments.toString()));
        }
    }
}
