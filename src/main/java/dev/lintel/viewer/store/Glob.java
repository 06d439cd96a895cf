package dev.lintel.viewer.store;

import java.util.List;

/** A text in which each {@code *} stands for any characters, or none. */
record Glob(List<String> parts) {

    static Glob of(String pattern) {
        return new Glob(List.of(pattern.split("\\*", -1)));
    }

    boolean matches(String text) {
        String first = parts.get(0);
        String last = parts.get(parts.size() - 1);
        if (parts.size() == 1) {
            return text.equals(first);
        }
        if (text.length() < first.length() + last.length() || !text.startsWith(first) || !text.endsWith(last)) {
            return false;
        }
        int from = first.length();
        int end = text.length() - last.length();
        for (String part : parts.subList(1, parts.size() - 1)) {
            int found = text.indexOf(part, from);
            if (found < 0 || found + part.length() > end) {
                return false;
            }
            from = found + part.length();
        }
        return true;
    }
}
