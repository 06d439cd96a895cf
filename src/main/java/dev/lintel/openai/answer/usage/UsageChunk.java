package dev.lintel.openai.answer.usage;

import dev.lintel.wire.EventStream;
import dev.lintel.wire.json.JsonScanner;
import dev.lintel.wire.json.Shape;
import java.util.BitSet;
import java.util.regex.Pattern;

/**
 * Looks at the events of a stream for the chunk that tells the usage: it has {@code usage} and adds nothing to any alternative.
 * It may have no choices, or choices that are null, or some that are empty and had ended before.
 */
final class UsageChunk implements JsonScanner.Receiver<UsageChunk.Field>, EventStream.Receiver {

    enum Field {
        CHOICE,
        CHOICE_INDEX,
        FINISH_REASON,
        DELTA,
        TEXT,
        USAGE,
        ERROR
    }

    private static final Shape<Field> CHUNK = Shape.<Field>object()
            .with(
                    "choices",
                    Shape.array(Shape.value(Field.CHOICE)
                            .with("index", Shape.value(Field.CHOICE_INDEX))
                            .with("finish_reason", Shape.value(Field.FINISH_REASON))
                            .with("delta", Shape.json(Field.DELTA))
                            .with("message", Shape.json(Field.DELTA))
                            .with("text", Shape.value(Field.TEXT))))
            .with("usage", Shape.value(Field.USAGE))
            .with("error", Shape.value(Field.ERROR));

    private static final byte[] NEWLINE = {'\n'};
    private static final int MAX_DELTA = 256;
    private static final int MAX_CHOICES = 128;
    private static final BitSet NONE = new BitSet(0);

    /** A delta, or a message, that has nothing to say. */
    private static final Pattern NOTHING = Pattern.compile(
            "\\{(\\s*+\"\\w++\"\\s*+:\\s*+(null|\"\"|\"assistant\"|\\[\\s*+]|\\{\\s*+})\\s*+,?+)*+\\s*+}");

    private final EventStream events = new EventStream(this);
    private final JsonScanner<Field> json = new JsonScanner<>(CHUNK, this);
    private BitSet ended = NONE;
    private BitSet endedNow = NONE;
    private boolean usage;
    private boolean impossible;
    private boolean begunAnother;
    private boolean wasWhole;
    private int position = -1;
    private int index = -1;
    private boolean finished;

    void feed(byte[] bytes, int from, int to) {
        begunAnother = false;
        events.feed(bytes, from, to);
    }

    /** Whether the event that is being read is the chunk, and whole but for its last line break. */
    boolean isWhole() {
        return usage && !impossible && json.isComplete();
    }

    /** Whether all data of that event has come, or what can not be read: a further line of data begins another. */
    boolean isOver() {
        return json.isComplete() || json.isBroken();
    }

    /** Whether that event may still be, or become, the chunk. */
    boolean isPossible() {
        return !impossible && !json.isBroken() && (usage || !json.isComplete());
    }

    /** Whether what was fed last has begun another event, by a line of data behind one that was whole. */
    boolean hasBegunAnother() {
        return begunAnother;
    }

    /** Whether the event before was the chunk. */
    boolean wasWhole() {
        return wasWhole;
    }

    @Override
    public void data(byte[] bytes, int from, int to) {
        json.feed(bytes, from, to);
    }

    @Override
    public void nextLine() {
        if (isOver()) {
            begunAnother = true;
            wasWhole = isWhole();
            ended();
        } else {
            json.feed(NEWLINE, 0, 1);
        }
    }

    @Override
    public void ended() {
        if (json.isComplete() && !endedNow.isEmpty()) {
            endedNow.or(ended);
            ended = endedNow;
        }
        endedNow = NONE;
        json.restart();
        usage = false;
        impossible = false;
        position = -1;
    }

    @Override
    public int wanted(Field field) {
        return switch (field) {
            case DELTA -> impossible ? 0 : MAX_DELTA;
            case FINISH_REASON -> "null".length() + 1;
            case TEXT, ERROR -> 1;
            case CHOICE, CHOICE_INDEX, USAGE -> 0;
        };
    }

    @Override
    public void opened(Field field) {
        switch (field) {
            case CHOICE -> {
                position++;
                index = -1;
                finished = false;
                impossible |= ended.isEmpty();
            }
            case USAGE -> usage = true;
            case ERROR -> impossible = true;
            default -> {
                // Of no interest.
            }
        }
    }

    @Override
    public void closed(Field field) {
        if (field != Field.CHOICE) {
            return;
        }
        int number = index >= 0 ? index : position;
        if (number < MAX_CHOICES) {
            impossible |= !ended.get(number);
            if (finished) {
                endedNow = endedNow.isEmpty() ? new BitSet() : endedNow;
                endedNow.set(number);
            }
        }
    }

    @Override
    public void text(Field field, String text) {
        switch (field) {
            case DELTA -> impossible |= !NOTHING.matcher(text).matches();
            case TEXT, ERROR -> impossible |= !text.isEmpty();
            case FINISH_REASON -> finished = !text.isEmpty() && !text.equals("null");
            default -> {
                // Of no interest.
            }
        }
    }

    @Override
    public void number(Field field, long value) {
        if (field == Field.CHOICE_INDEX) {
            index = (int) Math.min(value, MAX_CHOICES);
        }
    }
}
