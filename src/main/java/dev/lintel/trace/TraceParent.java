package dev.lintel.trace;

import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/**
 * The header {@code traceparent} by W3C Trace Context, level 2, section 3.2, read strictly.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param parentId 16 lower-case hexadecimal digits, not all zero
 * @param flags the flags as received, 0 to 255; those of an unknown version only as far as they are known
 */
record TraceParent(String traceId, String parentId, int flags) {

    static final CharSequence HEADER = HttpHeaders.createOptimized("traceparent");
    static final int SAMPLED = 0x01;
    static final int RANDOM = 0x02;

    private static final int LENGTH = 55;
    private static final int TRACE_ID_AT = 3;
    private static final int PARENT_ID_AT = 36;
    private static final int FLAGS_AT = 53;

    /** What the header lines say; empty when there is none, more than one, or anything is wrong with it. */
    static Optional<TraceParent> read(List<String> lines) {
        if (lines.size() != 1 || !isWellFormed(lines.get(0))) {
            return Optional.empty();
        }
        String text = lines.get(0);
        return Optional.of(new TraceParent(
                text.substring(TRACE_ID_AT, TRACE_ID_AT + 32),
                text.substring(PARENT_ID_AT, PARENT_ID_AT + 16),
                Integer.parseInt(text, FLAGS_AT, LENGTH, 16) & (SAMPLED | RANDOM)));
    }

    boolean isSampled() {
        return (flags & SAMPLED) != 0;
    }

    boolean isRandom() {
        return (flags & RANDOM) != 0;
    }

    private static boolean isWellFormed(String text) {
        return text.length() >= LENGTH
                && hasKnownVersion(text)
                && text.charAt(2) == '-'
                && isId(text, TRACE_ID_AT, 32)
                && text.charAt(PARENT_ID_AT - 1) == '-'
                && isId(text, PARENT_ID_AT, 16)
                && text.charAt(FLAGS_AT - 1) == '-'
                && isHex(text, FLAGS_AT, 2);
    }

    // A later version may have more fields behind these four; this one may not, and ff is no version.
    private static boolean hasKnownVersion(String text) {
        if (!isHex(text, 0, 2) || text.startsWith("ff")) {
            return false;
        }
        return text.length() == LENGTH || (!text.startsWith("00") && text.charAt(LENGTH) == '-');
    }

    private static boolean isId(String text, int start, int length) {
        if (!isHex(text, start, length)) {
            return false;
        }
        for (int i = start; i < start + length; i++) {
            if (text.charAt(i) != '0') {
                return true;
            }
        }
        return false;
    }

    private static boolean isHex(String text, int start, int length) {
        for (int i = start; i < start + length; i++) {
            char c = text.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return true;
    }
}
