package dev.tutti.core.engine;

import java.util.HashMap;
import java.util.Map;

/** Changed copies of small maps. */
final class Maps {
    private Maps() {}

    static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
        Map<K, V> copy = new HashMap<>(map);
        copy.put(key, value);
        return copy;
    }

    static <K, V> Map<K, V> without(Map<K, V> map, K key) {
        if (!map.containsKey(key)) {
            return map;
        }
        Map<K, V> copy = new HashMap<>(map);
        copy.remove(key);
        return copy;
    }
}
