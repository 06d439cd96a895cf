package dev.lintel.http;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;

/** A set of names of header fields, which are the same in whatever case (RFC 9110, section 5.1). Immutable. */
public final class FieldNames {

    private final AsciiString[][] byLength;
    private final String beginning;

    private FieldNames(AsciiString[][] byLength, String beginning) {
        this.byLength = byLength;
        this.beginning = beginning;
    }

    /** The set of these names. */
    public static FieldNames of(String... names) {
        List<List<AsciiString>> byLength = new ArrayList<>();
        for (String name : names) {
            while (byLength.size() <= name.length()) {
                byLength.add(new ArrayList<>());
            }
            byLength.get(name.length()).add(AsciiString.cached(name));
        }
        return new FieldNames(
                byLength.stream().map(same -> same.toArray(AsciiString[]::new)).toArray(AsciiString[][]::new), "");
    }

    /** This set and all names that begin so; in the place of those that began otherwise. */
    public FieldNames andAllOf(String prefix) {
        return new FieldNames(byLength, prefix);
    }

    /** This set and the names of another, one of which at most may have names by their beginning. */
    public FieldNames and(FieldNames others) {
        List<String> all = new ArrayList<>();
        for (FieldNames names : List.of(this, others)) {
            for (AsciiString[] same : names.byLength) {
                for (AsciiString name : same) {
                    all.add(name.toString());
                }
            }
        }
        return of(all.toArray(String[]::new)).andAllOf(beginning.isEmpty() ? others.beginning : beginning);
    }

    /** Whether {@code name} is one of them. */
    public boolean contains(CharSequence name) {
        int length = name.length();
        if (!beginning.isEmpty() && AsciiString.regionMatches(name, true, 0, beginning, 0, beginning.length())) {
            return true;
        }
        if (length >= byLength.length) {
            return false;
        }
        for (AsciiString known : byLength[length]) {
            if (known.contentEqualsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }
}
