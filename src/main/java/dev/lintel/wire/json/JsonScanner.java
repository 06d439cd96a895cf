package dev.lintel.wire.json;

import dev.lintel.wire.ByteRuns;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON texts (RFC 8259) as their bytes come, cut anywhere, and tells of the values that a {@link Shape} names.
 *
 * <p>What is of no interest is passed over without being kept, so memory does not grow with the text. What is kept is
 * bounded by the receiver. Not for several threads.
 *
 * @param <F> what the values are called
 */
public final class JsonScanner<F> {

    /** Is told of values of interest, in the order in which they stand in the text. */
    public interface Receiver<F> {

        /** How many bytes of this text are wanted; 0 when it is not wanted at all. */
        int wanted(F field);

        /** A text that was wanted, perhaps cut to what was. */
        void text(F field, String text);

        /**
         * Whether half a character at either end of this text is told as it is, for the other half may stand in another
         * text; else it is told as U+FFFD.
         */
        default boolean takesHalves(F field) {
            return false;
        }

        /** A whole number that is not negative and below 10^15; of other numbers nothing is told. */
        void number(F field, long value);

        /** An object or an array begins. */
        void opened(F field);

        /** It has ended. */
        void closed(F field);
    }

    private enum State {
        VALUE,
        FIRST_VALUE,
        FIRST_KEY,
        KEY,
        COLON,
        NEXT,
        STRING,
        NUMBER,
        LITERAL,
        DONE,
        BROKEN
    }

    private static final int MAX_DEPTH = 512;
    private static final int MAX_NAME = 64;
    private static final long MAX_NUMBER = 1_000_000_000_000_000L;
    private static final byte[][] LITERALS = {{'t', 'r', 'u', 'e'}, {'f', 'a', 'l', 's', 'e'}, {'n', 'u', 'l', 'l'}};

    private final Shape<F> root;
    private final Receiver<F> receiver;
    private final JsonText text = new JsonText();

    private State state = State.VALUE;
    private int depth;
    private @Nullable Shape<F>[] shapes = stack(8);
    private boolean[] objects = new boolean[8];
    private @Nullable Shape<F> next;
    private boolean inName;
    private boolean begins;
    private boolean keeping;
    private int escape;
    private long number;
    private byte[] literal = LITERALS[0];
    private int matched;
    private int rawDepth = -1;
    private int rawFrom;
    private @Nullable JsonText rawText;

    /** A reader that is at the beginning of a text of shape {@code root}. */
    public JsonScanner(Shape<F> root, Receiver<F> receiver) {
        this.root = root;
        this.receiver = receiver;
        this.next = root;
    }

    /** Goes to the beginning of another text, which is one like the last. */
    public void restart() {
        text.repeats();
        state = State.VALUE;
        depth = 0;
        next = root;
        keeping = false;
        rawDepth = -1;
    }

    /** Whether nothing of a text has come yet. */
    public boolean isAtStart() {
        return state == State.VALUE && depth == 0;
    }

    /** Whether the text is one whole JSON value. */
    public boolean isComplete() {
        return state == State.DONE;
    }

    /** Whether the text is not JSON, or nested more than 512 levels deep: what follows is not looked at. */
    public boolean isBroken() {
        return state == State.BROKEN;
    }

    /** The next bytes, {@code from} inclusive to {@code to} exclusive. They are not kept. */
    public void feed(byte[] bytes, int from, int to) {
        int at = feedText(bytes, from, to);
        // Nothing but space may follow.
        while (at < to && state != State.BROKEN) {
            structure(bytes, at);
            at++;
        }
    }

    /** The same, but no further than to the end of the text. Returns where it has stopped. */
    public int feedText(byte[] bytes, int from, int to) {
        rawFrom = from;
        int at = from;
        while (at < to && state != State.DONE) {
            switch (state) {
                case STRING -> at = string(bytes, at, to);
                case NUMBER -> at = number(bytes, at, to);
                case BROKEN -> {
                    return to;
                }
                default -> {
                    structure(bytes, at);
                    at++;
                }
            }
        }
        if (rawDepth >= 0 && rawText != null) {
            rawText.append(bytes, rawFrom, to);
        }
        return at;
    }

    private void structure(byte[] bytes, int at) {
        byte c = bytes[at];
        if (state == State.LITERAL) {
            literal(c);
            return;
        }
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            return;
        }
        switch (state) {
            case FIRST_VALUE -> {
                if (c == ']') {
                    close(bytes, at);
                } else {
                    value(c, at);
                }
            }
            case VALUE -> value(c, at);
            case FIRST_KEY -> {
                if (c == '}') {
                    close(bytes, at);
                } else {
                    name(c);
                }
            }
            case KEY -> name(c);
            case COLON -> state = c == ':' ? State.VALUE : State.BROKEN;
            case NEXT -> next(bytes, at);
            default -> state = State.BROKEN;
        }
    }

    private void value(byte c, int at) {
        switch (c) {
            case '{' -> open(true, at);
            case '[' -> open(false, at);
            case '"' -> beginText();
            case 't' -> beginLiteral(0);
            case 'f' -> beginLiteral(1);
            case 'n' -> beginLiteral(2);
            default -> {
                if (c == '-' || (c >= '0' && c <= '9')) {
                    number = c == '-' ? -1 : c - '0';
                    state = State.NUMBER;
                } else {
                    state = State.BROKEN;
                }
            }
        }
    }

    private void next(byte[] bytes, int at) {
        byte c = bytes[at];
        boolean object = objects[depth - 1];
        if (c == ',') {
            state = object ? State.KEY : State.VALUE;
            next = object ? null : elements();
        } else if (c == (object ? '}' : ']')) {
            close(bytes, at);
        } else {
            state = State.BROKEN;
        }
    }

    private @Nullable Shape<F> elements() {
        Shape<F> array = shapes[depth - 1];
        return array == null ? null : array.elements();
    }

    private void open(boolean object, int at) {
        if (depth == MAX_DEPTH) {
            state = State.BROKEN;
            return;
        }
        if (depth == objects.length) {
            shapes = Arrays.copyOf(shapes, depth * 2);
            objects = Arrays.copyOf(objects, depth * 2);
        }
        Shape<F> shape = next;
        shapes[depth] = shape;
        objects[depth] = object;
        depth++;
        if (shape != null && shape.field() != null) {
            opened(shape, shape.field(), at);
        }
        state = object ? State.FIRST_KEY : State.FIRST_VALUE;
        next = object ? null : elements();
    }

    private void opened(Shape<F> shape, F field, int at) {
        if (!shape.isRaw()) {
            receiver.opened(field);
            return;
        }
        int wanted = rawDepth < 0 ? receiver.wanted(field) : 0;
        if (wanted > 0) {
            rawText = rawText == null ? new JsonText() : rawText;
            rawText.begin(wanted);
            rawDepth = depth;
            rawFrom = at;
        }
    }

    private void close(byte[] bytes, int at) {
        Shape<F> shape = shapes[depth - 1];
        F field = shape == null ? null : shape.field();
        if (field != null && shape != null) {
            if (!shape.isRaw()) {
                receiver.closed(field);
            } else if (depth == rawDepth && rawText != null) {
                rawText.append(bytes, rawFrom, at + 1);
                rawDepth = -1;
                receiver.text(field, rawText.text());
            }
        }
        depth--;
        afterValue();
    }

    private void afterValue() {
        state = depth == 0 ? State.DONE : State.NEXT;
    }

    private void name(byte c) {
        if (c == '"') {
            beginString(true, true);
        } else {
            state = State.BROKEN;
        }
    }

    private void beginText() {
        F field = next == null ? null : next.field();
        int wanted = field == null ? 0 : receiver.wanted(field);
        if (wanted > 0) {
            text.begin(wanted);
        }
        beginString(false, wanted > 0);
    }

    private void beginString(boolean isName, boolean isKept) {
        inName = isName;
        begins = isName;
        keeping = isKept;
        escape = 0;
        state = State.STRING;
    }

    private int string(byte[] bytes, int from, int to) {
        if (escape != 0) {
            escaped(bytes[from]);
            return from + 1;
        }
        int at = ByteRuns.endOfText(bytes, from, to);
        if (begins) {
            begins = false;
            if (at < to && bytes[at] == '"') {
                endName(bytes, from, at);
                return at + 1;
            }
            text.begin(MAX_NAME);
        }
        if (keeping) {
            text.append(bytes, from, at);
        }
        if (at == to) {
            return at;
        }
        switch (bytes[at]) {
            case '"' -> endString();
            case '\\' -> escape = 1;
            default -> state = State.BROKEN;
        }
        return at + 1;
    }

    // The text that is not kept is resolved too: it may be wrong.
    private void escaped(byte c) {
        if (escape == 1) {
            if (keeping ? !text.escaped(c) : "\"\\/bfnrtu".indexOf(c) < 0) {
                state = State.BROKEN;
            }
            escape = c == 'u' ? 2 : 0;
            return;
        }
        if (keeping ? !text.digit(c) : Character.digit(c, 16) < 0) {
            state = State.BROKEN;
        }
        escape = escape == 5 ? 0 : escape + 1;
    }

    private void endString() {
        if (inName) {
            endName(text.bytes(), 0, text.isCut() ? 0 : text.length());
            return;
        }
        afterValue();
        F field = next == null ? null : next.field();
        if (keeping && field != null) {
            receiver.text(field, receiver.takesHalves(field) ? text.textWithHalves() : text.text());
        }
    }

    // Most names stand in one piece, and are nowhere else then.
    private void endName(byte[] bytes, int from, int to) {
        Shape<F> object = shapes[depth - 1];
        next = object == null ? null : object.member(bytes, from, to);
        state = State.COLON;
    }

    private int number(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            byte c = bytes[at];
            if (c >= '0' && c <= '9') {
                number = number <= 0 || number >= MAX_NUMBER ? -1 : number * 10 + (c - '0');
            } else if (c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-') {
                number = -1;
            } else {
                endNumber();
                return at;
            }
            at++;
        }
        return at;
    }

    private void endNumber() {
        afterValue();
        if (number >= 0 && number < MAX_NUMBER && next != null && next.field() != null) {
            receiver.number(next.field(), number);
        }
    }

    private void beginLiteral(int which) {
        literal = LITERALS[which];
        matched = 1;
        state = State.LITERAL;
    }

    private void literal(byte c) {
        if (c != literal[matched]) {
            state = State.BROKEN;
        } else if (++matched == literal.length) {
            afterValue();
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <F> @Nullable Shape<F>[] stack(int size) {
        return new Shape[size];
    }
}
