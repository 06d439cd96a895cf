package dev.lintel.telemetry.spans;

import dev.lintel.telemetry.convention.SafeText;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one span, in the order in which they were put. What is copied from a request or the configuration comes
 * first, and gives way to what Lintel puts under the same name, each name once. The API's own builder sorts and copies them
 * several times over, for every span. Filled by one thread, and not changed afterwards.
 */
final class SpanAttributes implements Attributes {

    /** Keys, each with its value behind it. */
    private Object[] entries;

    private int length;
    private int copied;

    /** None yet, and room for so many. */
    SpanAttributes(int usualSize) {
        entries = new Object[2 * usualSize];
    }

    /** Copies others in, into attributes that are empty. */
    SpanAttributes copy(Attributes others) {
        if (!others.isEmpty()) {
            others.forEach(this::append);
            copied = length;
        }
        return this;
    }

    /** Puts a value in, in the place of one of the same name that was copied. */
    <T> SpanAttributes put(AttributeKey<T> key, T value) {
        int at = copied == 0 ? -1 : indexOf(key.getKey());
        if (at < 0) {
            append(key, value);
        } else {
            entries[at] = key;
            entries[at + 1] = value;
        }
        return this;
    }

    /** Puts a value in where there is one. */
    <T> SpanAttributes put(AttributeKey<T> key, Optional<T> value) {
        return value.isPresent() ? put(key, value.get()) : this;
    }

    /** Puts a text in where there is one: of bounded length, on one line. */
    SpanAttributes putSafe(AttributeKey<String> key, Optional<String> text) {
        return text.isPresent() ? put(key, SafeText.of(text.get())) : this;
    }

    /** Puts a count in where it is known. */
    SpanAttributes put(AttributeKey<Long> key, OptionalLong count) {
        return count.isPresent() ? put(key, (Long) count.getAsLong()) : this;
    }

    private void append(AttributeKey<?> key, Object value) {
        if (length == entries.length) {
            entries = Arrays.copyOf(entries, 2 * length + 2);
        }
        entries[length++] = key;
        entries[length++] = value;
    }

    private int indexOf(String name) {
        for (int i = 0; i < copied; i += 2) {
            if (key(i).getKey().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private AttributeKey<?> key(int at) {
        return (AttributeKey<?>) entries[at];
    }

    // The key's type is that of the value.
    @SuppressWarnings("unchecked")
    @Override
    public <T> @Nullable T get(AttributeKey<T> key) {
        for (int i = 0; i < length; i += 2) {
            if (entries[i].equals(key)) {
                return (T) entries[i + 1];
            }
        }
        return null;
    }

    @Override
    public void forEach(BiConsumer<? super AttributeKey<?>, ? super Object> consumer) {
        for (int i = 0; i < length; i += 2) {
            consumer.accept(key(i), entries[i + 1]);
        }
    }

    @Override
    public int size() {
        return length / 2;
    }

    @Override
    public boolean isEmpty() {
        return length == 0;
    }

    @Override
    public Map<AttributeKey<?>, Object> asMap() {
        Map<AttributeKey<?>, Object> map = new LinkedHashMap<>();
        forEach(map::put);
        return Collections.unmodifiableMap(map);
    }

    @Override
    public AttributesBuilder toBuilder() {
        AttributesBuilder builder = Attributes.builder();
        forEach((key, value) -> put(builder, key, value));
        return builder;
    }

    // The key's type is that of the value.
    @SuppressWarnings("unchecked")
    private static <T> void put(AttributesBuilder to, AttributeKey<?> key, Object value) {
        to.put((AttributeKey<T>) key, (T) value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attributes that && asMap().equals(that.asMap());
    }

    @Override
    public int hashCode() {
        return asMap().hashCode();
    }

    @Override
    public String toString() {
        return asMap().toString();
    }
}
