package dev.lintel.openai.json;

import java.util.List;
import java.util.Map;

/**
 * What JSON becomes where it is wanted in another form, from the innermost values outwards. Fields and elements that are
 * null are left out.
 *
 * @param <T> what each value becomes
 */
public interface JsonShape<T> {

    /** A string, or a number that fits into no other type. */
    T text(String value);

    /** A whole number. */
    T number(long value);

    /** A number that is not whole. */
    T number(double value);

    /** True or false. */
    T truth(boolean value);

    /** An array. */
    T list(List<T> elements);

    /** An object, its fields in order. */
    T map(Map<String, T> fields);
}
