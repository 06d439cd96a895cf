package dev.lintel.providers.endpoint;

import dev.lintel.http.EndToEndFields;
import dev.lintel.http.FieldNames;
import dev.lintel.http.FieldValues;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The header fields that are sent with every call to one provider, in the place of what the client has of the same names. Their
 * values may be secrets, and are never shown.
 *
 * @param fields values by names in lower case
 */
public record AddedHeaders(Map<String, String> fields) {

    /** Adds nothing. */
    public static final AddedHeaders NONE = new AddedHeaders(Map.of());

    /** What Lintel itself writes into every call. */
    private static final FieldNames OWN = FieldNames.of(
            "host",
            "content-length",
            "content-encoding",
            "accept-encoding",
            "expect",
            "via",
            "traceparent",
            "tracestate");

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException naming the one at fault, without its value
     */
    public AddedHeaders {
        Map<String, String> checked = new TreeMap<>();
        fields.forEach((name, value) -> {
            check(name, value);
            if (checked.put(name.toLowerCase(Locale.ROOT), value) != null) {
                throw new IllegalArgumentException("headers." + name + ": it is there twice");
            }
        });
        fields = Map.copyOf(checked);
    }

    private static void check(String name, String value) {
        String key = "headers." + name + ": ";
        if (!FieldValues.isName(name)) {
            throw new IllegalArgumentException(key + "no header can have that name");
        }
        if (name.equalsIgnoreCase("authorization")) {
            throw new IllegalArgumentException(key + "credentials belong into access_key");
        }
        if (EndToEndFields.isHopByHop(name) || OWN.contains(name)) {
            throw new IllegalArgumentException(key + "Lintel itself writes it, or it is for one connection only");
        }
        if (!FieldValues.isValue(value) || !value.chars().allMatch(c -> c <= 0xff)) {
            throw new IllegalArgumentException(
                    key + "its value holds a character that no header can carry (a line break, perhaps)");
        }
    }

    @Override
    public String toString() {
        return fields.keySet().toString();
    }
}
