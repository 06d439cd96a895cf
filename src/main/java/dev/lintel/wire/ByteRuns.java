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
    private static final long LOWEST_MARK = 1L << (Byte.SIZE - 1);

    private ByteRuns() {}

    /**
     * The first place from {@code from} on at which something stands that a JSON string does not have as it is: a quote, a backslash, a
     * control character; else {@code to}.
     */
    public static int endOfText(byte[] bytes, int from, int to) {
        return end(bytes, from, to, ONES * '"', ONES * '\\', ONES * ' ', 0);
    }

    /** The same, but bytes that are not of ASCII end it, too. */
    public static int endOfAscii(byte[] bytes, int from, int to) {
        return end(bytes, from, to, ONES * '"', ONES * '\\', ONES * ' ', HIGHEST_BITS);
    }

    /** The first place from {@code from} on at which a line ends, by a line feed or a carriage return; else {@code to}. */
    public static int endOfLine(byte[] bytes, int from, int to) {
        return end(bytes, from, to, ONES * '\n', ONES * '\r', 0, 0);
    }

    private static int end(byte[] bytes, int from, int to, long one, long other, long least, long beyond) {
        int at = from;
        while (at <= to - Long.BYTES) {
            long marks = marks((long) WORDS.get(bytes, at), one, other, least, beyond);
            if (marks != 0) {
                return at + Long.numberOfTrailingZeros(marks) / Byte.SIZE;
            }
            at += Long.BYTES;
        }
        while (at < to && (marks(bytes[at], one, other, least, beyond) & LOWEST_MARK) == 0) {
            at++;
        }
        return at;
    }

    // The highest bit of each byte that is one or the other, below the least, or has one of the bits beyond.
    private static long marks(long word, long one, long other, long least, long beyond) {
        return zeros(word ^ one) | zeros(word ^ other) | ((word - least) & ~word & HIGHEST_BITS) | (word & beyond);
    }

    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGHEST_BITS;
    }
}
