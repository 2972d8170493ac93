package dev.tutti.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

class PersistentMapTest {
    /** Positive: put; negative: remove. Few keys, so that buckets fill and empty again. */
    @Property(tries = 200)
    void itHoldsWhatAHashMapHolds(@ForAll @Size(max = 200) List<@IntRange(min = -300, max = 300) Integer> changes) {
        Map<Integer, Integer> model = new HashMap<>();
        PersistentMap<Integer, Integer> map = PersistentMap.empty();
        int step = 0;
        for (int change : changes) {
            PersistentMap<Integer, Integer> before = map;
            Map<Integer, Integer> modelBefore = Map.copyOf(model);
            if (change >= 0) {
                model.put(change, step);
                map = map.with(change, step);
            } else {
                model.remove(-change);
                map = map.without(-change);
            }
            step++;
            assertSame(before, modelBefore);
        }
        assertSame(map, model);
    }

    private static void assertSame(PersistentMap<Integer, Integer> map, Map<Integer, Integer> model) {
        Map<Integer, Integer> copy = new HashMap<>();
        map.forEach(copy::put);
        assertThat(copy).isEqualTo(model);
        assertThat(map.size()).isEqualTo(model.size());
        assertThat(map.isEmpty()).isEqualTo(model.isEmpty());
        assertThat(map.keys().toList()).containsExactlyInAnyOrderElementsOf(model.keySet());
        assertThat(map.values().toList()).containsExactlyInAnyOrderElementsOf(model.values());
        model.forEach((key, value) -> assertThat(map.get(key)).contains(value));
        assertThat(map.containsKey(1000)).isFalse();
    }
}
