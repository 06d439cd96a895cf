package dev.lintel.trace;

import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@code tracestate} as it came: handed on byte for byte, and taken apart only for those who ask for its members.
 * The grammar is that of W3C Trace Context, level 2, section 3.3.
 */
final class HeaderTraceState implements TraceState {

    static final CharSequence HEADER = HttpHeaders.createOptimized("tracestate");

    private static final int MAX_MEMBERS = 32;
    private static final int MAX_LENGTH = 256;

    private final String header;
    private @Nullable Map<String, String> members;

    private HeaderTraceState(String header) {
        this.header = header;
    }

    /** What the header lines say, several being one list; the empty state when there is none or the list is invalid. */
    static TraceState read(List<String> lines) {
        if (lines.isEmpty()) {
            return TraceState.getDefault();
        }
        String list = lines.size() == 1 ? lines.get(0) : String.join(",", lines);
        return isList(list) ? new HeaderTraceState(list) : TraceState.getDefault();
    }

    /** The header's value for any state. */
    static String header(TraceState state) {
        if (state instanceof HeaderTraceState received) {
            return received.header;
        }
        StringBuilder list = new StringBuilder();
        state.forEach((key, value) ->
                list.append(list.isEmpty() ? "" : ",").append(key).append('=').append(value));
        return list.toString();
    }

    @Override
    public @Nullable String get(String key) {
        // Most states do not have the member that is asked for, and need not be taken apart to tell so.
        return header.contains(key + "=") ? asMap().get(key) : null;
    }

    @Override
    public int size() {
        return asMap().size();
    }

    @Override
    public boolean isEmpty() {
        return asMap().isEmpty();
    }

    @Override
    public void forEach(BiConsumer<String, String> consumer) {
        asMap().forEach(consumer);
    }

    @Override
    public Map<String, String> asMap() {
        Map<String, String> known = members;
        if (known == null) {
            known = new LinkedHashMap<>();
            for (String member : members(header)) {
                int equals = member.indexOf('=');
                known.putIfAbsent(member.substring(0, equals), member.substring(equals + 1));
            }
            members = known;
        }
        return known;
    }

    @Override
    public TraceStateBuilder toBuilder() {
        return new Builder(header);
    }

    /** Changes members and leaves all others as they came, byte for byte and in their order. */
    private static final class Builder implements TraceStateBuilder {

        private final List<String> members = new ArrayList<>();

        Builder(String header) {
            members.addAll(members(header));
        }

        @Override
        public TraceStateBuilder put(String key, String value) {
            remove(key);
            if (isKey(key) && isValue(value) && members.size() < MAX_MEMBERS) {
                // W3C Trace Context, section 3.5: who changes a member moves it to the front.
                members.add(0, key + "=" + value);
            }
            return this;
        }

        @Override
        public TraceStateBuilder remove(String key) {
            members.removeIf(member -> member.startsWith(key + "="));
            return this;
        }

        @Override
        public TraceState build() {
            return members.isEmpty() ? TraceState.getDefault() : new HeaderTraceState(String.join(",", members));
        }
    }

    private static boolean isList(String list) {
        List<String> members = members(list);
        return !members.isEmpty()
                && members.size() <= MAX_MEMBERS
                && members.stream().allMatch(HeaderTraceState::isMember);
    }

    // A member may be empty, and have whitespace around it that is not its own.
    private static List<String> members(String list) {
        List<String> members = new ArrayList<>();
        for (int start = 0; start <= list.length(); ) {
            int comma = list.indexOf(',', start);
            int end = comma < 0 ? list.length() : comma;
            String member = trimOptionalWhitespace(list.substring(start, end));
            if (!member.isEmpty()) {
                members.add(member);
            }
            start = end + 1;
        }
        return members;
    }

    private static boolean isMember(String member) {
        int equals = member.indexOf('=');
        return equals > 0 && isKey(member.substring(0, equals)) && isValue(member.substring(equals + 1));
    }

    private static boolean isKey(String key) {
        return key.length() <= MAX_LENGTH
                && isLowerCaseOrDigit(key.charAt(0))
                && key.chars().allMatch(c -> isLowerCaseOrDigit(c) || "_-*/@".indexOf(c) >= 0);
    }

    private static boolean isValue(String value) {
        return !value.isEmpty()
                && value.length() <= MAX_LENGTH
                && value.chars().allMatch(c -> c >= 0x20 && c <= 0x7e && c != '=' && c != ',');
    }

    private static boolean isLowerCaseOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static String trimOptionalWhitespace(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && (text.charAt(start) == ' ' || text.charAt(start) == '\t')) {
            start++;
        }
        while (end > start && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\t')) {
            end--;
        }
        return text.substring(start, end);
    }
}
