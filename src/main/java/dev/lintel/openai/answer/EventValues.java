package dev.lintel.openai.answer;

import dev.lintel.openai.answer.shape.AnswerField;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one event has said so far. It is not believed before the event has ended, for it may be broken or another's. */
final class EventValues {

    static final long UNKNOWN = -1;

    private static final int FIELDS = AnswerField.values().length;

    private final @Nullable String[] texts = new String[FIELDS];
    private final long[] counts = new long[FIELDS];

    /** The alternatives of which a part has come. */
    final BitSet choices = new BitSet();

    /** Why alternatives have ended. */
    final Map<Integer, String> finishReasons = new TreeMap<>();

    boolean hasChoices;
    boolean failed;

    EventValues() {
        Arrays.fill(counts, UNKNOWN);
    }

    void put(AnswerField field, String text) {
        texts[field.ordinal()] = text;
    }

    void put(AnswerField field, long count) {
        counts[field.ordinal()] = count;
    }

    @Nullable
    String text(AnswerField field) {
        return texts[field.ordinal()];
    }

    long count(AnswerField field) {
        return counts[field.ordinal()];
    }

    boolean has(AnswerField field) {
        return texts[field.ordinal()] != null;
    }

    void forget() {
        Arrays.fill(texts, null);
        Arrays.fill(counts, UNKNOWN);
        choices.clear();
        finishReasons.clear();
        hasChoices = false;
        failed = false;
    }
}
