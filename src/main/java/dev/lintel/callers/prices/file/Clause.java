package dev.lintel.callers.prices.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A clause of genai-prices, by which it knows a model or a provider. Names are compared in lower case. */
final class Clause {

    private static final Set<String> COMPARISONS = Set.of("equals", "starts_with", "ends_with", "contains");

    private Clause() {}

    /** Reads the clause that stands next: an object of one member. */
    static Predicate<String> read(PriceJson json) throws IOException {
        List<Predicate<String>> read = new ArrayList<>(1);
        json.object(kind -> read.add(clause(json, kind)));
        if (read.size() != 1) {
            throw json.fault("it is not one clause");
        }
        return read.get(0);
    }

    private static Predicate<String> clause(PriceJson json, String kind) throws IOException {
        switch (kind) {
            case "or", "and" -> {
                List<Predicate<String>> parts = new ArrayList<>();
                json.array(() -> parts.add(read(json)));
                return kind.equals("or")
                        ? name -> parts.stream().anyMatch(part -> part.test(name))
                        : name -> parts.stream().allMatch(part -> part.test(name));
            }
            case "regex" -> {
                return pattern(json);
            }
            default -> {
                return comparison(json, kind);
            }
        }
    }

    private static Predicate<String> comparison(PriceJson json, String kind) throws IOException {
        if (!COMPARISONS.contains(kind)) {
            throw json.fault("there is a clause of a kind that is not known");
        }
        String text = json.text().toLowerCase(Locale.ROOT);
        return switch (kind) {
            case "equals" -> text::equals;
            case "starts_with" -> name -> name.startsWith(text);
            case "ends_with" -> name -> name.endsWith(text);
            default -> name -> name.contains(text);
        };
    }

    private static Predicate<String> pattern(PriceJson json) throws IOException {
        try {
            return Pattern.compile(json.text()).asPredicate();
        } catch (PatternSyntaxException e) {
            throw json.fault("the regular expression is none");
        }
    }
}
