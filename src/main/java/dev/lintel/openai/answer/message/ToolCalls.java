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
        Integer known = id == null ? known(number, name) : known(number, id, places.get(number));
        if (known == null) {
            if (calls.size() >= most) {
                return null;
            }
            known = number >= 0 && !calls.containsKey(number) ? number : calls.isEmpty() ? 0 : calls.lastKey() + 1;
            calls.put(known, another.get());
        }
        places.put(number, known);
        // A piece without a number goes on with what came last.
        places.put(-1, known);
        return calls.get(known);
    }

    // A piece without an id.
    private @Nullable Integer known(int number, @Nullable String name) {
        Integer place = places.get(number);
        C last = place == null ? null : calls.get(place);
        boolean begins = number < 0 && name != null && last != null && last.name() != null;
        return begins ? null : place;
    }

    private @Nullable Integer known(int number, String id, @Nullable Integer place) {
        C last = place == null ? null : calls.get(place);
        if (last != null && number >= 0 && last.id() == null) {
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
