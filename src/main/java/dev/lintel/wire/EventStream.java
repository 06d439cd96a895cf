package dev.lintel.wire;

/**
 * Reads an event stream (HTML Living Standard, section 9.2) as its bytes come, cut anywhere, and hands on the data of its
 * events. Lines may be of any length: nothing is kept but the beginning of an event's name. Empty lines of data are left out.
 *
 * <p>More lenient than the standard in what servers are seen to leave out or add: a line that begins with a brace or a
 * bracket is data without a name, and the field {@code error} is the data of an event of that name. Not for several threads.
 */
public final class EventStream {

    /** Gets the data of one event after the other. */
    public interface Receiver {

        /** A part of the event's data, {@code from} inclusive to {@code to} exclusive; only lent. */
        void data(byte[] bytes, int from, int to);

        /** A line of the event's data is over and another field of it begins: the standard puts a line feed between two lines. */
        void nextLine();

        /** That was all of the event's data. Not called for events without any. */
        void ended();
    }

    private enum State {
        FIELD,
        AFTER_COLON,
        DATA,
        NAME,
        IGNORED
    }

    private static final byte[] ERROR_NAME = {'e', 'r', 'r', 'o', 'r'};
    // A field's name as it is kept while it comes: its bytes behind a one, so that a zero byte counts, too.
    private static final long NO_FIELD = 1;
    private static final long DATA = packed("data");
    private static final long EVENT = packed("event");
    private static final long ERROR = packed("error");
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final long MOST_OF_A_FIELD = 1L << (5 * Byte.SIZE);
    private static final int MAX_NAME = 64;
    private static final byte[] NO_NAME = {};

    private final Receiver receiver;
    private byte[] name = NO_NAME;
    private State state = State.FIELD;
    private State valueState = State.IGNORED;
    private long field = NO_FIELD;
    private int nameLength;
    private int skippedMark;
    private boolean afterReturn;
    private boolean hasData;
    private boolean lineHasData;
    private boolean beginsLine;

    /** A reader that is at the beginning of a stream. */
    public EventStream(Receiver receiver) {
        this.receiver = receiver;
    }

    /** Whether the event that is being read has a name, as far as has come. */
    public boolean isNamed() {
        return nameLength > 0;
    }

    /** Whether the name of the event that is being read is {@code ascii}; a long one is known by its first 64 bytes. */
    public boolean isNamed(String ascii) {
        return nameLength == ascii.length() && nameBegins(ascii);
    }

    /** Whether the name of the event that is being read begins with {@code ascii}. */
    public boolean nameBegins(String ascii) {
        if (nameLength < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (name[i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The next bytes, {@code from} inclusive to {@code to} exclusive. */
    public void feed(byte[] bytes, int from, int to) {
        int at = skipMark(bytes, from, to);
        while (at < to) {
            byte c = bytes[at];
            boolean endsReturn = afterReturn && c == '\n';
            afterReturn = false;
            if (endsReturn) {
                at++;
                continue;
            }
            switch (state) {
                case FIELD -> at += field(c) ? 1 : 0;
                case AFTER_COLON -> {
                    state = valueState;
                    at += c == ' ' ? 1 : 0;
                }
                case DATA, NAME, IGNORED -> at = rest(bytes, at, to);
            }
        }
    }

    /** The stream has ended: an event that no empty line has closed is taken as it is. */
    public void finish() {
        endEvent();
    }

    private int skipMark(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && skippedMark < BYTE_ORDER_MARK.length) {
            if (bytes[at] != BYTE_ORDER_MARK[skippedMark]) {
                // A part of a mark is text before the name of the first line's field.
                state = skippedMark > 0 ? State.IGNORED : state;
                skippedMark = BYTE_ORDER_MARK.length;
                return at;
            }
            skippedMark++;
            at++;
        }
        return at;
    }

    /** Takes a byte of a field's name, and says whether it is done with. */
    private boolean field(byte c) {
        if (c == '\n' || c == '\r') {
            if (field == NO_FIELD) {
                endEvent();
            }
            endLine(c);
        } else if (field == NO_FIELD && (c == '{' || c == '[')) {
            beginData();
            state = State.DATA;
            return false;
        } else if (c == ':') {
            beginValue();
        } else if (field < MOST_OF_A_FIELD) {
            field = (field << Byte.SIZE) | (c & 0xFF);
        } else {
            state = State.IGNORED;
        }
        return true;
    }

    private void beginValue() {
        state = State.AFTER_COLON;
        valueState = State.IGNORED;
        if (field == DATA) {
            beginData();
        } else if (field == EVENT) {
            endLineOfData();
            nameLength = 0;
            valueState = State.NAME;
        } else if (field == ERROR) {
            beginData();
            nameLength = 0;
            appendName(ERROR_NAME, 0, ERROR_NAME.length);
        }
    }

    // Most streams name none of their events.
    private void appendName(byte[] bytes, int from, int to) {
        if (name.length == 0) {
            name = new byte[MAX_NAME];
        }
        int count = Math.min(to - from, MAX_NAME - nameLength);
        System.arraycopy(bytes, from, name, nameLength, count);
        nameLength += count;
    }

    private void beginData() {
        valueState = State.DATA;
        beginsLine = true;
    }

    private static long packed(String ascii) {
        long packed = NO_FIELD;
        for (int i = 0; i < ascii.length(); i++) {
            packed = (packed << Byte.SIZE) | ascii.charAt(i);
        }
        return packed;
    }

    private int rest(byte[] bytes, int from, int to) {
        int at = ByteRuns.endOfLine(bytes, from, to);
        if (state == State.DATA && at > from) {
            if (beginsLine) {
                beginsLine = false;
                endLineOfData();
            }
            hasData = true;
            lineHasData = true;
            receiver.data(bytes, from, at);
        } else if (state == State.NAME) {
            appendName(bytes, from, at);
        }
        if (at == to) {
            return at;
        }
        endLine(bytes[at]);
        return at + 1;
    }

    private void endLineOfData() {
        if (lineHasData) {
            lineHasData = false;
            receiver.nextLine();
        }
    }

    private void endLine(byte c) {
        afterReturn = c == '\r';
        field = NO_FIELD;
        state = State.FIELD;
    }

    private void endEvent() {
        if (hasData) {
            hasData = false;
            lineHasData = false;
            receiver.ended();
        }
        nameLength = 0;
    }
}
