package dev.lintel.process.keys;

import java.util.List;

/**
 * A key that there is.
 *
 * @param path from its section on; {@code <name>} for any entry of a map, {@code []} for any of a list
 * @param choices what a choice, or each of a list, is one of; empty for all others
 */
public record Key(PropertyName path, Kind kind, List<String> choices) {

    /** The fewest steps of one: a section, and a key in it. */
    public static final int LEAST_STEPS = 2;

    /** What its value is. */
    String allowed() {
        return choices.isEmpty() ? kind.allowed() : kind.allowed() + " " + String.join(", ", choices);
    }

    /** Whether a property is a value of it. */
    boolean matches(PropertyName property) {
        int more = property.size() - path.size();
        boolean each = more == 1
                && kind == Kind.LIST
                && property.step(property.size() - 1).equals(PropertyName.EACH);
        return (more == 0 || each) && leadsTo(property, path.size());
    }

    /** Whether the first steps of a property are, or may be, those of this key. */
    boolean leadsTo(PropertyName property, int steps) {
        if (steps > path.size() || steps > property.size()) {
            return false;
        }
        for (int at = 0; at < steps; at++) {
            boolean any =
                    path.step(at).equals(PropertyName.ANY) && !property.step(at).equals(PropertyName.EACH);
            if (!any && !path.step(at).equals(property.step(at))) {
                return false;
            }
        }
        return true;
    }
}
