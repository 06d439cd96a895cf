package dev.lintel.openai.answer.event;

import dev.lintel.openai.answer.shape.AnswerField;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What one event has said so far. It is not believed before the event has ended, for it may be broken or another's. */
public final class EventValues {

    /** In the place of a count that is not known. */
    public static final long UNKNOWN = -1;

    private static final int TEXTS = 13;
    private static final int COUNTS = 7;

    private final @Nullable String[] texts = new String[TEXTS];
    private final long[] counts = new long[COUNTS];

    private final Choices choices = new Choices();

    private boolean hasChoices;
    private boolean failed;
    private boolean counted;

    /** Nothing yet. */
    public EventValues() {
        Arrays.fill(counts, UNKNOWN);
    }

    // A map would have a place for each field that there is, and is emptied after each event.
    private static int placeOfText(AnswerField field) {
        return switch (field) {
            case EVENT_TYPE -> 0;
            case EVENT_CODE -> 1;
            case EVENT_MESSAGE -> 2;
            case OBJECT -> 3;
            case ID -> 4;
            case MODEL -> 5;
            case SYSTEM_FINGERPRINT -> 6;
            case SERVICE_TIER -> 7;
            case STATUS -> 8;
            case INCOMPLETE_REASON -> 9;
            case SPEED -> 10;
            case ERROR_CODE -> 11;
            case ERROR_TYPE -> 12;
            default -> throw new IllegalArgumentException(field + " is no name");
        };
    }

    private static int placeOfCount(AnswerField field) {
        return switch (field) {
            case INPUT_TOKENS -> 0;
            case OUTPUT_TOKENS -> 1;
            case CACHE_READ_TOKENS -> 2;
            case CACHE_CREATION_TOKENS -> 3;
            case CACHE_CREATION_HOUR_TOKENS -> 4;
            case REASONING_TOKENS -> 5;
            case AUDIO_TOKENS -> 6;
            default -> throw new IllegalArgumentException(field + " is no count");
        };
    }

    /** A field says this. */
    public void put(AnswerField field, String text) {
        texts[placeOfText(field)] = text;
    }

    /** The same, of a count. */
    public void put(AnswerField field, long count) {
        counts[placeOfCount(field)] = count;
        counted = true;
    }

    @Nullable
    public String text(AnswerField field) {
        return texts[placeOfText(field)];
    }

    /** What a field counts, or {@link #UNKNOWN}. */
    public long count(AnswerField field) {
        return counts[placeOfCount(field)];
    }

    /** The alternatives of which a part has come, and why they have ended. */
    public Choices choices() {
        return choices;
    }

    /** It has alternatives, though perhaps none. */
    public void choicesCame() {
        hasChoices = true;
    }

    /** Whether it has. */
    public boolean hasChoices() {
        return hasChoices;
    }

    /** It is one of a failure. */
    public void fail() {
        failed = true;
    }

    /** Whether it is. */
    public boolean isFailed() {
        return failed;
    }

    /** Whether it has any count. */
    public boolean isCounted() {
        return counted;
    }

    /** Whether a text is there. */
    public boolean has(AnswerField field) {
        return text(field) != null;
    }

    /** Another event begins. */
    public void forget() {
        Arrays.fill(texts, null);
        if (counted) {
            Arrays.fill(counts, UNKNOWN);
            counted = false;
        }
        choices.clear();
        hasChoices = false;
        failed = false;
    }
}
