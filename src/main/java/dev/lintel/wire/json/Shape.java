package dev.lintel.wire.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where in a JSON text the values of interest stand: a tree of the members and elements to follow. What has no place in
 * it is passed over. Immutable.
 *
 * @param <F> what the values are called
 */
public final class Shape<F> {

    private final @Nullable F field;
    private final boolean raw;
    private final Member<F>[] members;
    private final @Nullable Shape<F> elements;

    private Shape(@Nullable F field, boolean raw, Member<F>[] members, @Nullable Shape<F> elements) {
        this.field = field;
        this.raw = raw;
        this.members = members;
        this.elements = elements;
    }

    /** A value of interest: a text or a number, or an object or array whose beginning and end are. */
    public static <F> Shape<F> value(F field) {
        return new Shape<>(field, false, none(), null);
    }

    /** A value of interest which, when it is an object or an array, is wanted as its JSON text. */
    public static <F> Shape<F> json(F field) {
        return new Shape<>(field, true, none(), null);
    }

    /** An object with no member of interest yet. */
    public static <F> Shape<F> object() {
        return new Shape<>(null, false, none(), null);
    }

    /** An array of which every element has this shape. */
    public static <F> Shape<F> array(Shape<F> elements) {
        return new Shape<>(null, false, none(), elements);
    }

    /** This shape with one more member to follow, should the value be an object. */
    public Shape<F> with(String name, Shape<F> member) {
        Member<F>[] more = Arrays.copyOf(members, members.length + 1);
        more[members.length] = new Member<>(name.getBytes(StandardCharsets.UTF_8), member);
        return new Shape<>(field, raw, more, elements);
    }

    /** This shape with elements to follow, should the value be an array. */
    public Shape<F> withElements(Shape<F> shape) {
        return new Shape<>(field, raw, members, shape);
    }

    @Nullable
    F field() {
        return field;
    }

    boolean isRaw() {
        return raw;
    }

    @Nullable
    Shape<F> elements() {
        return elements;
    }

    /** What has the name that stands from {@code from} inclusive to {@code to} exclusive; null where nothing of interest has. */
    @Nullable
    Shape<F> member(byte[] bytes, int from, int to) {
        for (Member<F> member : members) {
            byte[] name = member.name;
            if (name.length == to - from && Arrays.equals(name, 0, name.length, bytes, from, to)) {
                return member.shape;
            }
        }
        return null;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <F> Member<F>[] none() {
        return new Member[0];
    }

    private static final class Member<F> {

        private final byte[] name;
        private final Shape<F> shape;

        Member(byte[] name, Shape<F> shape) {
            this.name = name;
            this.shape = shape;
        }
    }
}
