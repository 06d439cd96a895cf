package dev.lintel.demo.answer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is answered, in no dialect yet.
 *
 * @param tool the tool that is called; null for a text
 * @param pieces the text, or the tool's arguments, as a stream has them; each counts as a token
 */
record Reply(@Nullable String tool, List<String> pieces) {

    private static final int MAX_QUOTED = 60;

    static Reply to(String prompt) {
        String quoted = prompt.length() <= MAX_QUOTED ? prompt : prompt.substring(0, MAX_QUOTED) + "…";
        return new Reply(
                null,
                pieces("You said: “" + quoted
                        + "”. I am Lintel's built-in demo model, so I know nothing about it, but I"
                        + " answer in pieces and at a pace that a real model could have. Look at the trace of this call:"
                        + " it tells who asked, how long it took, and what it cost."));
    }

    static Reply calling(ToolCall call) {
        return new Reply(call.name(), pieces(call.arguments()));
    }

    /** The whole text, or the tool's arguments. */
    String text() {
        return String.join("", pieces);
    }

    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int space = text.indexOf(' '); space >= 0; space = text.indexOf(' ', space + 1)) {
            pieces.add(text.substring(start, space));
            start = space;
        }
        pieces.add(text.substring(start));
        return pieces;
    }
}
