package dev.lintel.http.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whom proxies say that they have a request from, the first of them first, as they have written it. */
final class ForwardedNodes {

    /** Stands for a proxy that does not say. */
    private static final String UNKNOWN = "unknown";

    private final String text;
    private final List<String> nodes = new ArrayList<>(2);
    private String node = UNKNOWN;
    private int at;

    private ForwardedNodes(String text) {
        this.text = text;
    }

    /** By lines of {@code X-Forwarded-For}: addresses with commas between them. */
    static List<String> ofForwardedFor(List<String> lines) {
        return List.of(String.join(",", lines).split(",", -1));
    }

    /**
     * By lines of {@code Forwarded} (RFC 7239, section 4). None by what is not to the letter of its grammar: who writes a quote
     * that does not end would have what proxies add to it taken for his own.
     */
    static List<String> ofForwarded(List<String> lines) {
        ForwardedNodes reading = new ForwardedNodes(String.join(",", lines));
        return reading.read() ? reading.nodes : List.of();
    }

    private boolean read() {
        while (true) {
            skipSpace();
            if (!isEnd() && !isAny(",;") && !readPair()) {
                return false;
            }
            skipSpace();
            if (isEnd()) {
                nodes.add(node);
                return true;
            } else if (text.charAt(at) == ',') {
                nodes.add(node);
                node = UNKNOWN;
            } else if (text.charAt(at) != ';') {
                return false;
            }
            at++;
        }
    }

    private boolean readPair() {
        int begin = at;
        while (!isEnd() && !isAny("=,; \t\"")) {
            at++;
        }
        String name = text.substring(begin, at).toLowerCase(Locale.ROOT);
        if (name.isEmpty() || isEnd() || text.charAt(at) != '=') {
            return false;
        }
        at++;
        StringBuilder value = new StringBuilder();
        boolean valid = (!isEnd() && text.charAt(at) == '"') ? readQuoted(value) : readToken(value);
        if (name.equals("for")) {
            node = value.toString();
        }
        return valid;
    }

    private boolean readToken(StringBuilder value) {
        while (!isEnd() && !isAny(",; \t\"")) {
            value.append(text.charAt(at++));
        }
        return value.length() > 0;
    }

    private boolean readQuoted(StringBuilder value) {
        for (at++; !isEnd(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return true;
            }
            if (c == '\\') {
                at++;
                if (isEnd()) {
                    return false;
                }
            }
            value.append(text.charAt(at));
        }
        return false;
    }

    private void skipSpace() {
        while (!isEnd() && isAny(" \t")) {
            at++;
        }
    }

    private boolean isAny(String characters) {
        return characters.indexOf(text.charAt(at)) >= 0;
    }

    private boolean isEnd() {
        return at == text.length();
    }
}
