package dev.tutti.core.fleet;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * An immutable map whose changed copies share all but a small part with the original: a change costs about
 * {@value #BUCKETS} references and one bucket instead of the whole map, so that a state of thousands of servers can be a
 * value. Iteration has no particular order.
 */
public final class PersistentMap<K, V> {
    private static final int BUCKETS = 128;
    private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(emptyBuckets(), 0);

    private final Map<K, V>[] buckets;
    private final int size;

    private PersistentMap(Map<K, V>[] buckets, int size) {
        this.buckets = buckets;
        this.size = size;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <K, V> Map<K, V>[] emptyBuckets() {
        Map<K, V>[] buckets = new Map[BUCKETS];
        java.util.Arrays.fill(buckets, Map.of());
        return buckets;
    }

    @SuppressWarnings("unchecked")
    public static <K, V> PersistentMap<K, V> empty() {
        return (PersistentMap<K, V>) EMPTY;
    }

    private static int bucketOf(Object key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 7) ^ (hash >>> 16)) & (BUCKETS - 1);
    }

    public Optional<V> get(K key) {
        return Optional.ofNullable(buckets[bucketOf(key)].get(key));
    }

    public boolean containsKey(K key) {
        return buckets[bucketOf(key)].containsKey(key);
    }

    public PersistentMap<K, V> with(K key, V value) {
        Map<K, V> changed = new HashMap<>(buckets[bucketOf(key)]);
        boolean added = changed.put(key, value) == null;
        return replace(bucketOf(key), changed, added ? size + 1 : size);
    }

    public PersistentMap<K, V> without(K key) {
        if (!containsKey(key)) {
            return this;
        }
        Map<K, V> changed = new HashMap<>(buckets[bucketOf(key)]);
        changed.remove(key);
        return replace(bucketOf(key), changed, size - 1);
    }

    private PersistentMap<K, V> replace(int bucket, Map<K, V> changed, int newSize) {
        Map<K, V>[] copy = buckets.clone();
        copy[bucket] = changed;
        return new PersistentMap<>(copy, newSize);
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public Stream<V> values() {
        return Stream.of(buckets).flatMap(bucket -> bucket.values().stream());
    }

    public Stream<K> keys() {
        return Stream.of(buckets).flatMap(bucket -> bucket.keySet().stream());
    }

    public void forEach(BiConsumer<? super K, ? super V> action) {
        for (Map<K, V> bucket : buckets) {
            bucket.forEach(action);
        }
    }
}
