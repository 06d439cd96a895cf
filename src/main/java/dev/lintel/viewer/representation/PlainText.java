package dev.lintel.viewer.representation;

import dev.lintel.viewer.store.trace.Labels;
import dev.lintel.viewer.store.trace.Totals;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Words for terminals. What spans hold is shown as text: no control character reaches the terminal. */
final class PlainText {

    private static final int MAX_POINTS = 120;

    private PlainText() {}

    static String of(String text) {
        StringBuilder plain = new StringBuilder(Math.min(text.length(), MAX_POINTS));
        text.codePoints().limit(MAX_POINTS).forEach(point -> {
            int type = Character.getType(point);
            boolean invisible = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || type == Character.SURROGATE;
            plain.appendCodePoint(invisible ? '·' : point);
        });
        return plain.toString();
    }

    static String counted(long count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    static String time(long unixNanos) {
        return Instant.ofEpochSecond(0, unixNanos)
                .truncatedTo(ChronoUnit.MILLIS)
                .toString();
    }

    static String duration(long nanos) {
        if (nanos < 1_000_000) {
            return nanos / 1000 + "us";
        }
        if (nanos < 1_000_000_000) {
            return nanos / 1_000_000 + "ms";
        }
        if (nanos < 60_000_000_000L) {
            return String.format(Locale.ROOT, "%.2fs", nanos / 1e9);
        }
        long seconds = nanos / 1_000_000_000;
        return seconds / 60 + "m" + String.format(Locale.ROOT, "%02ds", seconds % 60);
    }

    /** Tokens and cost, as far as they are known. */
    static List<String> usage(Totals totals) {
        List<String> usage = new ArrayList<>();
        if (totals.inputTokens().isPresent() || totals.outputTokens().isPresent()) {
            usage.add(totals.inputTokens().orElse(0) + " tokens in, "
                    + totals.outputTokens().orElse(0) + " out");
        }
        totals.cost().forEach((currency, amount) -> usage.add(cost(currency, amount)));
        return usage;
    }

    static String cost(String currency, double amount) {
        return (of(currency) + " " + amount(amount)).strip();
    }

    /** Why it was kept although it was not to be. */
    static List<String> reasons(Labels labels) {
        return labels.samplingReasons().stream()
                .map(reason -> "kept: " + of(reason))
                .toList();
    }

    // Hundredths of what is large; of what is small, three digits.
    private static String amount(double amount) {
        if (amount != 0 && (amount < 1e-9 || amount >= 1e12)) {
            return Double.toString(amount);
        }
        BigDecimal exact = BigDecimal.valueOf(amount);
        BigDecimal shown = amount >= 1 ? exact.setScale(2, RoundingMode.HALF_UP) : exact.round(new MathContext(3));
        return shown.stripTrailingZeros().toPlainString();
    }
}
