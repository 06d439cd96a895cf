package dev.lintel.telemetry.redaction;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Takes out of content what must not be told, and puts {@code [redacted:<rule>]} in its place. Immutable; any thread may
 * ask.
 */
public final class Redaction {

    private static final String KEYS = "keys";
    private static final String EMAILS = "emails";
    private static final String CARDS = "cards";

    private final List<BiFunction<String, Steps, String>> rules;

    /**
     * Takes the rules that are configured besides those built in, or in their places.
     *
     * @throws IllegalArgumentException naming the key at fault
     */
    public Redaction(Map<String, String> configured) {
        Map<String, BiFunction<String, Steps, String>> byName = new LinkedHashMap<>();
        PatternRule keys = new PatternRule(mark(KEYS), BuiltInPatterns.KEYS);
        PatternRule emails = new PatternRule(mark(EMAILS), BuiltInPatterns.EMAILS);
        CardRule cards = new CardRule(mark(CARDS));
        byName.put(KEYS, (text, steps) -> keys.apply(text));
        // Most texts have no address, and are not searched for its beginning.
        byName.put(EMAILS, (text, steps) -> text.indexOf('@') < 0 ? text : emails.apply(text));
        byName.put(CARDS, (text, steps) -> cards.apply(text));
        new TreeMap<>(configured).forEach((name, expression) -> {
            if (isOff(expression)) {
                takeAway(name, byName);
            } else {
                byName.put(name, new ConfiguredRule(mark(name), compiled("redact." + name, expression)));
            }
        });
        this.rules = List.copyOf(byName.values());
    }

    /** Takes it out of the texts of one prompt, or of one answer, which share what configured patterns may try. For one thread. */
    public UnaryOperator<String> begin() {
        Steps steps = new Steps();
        return text -> {
            String redacted = text;
            for (BiFunction<String, Steps, String> rule : rules) {
                redacted = rule.apply(redacted, steps);
            }
            return redacted;
        };
    }

    private static String mark(String name) {
        return "[redacted:" + name + "]";
    }

    // What YAML makes of an 'off' without quotes is false.
    private static boolean isOff(String expression) {
        return expression.equals("off") || expression.equals("false");
    }

    private static void takeAway(String name, Map<String, BiFunction<String, Steps, String>> byName) {
        if (!List.of(KEYS, EMAILS, CARDS).contains(name)) {
            throw new IllegalArgumentException("redact." + name
                    + ": there is no built-in rule of this name to switch off; there are keys, emails and cards");
        }
        byName.remove(name);
    }

    private static Pattern compiled(String key, String expression) {
        try {
            Pattern pattern = Pattern.compile(expression);
            if (pattern.matcher("").find()) {
                throw new IllegalArgumentException(key + ": '" + expression + "' matches where there is nothing");
            }
            return pattern;
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    key + ": '" + expression + "' is not a regular expression: " + e.getDescription(), e);
        }
    }
}
