package dev.lintel.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Where runs of bytes end that a reader passes over without a look at each: eight are looked at at once. The tests of a word mark the lowest
 * byte that they are for, and perhaps some above it that are none: so only the lowest mark counts.
 */
public final class ByteRuns {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHEST_BITS = ONES << (Byte.SIZE - 1);
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';
    private static final long LINE_FEEDS = ONES * '\n';
    private static final long RETURNS = ONES * '\r';

    private ByteRuns() {}

    /** The first place from {@code from} on at which something stands that a JSON string does not have as it is: a quote, a backslash, a control character; else {@code to}. */
    public static int endOfText(byte[] bytes, int from, int to) {
        int at = from;
        while (at <= to - Long.BYTES) {
            long marks = marksOfText((long) WORDS.get(bytes, at));
            if (marks != 0) {
                return at + lowest(marks);
            }
            at += Long.BYTES;
        }
        while (at < to && (bytes[at] < 0 || isPlain(bytes[at]))) {
            at++;
        }
        return at;
    }

    /** The same, but bytes that are not of ASCII end it, too. */
    public static int endOfAscii(byte[] bytes, int from, int to) {
        int at = from;
        while (at <= to - Long.BYTES) {
            long word = (long) WORDS.get(bytes, at);
            long marks = marksOfText(word) | (word & HIGHEST_BITS);
            if (marks != 0) {
                return at + lowest(marks);
            }
            at += Long.BYTES;
        }
        while (at < to && isPlain(bytes[at])) {
            at++;
        }
        return at;
    }

    /** The first place from {@code from} on at which a line ends, by a line feed or a carriage return; else {@code to}. */
    public static int endOfLine(byte[] bytes, int from, int to) {
        int at = from;
        while (at <= to - Long.BYTES) {
            long word = (long) WORDS.get(bytes, at);
            long marks = zeros(word ^ LINE_FEEDS) | zeros(word ^ RETURNS);
            if (marks != 0) {
                return at + lowest(marks);
            }
            at += Long.BYTES;
        }
        while (at < to && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }

    private static boolean isPlain(byte c) {
        return c >= ' ' && c != '"' && c != '\\';
    }

    private static long marksOfText(long word) {
        return zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES) | ((word - SPACES) & ~word & HIGHEST_BITS);
    }

    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGHEST_BITS;
    }

    private static int lowest(long marks) {
        return Long.numberOfTrailingZeros(marks) / Byte.SIZE;
    }
}
