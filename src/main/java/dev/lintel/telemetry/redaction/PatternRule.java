package dev.lintel.telemetry.redaction;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts {@code mark} in the place of whatever {@code pattern} finds. */
record PatternRule(String mark, Pattern pattern) implements UnaryOperator<String> {

    @Override
    public String apply(String text) {
        return replaced(pattern.matcher(text), text, mark);
    }

    static String replaced(Matcher found, String text, String mark) {
        if (!found.find()) {
            return text;
        }
        StringBuilder redacted = new StringBuilder(text.length());
        int end = 0;
        do {
            if (found.end() > found.start()) {
                redacted.append(text, end, found.start()).append(mark);
                end = found.end();
            }
        } while (found.find());
        return redacted.append(text, end, text.length()).toString();
    }
}
