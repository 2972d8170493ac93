package dev.tutti.core.traffic.feed;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a router is to say. The names in it are ours, and no others: what else the router says is not looked at and not touched.
 *
 * @param wanted by the entries' names
 */
public record Intent(SortedMap<String, Wanted> wanted) {
    /** One entry, and what it is for. */
    public record Wanted(Entry entry, Purpose purpose) {}

    public Intent {
        wanted = Collections.unmodifiableSortedMap(new TreeMap<>(wanted));
    }

    /**
     * An intent of these entries.
     *
     * @throws IllegalArgumentException if two are about one name
     */
    public static Intent of(Collection<Wanted> all) {
        SortedMap<String, Wanted> byName = new TreeMap<>();
        for (Wanted one : all) {
            if (byName.put(one.entry().name(), one) != null) {
                throw new IllegalArgumentException("two routes are bound to " + one.entry().name());
            }
        }
        return new Intent(byName);
    }

    public Set<String> names() {
        return wanted.keySet();
    }

    /** The wanted entry of this name, which must be one of ours. */
    public Entry entry(String name) {
        Wanted found = wanted.get(name);
        if (found == null) {
            throw new IllegalArgumentException(name + " is not ours");
        }
        return found.entry();
    }

    /** Whether this says at each name what the intent says. */
    public boolean isMetBy(Map<String, Entry> seen) {
        return wanted.values().stream()
                .map(Wanted::entry)
                .allMatch(entry -> entry.equals(seen.getOrDefault(entry.name(), Entry.none(entry.name()))));
    }
}
