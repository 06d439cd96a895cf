package dev.lintel.http;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;

/** A set of names of header fields, which are the same in whatever case (RFC 9110, section 5.1). Immutable. */
public final class FieldNames {

    private final AsciiString[][] byLength;

    private FieldNames(AsciiString[][] byLength) {
        this.byLength = byLength;
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
                byLength.stream().map(same -> same.toArray(AsciiString[]::new)).toArray(AsciiString[][]::new));
    }

    /** This set and the names of another. */
    public FieldNames and(FieldNames others) {
        List<String> all = new ArrayList<>();
        for (FieldNames names : List.of(this, others)) {
            for (AsciiString[] same : names.byLength) {
                for (AsciiString name : same) {
                    all.add(name.toString());
                }
            }
        }
        return of(all.toArray(String[]::new));
    }

    /** Whether {@code name} is one of them. */
    public boolean contains(CharSequence name) {
        int length = name.length();
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
