package dev.lintel.telemetry.spans;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one span, in the order in which they were put; of the same name the last one stands. The API's own
 * builder sorts and copies them several times over, for every span. Filled by one thread, and not changed afterwards.
 */
final class SpanAttributes implements Attributes {

    private AttributeKey<?>[] keys = new AttributeKey<?>[20];
    private Object[] values = new Object[20];
    private int size;

    /** Puts a value in, in the place of one of the same name. */
    <T> SpanAttributes put(AttributeKey<T> key, T value) {
        int at = indexOf(key.getKey());
        if (at < 0) {
            append(key, value);
        } else {
            keys[at] = key;
            values[at] = value;
        }
        return this;
    }

    /** Puts a count in where it is known. */
    SpanAttributes put(AttributeKey<Long> key, OptionalLong count) {
        return count.isPresent() ? put(key, (Long) count.getAsLong()) : this;
    }

    /** Puts others in, into attributes that have none of their names. */
    SpanAttributes putAll(Attributes others) {
        others.forEach(this::append);
        return this;
    }

    private void append(AttributeKey<?> key, Object value) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        keys[size] = key;
        values[size++] = value;
    }

    // A span has a few dozen: nothing finds one of them faster.
    private int indexOf(String name) {
        for (int i = 0; i < size; i++) {
            if (keys[i].getKey().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    // The key's type is that of the value.
    @SuppressWarnings("unchecked")
    @Override
    public <T> @Nullable T get(AttributeKey<T> key) {
        for (int i = 0; i < size; i++) {
            if (keys[i].equals(key)) {
                return (T) values[i];
            }
        }
        return null;
    }

    @Override
    public void forEach(BiConsumer<? super AttributeKey<?>, ? super Object> consumer) {
        for (int i = 0; i < size; i++) {
            consumer.accept(keys[i], values[i]);
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
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
        for (int i = 0; i < size; i++) {
            put(builder, keys[i], values[i]);
        }
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
