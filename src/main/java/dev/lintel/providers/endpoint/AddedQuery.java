package dev.lintel.providers.endpoint;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is added to the query of every call to one provider, in the place of what the client has of the same names. */
public final class AddedQuery {

    /** Adds nothing. */
    public static final AddedQuery NONE = new AddedQuery(Map.of());

    private final Set<String> replaced;
    private final String added;

    /**
     * Takes the parameters, decoded.
     *
     * @throws IllegalArgumentException when a name is empty
     */
    public AddedQuery(Map<String, String> parameters) {
        StringJoiner query = new StringJoiner("&");
        new TreeMap<>(parameters).forEach((name, value) -> {
            if (name.isBlank()) {
                throw new IllegalArgumentException("query: a parameter has a name");
            }
            query.add(encoded(name) + "=" + encoded(value));
        });
        this.added = query.toString();
        this.replaced = Set.copyOf(parameters.keySet());
    }

    private AddedQuery(Set<String> replaced, String added) {
        this.replaced = replaced;
        this.added = added;
    }

    /** The same, which takes {@code name} out of what the client has, too. */
    AddedQuery without(String name) {
        Set<String> names = new HashSet<>(replaced);
        names.add(name);
        return new AddedQuery(Set.copyOf(names), added);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddedQuery that && replaced.equals(that.replaced) && added.equals(that.added);
    }

    @Override
    public int hashCode() {
        return added.hashCode();
    }

    /** The query of a call whose client sent {@code received}, with a question mark in front; empty for none. */
    String to(@Nullable String received) {
        String kept = received == null ? "" : kept(received);
        if (kept.isEmpty() && added.isEmpty()) {
            // A question mark with nothing behind it is passed on, too.
            return received == null || !received.isEmpty() ? "" : "?";
        }
        return kept.isEmpty() || added.isEmpty() ? "?" + kept + added : "?" + kept + "&" + added;
    }

    private String kept(String received) {
        if (replaced.isEmpty()) {
            return received;
        }
        StringJoiner kept = new StringJoiner("&");
        for (String parameter : received.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (!replaced.contains(decoded(equals < 0 ? parameter : parameter.substring(0, equals)))) {
                kept.add(parameter);
            }
        }
        return kept.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String decoded(String name) {
        if (name.indexOf('%') < 0 && name.indexOf('+') < 0) {
            return name;
        }
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return name;
        }
    }
}
