package dev.lintel.process.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The name of a property, taken apart: {@code providers."a.b".models[0]} has four steps.
 *
 * @param steps without their quotes; an index is {@code []}
 */
public record PropertyName(String text, List<String> steps) {

    /** Any of a list. */
    public static final String EACH = "[]";

    /** Any entry of a map. */
    public static final String ANY = "<name>";

    private static final Pattern STEP = Pattern.compile("\"([^\"]*)\"|\\[\\d*]|[^.\\[\"]+");
    private static final Pattern PROFILES = Pattern.compile("%[^.]*\\.");

    /** A name as the configuration has it, without the profile that it may stand under. */
    public static PropertyName of(String name) {
        Matcher profiles = PROFILES.matcher(name);
        String text = profiles.lookingAt() ? name.substring(profiles.end()) : name;
        List<String> steps = new ArrayList<>();
        Matcher step = STEP.matcher(text);
        while (step.find()) {
            String quoted = step.group(1);
            steps.add(quoted != null ? quoted : step.group().startsWith("[") ? EACH : step.group());
        }
        return new PropertyName(text, List.copyOf(steps));
    }

    /** How many steps it has. */
    public int size() {
        return steps.size();
    }

    /** One of them. */
    public String step(int at) {
        return steps.get(at);
    }

    /** The name of its first steps. */
    public String first(int count) {
        StringBuilder name = new StringBuilder();
        for (String step : steps.subList(0, count)) {
            name.append(name.isEmpty() || step.equals(EACH) ? "" : ".")
                    .append(step.contains(".") ? '"' + step + '"' : step);
        }
        return name.toString();
    }

    /** The same without the indices at its end. */
    PropertyName withoutIndex() {
        int count = size();
        while (count > 0 && step(count - 1).equals(EACH)) {
            count--;
        }
        return new PropertyName(first(count), steps.subList(0, count));
    }

    /** The variable of the environment that it is. */
    public String variable() {
        return variable(text);
    }

    /** The variable, or a part of one, that a name is. */
    public static String variable(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** The last steps behind {@code count} of them, as they are written. */
    public String behind(int count) {
        return Stream.concat(Stream.of(""), steps.stream().skip(count))
                .reduce((one, other) -> one.isEmpty() ? other : one + "." + other)
                .orElse("");
    }
}
