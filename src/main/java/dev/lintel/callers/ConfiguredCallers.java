package dev.lintel.callers;

import dev.lintel.callers.limits.Limiter;
import dev.lintel.callers.limits.Limits;
import dev.lintel.http.Glob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Makes callers of their sections and of the files that these name, which are read each time. */
public final class ConfiguredCallers {

    private ConfiguredCallers() {}

    /**
     * Those that are configured, whose limits {@code limiter} counts.
     *
     * @param priced whether it is known what calls cost
     * @throws IllegalArgumentException naming the key at fault, and never with the value of a caller's key
     */
    public static Callers of(CallersConfig configured, Limiter limiter, boolean priced) {
        Map<Caller, List<KeyHash>> callers = new LinkedHashMap<>();
        new TreeMap<>(configured.byName())
                .forEach((name, section) -> callers.put(caller(name, section, priced), hashes(name, section)));
        return new Callers(callers, limiter);
    }

    private static Caller caller(String name, CallersConfig.Section section, boolean priced) {
        requireName(name);
        String key = "callers." + name + ".";
        double budget = section.budgetPerDay().orElse(0);
        if (section.budgetPerDay().isPresent() && !(budget > 0 && budget < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(key + "budget_per_day: more than 0; without a budget leave it out");
        }
        if (budget > 0 && !priced) {
            throw new IllegalArgumentException(
                    key + "budget_per_day: what calls cost is not known without a price file: set prices.file, too");
        }
        Limits limits = new Limits(
                name,
                bound(key + "requests_per_minute", section.requestsPerMinute()),
                bound(key + "tokens_per_minute", section.tokensPerMinute()),
                budget);
        return new Caller(name, globs(key, section.models().orElse(List.of())), limits);
    }

    private static void requireName(String name) {
        try {
            Caller.requireName(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("callers: " + e.getMessage(), e);
        }
    }

    private static long bound(String key, OptionalLong configured) {
        if (configured.isPresent() && configured.getAsLong() < 1) {
            throw new IllegalArgumentException(key + ": 1 or more; without a bound leave it out");
        }
        return configured.orElse(0);
    }

    private static List<Glob> globs(String key, List<String> patterns) {
        if (patterns.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    key + "models: an empty pattern matches nothing; leave models out for every model");
        }
        return patterns.stream().map(Glob::of).toList();
    }

    private static List<KeyHash> hashes(String name, CallersConfig.Section section) {
        String key = "callers." + name;
        List<KeyHash> hashes = new ArrayList<>();
        for (String text : section.keySha256().orElse(List.of())) {
            hashes.add(hash(key + ".key_sha256", text));
        }
        section.keyFile().ifPresent(file -> {
            for (String line : lines(key + ".key_file", file)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    hashes.add(hash(key + ".key_file", line));
                }
            }
        });
        if (hashes.isEmpty()) {
            throw new IllegalArgumentException(
                    key + ": it has no key, neither key_sha256 nor a line in key_file; `lintel caller-key " + name
                            + "` prints one");
        }
        return hashes;
    }

    private static KeyHash hash(String key, String text) {
        try {
            return KeyHash.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    private static List<String> lines(String key, String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    key + ": '" + file + "' cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }
}
