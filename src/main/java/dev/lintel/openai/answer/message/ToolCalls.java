package dev.lintel.openai.answer.message;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one message, and to which of them a piece belongs: servers number them, or give all the same number, or
 * none. Another id is another call.
 *
 * @param <C> what is known of a call
 */
final class ToolCalls<C extends ToolCalls.Known> {

    /** What tells one call from another. */
    interface Known {

        @Nullable
        String id();

        @Nullable
        String name();
    }

    private final int most;
    private final TreeMap<Integer, C> calls = new TreeMap<>();
    private final Map<Integer, Integer> places = new HashMap<>();

    // A piece without a number goes on with what came last.
    private @Nullable Integer last;

    ToolCalls(int most) {
        this.most = most;
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    Collection<C> inOrder() {
        return new ArrayList<>(calls.values());
    }

    /**
     * The call that a piece belongs to.
     *
     * @param number that the piece bears; -1 for none
     * @return null when there are too many
     */
    @Nullable
    C at(int number, @Nullable String id, @Nullable String name, Supplier<C> another) {
        Integer place = number < 0 ? last : places.get(number);
        Integer known = id == null ? placeByNumber(number, name, place) : placeById(number, id, place);
        if (known == null) {
            if (calls.size() >= most) {
                return null;
            }
            known = number >= 0 && !calls.containsKey(number) ? number : calls.isEmpty() ? 0 : calls.lastKey() + 1;
            calls.put(known, another.get());
        }
        last = known;
        // Numbers may be many more than calls, where one that is known by its id gets another each time.
        if (number >= 0 && (places.size() < most || places.containsKey(number))) {
            places.put(number, known);
        }
        return calls.get(known);
    }

    private @Nullable Integer placeByNumber(int number, @Nullable String name, @Nullable Integer place) {
        C before = place == null ? null : calls.get(place);
        boolean begins = number < 0 && name != null && before != null && before.name() != null;
        return begins ? null : place;
    }

    private @Nullable Integer placeById(int number, String id, @Nullable Integer place) {
        C before = place == null ? null : calls.get(place);
        if (before != null && number >= 0 && before.id() == null) {
            return place;
        }
        for (Map.Entry<Integer, C> call : calls.entrySet()) {
            if (id.equals(call.getValue().id())) {
                return call.getKey();
            }
        }
        return null;
    }
}
