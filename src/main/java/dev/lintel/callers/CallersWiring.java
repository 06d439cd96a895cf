package dev.lintel.callers;

import dev.lintel.callers.limits.Limiter;
import dev.lintel.callers.limits.Limits;
import dev.lintel.callers.limits.LocalLimiter;
import dev.lintel.callers.redis.SharedLimiter;
import dev.lintel.http.Authority;
import dev.lintel.http.Glob;
import io.quarkus.runtime.Startup;
import io.smallrye.config.ConfigValidationException;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes of the configuration who may call. A wrong value refuses the start, by the name of its key and never with a key's value. */
@Singleton
final class CallersWiring {

    @Produces
    @Singleton
    @Startup
    Callers callers(
            CallersConfig configured, Limiter limiter, @ConfigProperty(name = "prices.file") Optional<String> prices) {
        try {
            Map<Caller, List<KeyHash>> callers = new LinkedHashMap<>();
            new TreeMap<>(configured.byName())
                    .forEach((name, section) ->
                            callers.put(caller(name, section, prices.isPresent()), hashes(name, section)));
            return new Callers(callers, limiter);
        } catch (IllegalArgumentException e) {
            throw new ConfigValidationException(
                    new ConfigValidationException.Problem[] {new ConfigValidationException.Problem(e.getMessage())});
        }
    }

    @Produces
    @Singleton
    Limiter limiter(LimitsConfig limits, Vertx vertx) {
        return limits.redis()
                .<Limiter>map(url ->
                        new SharedLimiter(vertx, InstantSource.system(), requireUrl(url), limits.whenRedisIsDown()))
                .orElseGet(() -> new LocalLimiter(InstantSource.system()));
    }

    void close(@Disposes Limiter limiter) {
        if (limiter instanceof SharedLimiter shared) {
            shared.close();
        }
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

    // Never with the value: it may hold a password.
    private static String requireUrl(String url) {
        String problem = "limits.redis: it is not a URL such as redis://host:6379, or rediss:// for TLS";
        try {
            URI uri = URI.create(url.strip());
            boolean tls = "rediss".equals(uri.getScheme());
            if ((tls || "redis".equals(uri.getScheme())) && Authority.of(uri).isPresent()) {
                if (!tls || uri.getHost() != null) {
                    return url.strip();
                }
                problem = "limits.redis: over TLS its name may have no underscore, as in certificates";
            }
        } catch (IllegalArgumentException e) {
            problem += " (it cannot be parsed)";
        }
        throw new ConfigValidationException(
                new ConfigValidationException.Problem[] {new ConfigValidationException.Problem(problem)});
    }
}
