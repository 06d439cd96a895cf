package dev.lintel.trace.sampling;

import java.util.Optional;

/**
 * A rejection threshold of OpenTelemetry's consistent probability sampling: a trace is kept when its randomness, 56
 * bits, is not below it.
 *
 * @param rejected how many of the 2^56 values of randomness are not kept: 0 keeps all, 2^56 none
 */
record Threshold(long rejected) {

    private static final long VALUES = 1L << 56;
    private static final int HEX_DIGITS = 14;

    /** @param percent of traces to keep, 0 to 100 */
    static Threshold keeping(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException(percent + " is not a percentage from 0 to 100");
        }
        return new Threshold((long) ((1 - percent / 100) * VALUES));
    }

    /** Whether a trace is kept that tells no randomness but its id's. */
    boolean keeps(String traceId) {
        return keeps(randomness(traceId));
    }

    /** Whether a trace with this randomness is kept. */
    boolean keeps(long randomness) {
        return randomness >= rejected;
    }

    /** The randomness of a trace that tells no other: the low 56 bits of its id, which the id's maker drew at random. */
    static long randomness(String traceId) {
        return Long.parseLong(traceId, traceId.length() - HEX_DIGITS, traceId.length(), 16);
    }

    /** Reads what stands after {@code th:} in tracestate; empty when it is no threshold. */
    static Optional<Threshold> read(String encoded) {
        if (!encoded.matches("[0-9a-f]{1," + HEX_DIGITS + "}")) {
            return Optional.empty();
        }
        String digits = encoded + "0".repeat(HEX_DIGITS - encoded.length());
        return Optional.of(new Threshold(Long.parseLong(digits, 16)));
    }

    /** As it stands after {@code th:} in tracestate: hexadecimal without the zeros at its end. */
    String encoded() {
        String digits = String.format("%0" + HEX_DIGITS + "x", rejected);
        String significant = digits.replaceAll("0+$", "");
        return significant.isEmpty() ? "0" : significant;
    }
}
