package dev.lintel.openai.answer;

import dev.lintel.openai.answer.shape.AnswerField;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one event has said so far. It is not believed before the event has ended, for it may be broken or another's. */
final class EventValues {

    static final long UNKNOWN = -1;

    private final Map<AnswerField, String> texts = new EnumMap<>(AnswerField.class);
    private final Map<AnswerField, Long> counts = new EnumMap<>(AnswerField.class);

    /** The alternatives of which a part has come. */
    final BitSet choices = new BitSet();

    /** Why alternatives have ended. */
    final Map<Integer, String> finishReasons = new TreeMap<>();

    boolean hasChoices;
    boolean failed;

    void put(AnswerField field, String text) {
        texts.put(field, text);
    }

    void put(AnswerField field, long count) {
        counts.put(field, count);
    }

    @Nullable
    String text(AnswerField field) {
        return texts.get(field);
    }

    long count(AnswerField field) {
        return counts.getOrDefault(field, UNKNOWN);
    }

    boolean has(AnswerField field) {
        return texts.containsKey(field);
    }

    void forget() {
        texts.clear();
        counts.clear();
        choices.clear();
        finishReasons.clear();
        hasChoices = false;
        failed = false;
    }
}
