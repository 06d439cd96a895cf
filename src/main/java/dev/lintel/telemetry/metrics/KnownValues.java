package dev.lintel.telemetry.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Values that are made once for each key, up to 4,096 of them, which is beyond what any configuration and honest provider have
 * use for. For further keys they are made each time, so that nothing grows for ever. Any thread may ask.
 */
final class KnownValues<K, V> {

    private static final int MOST = 4096;

    private final Map<K, V> known = new ConcurrentHashMap<>();
    private final Function<K, V> maker;

    KnownValues(Function<K, V> maker) {
        this.maker = maker;
    }

    V of(K key) {
        V value = known.get(key);
        if (value != null) {
            return value;
        }
        return known.size() < MOST ? known.computeIfAbsent(key, maker) : maker.apply(key);
    }
}
