package dev.lintel.http;

import java.util.Locale;

/**
 * What a Content-Type says, but for its parameters (RFC 9110, section 8.3.1).
 *
 * @param name in lower case, such as {@code application/json}
 */
public record MediaType(String name) {

    /** Of a Content-Type's value; an intermediary may have joined two equal ones, which are one. */
    public static MediaType of(String contentType) {
        if (contentType.indexOf(',') < 0) {
            return new MediaType(name(contentType));
        }
        String first = null;
        for (String one : contentType.split(",", -1)) {
            String name = name(one);
            if (name.isEmpty()) {
                continue;
            }
            if (first != null && !first.equals(name)) {
                return new MediaType(name(contentType));
            }
            first = name;
        }
        return new MediaType(first == null ? "" : first);
    }

    private static String name(String contentType) {
        int parameters = contentType.indexOf(';');
        String name = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /** Whether a Content-Type is what nearly every client writes for JSON. */
    public static boolean isPlainJson(String contentType) {
        return contentType.equals("application/json");
    }

    /** Whether that is written as JSON. */
    public boolean isJson() {
        return name.equals("application/json") || name.endsWith("+json");
    }

    /** Whether that is an event stream. */
    public boolean isEventStream() {
        return name.equals("text/event-stream");
    }
}
