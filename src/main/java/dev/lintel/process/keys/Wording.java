package dev.lintel.process.keys;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts what the configuration's library says of a fault into Lintel's words: one line with the key, the value where it is no text,
 * and what is allowed.
 */
public final class Wording {

    private static final Pattern PREFIX = Pattern.compile("^(?:(?:[a-z]+\\.)+[A-Za-z]+(?:Exception|Error): )?");
    private static final Pattern CODE = Pattern.compile("[A-Z]{3,}\\d{5}: ?");
    private static final Pattern SOURCE = Pattern.compile("\\[source=(.*)]");
    private static final Pattern CHOICE =
            Pattern.compile("Cannot convert (.*) to enum class \\S+ allowed values: (.*)");

    private static final List<Translation> TRANSLATIONS = List.of(
            new Translation(
                    "SRCFG00039: The config property (.+?) with the config value \"(.*)\" threw an Exception whilst being converted (.*)",
                    found -> wrong(found.group(1), found.group(2), found.group(3))),
            new Translation(
                    "SRCFG00050: (.+) in (.+) does not map to any root",
                    found -> unknown(found.group(1), file(found.group(2)))),
            new Translation(
                    "SRCFG00011: Could not expand value (.+) in property (.+)",
                    found -> unset(found.group(2), found.group(1))),
            new Translation(
                    "SRCFG00014: The config property (.+?) is required but it could not be found in any config source.*",
                    found -> empty(found.group(1))),
            new Translation(
                    "SRCFG000(?:40|41): The config property (.+?) is defined as .*", found -> empty(found.group(1))));

    private Wording() {}

    /** One line for what is wrong. */
    public static String of(String message) {
        String text = PREFIX.matcher(message.replace('\n', ' ')).replaceFirst("");
        String line = TRANSLATIONS.stream()
                .flatMap(translation -> translation.of(text).stream())
                .findFirst()
                .orElseGet(() -> CODE.matcher(text).replaceAll(""));
        return StandardVariables.byVariable(line, System.getenv());
    }

    /** Whether a message is the library's own, which tells faults in no order. */
    public static boolean isForeign(String message) {
        return CODE.matcher(message).find();
    }

    private static String wrong(String name, String value, String why) {
        String property = PropertyName.of(name).text();
        // What Lintel's own converters say is whole.
        if (why.startsWith("'")) {
            return property + ": " + why;
        }
        Matcher choice = CHOICE.matcher(why);
        boolean among = choice.find();
        String allowed = KnownKeys.of(PropertyName.of(property))
                .map(key -> key.kind() == Kind.LIST ? "one of " + String.join(", ", key.choices()) : key.allowed())
                .or(() -> among ? Optional.of("one of " + choice.group(2)) : Optional.empty())
                .map(what -> " is not " + what)
                .orElseGet(() -> " cannot be read: " + CODE.matcher(why).replaceAll(""));
        return property + ": '" + (among ? choice.group(1) : value) + "'" + allowed;
    }

    /** Of a property that is no key. */
    public static String unknown(String name, String where) {
        PropertyName property = PropertyName.of(name);
        PropertyName bare = property.withoutIndex();
        Optional<Key> above = KnownKeys.above(property);
        if (above.isPresent()) {
            int size = above.get().path().size();
            String found = property.step(size).equals(PropertyName.EACH) ? "a list" : "a section";
            return property.first(size) + ": " + found + " stands there (" + where + "), and it is "
                    + above.get().allowed();
        }
        int known = KnownKeys.known(bare);
        SortedSet<String> there = KnownKeys.behind(bare, known);
        if (known == bare.size()) {
            return bare.text() + ": a value or a list stands there (" + where + "), and it is a section, of "
                    + list(there);
        }
        String meant = Resemblance.closest(bare.step(known), there)
                .map(key -> "did you mean " + bare.first(known) + "." + key + "?")
                .orElseGet(() -> "there are " + list(there));
        return bare.text() + ": there is no such key (" + where + "); " + meant;
    }

    private static String list(SortedSet<String> keys) {
        return keys.contains(PropertyName.ANY) ? "names of your own" : String.join(", ", keys);
    }

    /** Of a value that names a variable which is not there. */
    private static String unset(String name, String variable) {
        return PropertyName.of(name).text() + ": ${" + variable + "} stands there, and " + variable
                + " is not set, or empty; set it, or write ${" + variable + ":} where there may be none";
    }

    private static String empty(String name) {
        PropertyName property = PropertyName.of(name);
        return KnownKeys.of(property)
                .map(key -> property.text() + ": nothing stands there; it is " + key.allowed())
                .orElseGet(() -> property.text() + ": nothing stands there");
    }

    /** The path of the file that is a source, if it is one, and else its name. */
    public static String file(String source) {
        Matcher named = SOURCE.matcher(source);
        String where = named.find() ? named.group(1) : source;
        return where.startsWith("file:") ? Path.of(URI.create(where)).toString() : where;
    }

    /** What is said in the place of a message of this form. */
    private record Translation(Pattern message, Function<MatchResult, String> words) {

        Translation(String message, Function<MatchResult, String> words) {
            this(Pattern.compile(message), words);
        }

        Optional<String> of(String text) {
            Matcher found = message.matcher(text);
            return found.matches() ? Optional.of(words.apply(found.toMatchResult())) : Optional.empty();
        }
    }
}
