package dev.lintel.wire;

/**
 * Reads an event stream (HTML Living Standard, section 9.2) as its bytes come, cut anywhere, and hands on the data of its
 * events. Lines may be of any length: nothing is kept. Empty lines of data are left out. Not for several threads.
 */
public final class EventStream {

    /** Gets the data of one event after the other. */
    public interface Receiver {

        /** A part of the event's data, {@code from} inclusive to {@code to} exclusive; only lent. */
        void data(byte[] bytes, int from, int to);

        /** That was all of the event's data. Not called for events without any. */
        void ended();
    }

    private enum State {
        NAME,
        AFTER_COLON,
        DATA,
        IGNORED
    }

    private static final byte[] DATA = {'d', 'a', 't', 'a'};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] NEWLINE = {'\n'};

    private final Receiver receiver;
    private State state = State.NAME;
    private int matched;
    private int skippedMark;
    private boolean afterReturn;
    private boolean hasData;
    private boolean continued;

    /** A reader that is at the beginning of a stream. */
    public EventStream(Receiver receiver) {
        this.receiver = receiver;
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
                case NAME -> {
                    name(c);
                    at++;
                }
                case AFTER_COLON -> {
                    state = State.DATA;
                    continued = hasData;
                    at += c == ' ' ? 1 : 0;
                }
                case DATA, IGNORED -> at = rest(bytes, at, to);
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

    private void name(byte c) {
        if (c == '\n' || c == '\r') {
            if (matched == 0) {
                endEvent();
            }
            endLine(c);
        } else if (matched < DATA.length && c == DATA[matched]) {
            matched++;
        } else {
            state = matched == DATA.length && c == ':' ? State.AFTER_COLON : State.IGNORED;
        }
    }

    private int rest(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        if (state == State.DATA && at > from) {
            if (continued) {
                continued = false;
                receiver.data(NEWLINE, 0, 1);
            }
            hasData = true;
            receiver.data(bytes, from, at);
        }
        if (at == to) {
            return at;
        }
        endLine(bytes[at]);
        return at + 1;
    }

    private void endLine(byte c) {
        afterReturn = c == '\r';
        matched = 0;
        state = State.NAME;
    }

    private void endEvent() {
        if (hasData) {
            hasData = false;
            receiver.ended();
        }
    }
}
