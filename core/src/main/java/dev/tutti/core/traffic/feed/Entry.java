package dev.tutti.core.traffic.feed;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a router says at one name that is ours.
 *
 * @param name what the router calls it: a DNS name, a backend, a host group, a key, a virtual address
 * @param members who stands there, as the router writes them, with what it says of each, such as {@code weight 100}; empty text
 *     where it says nothing more
 * @param settings what it says of all of them, such as {@code ttl 5}; always empty when nobody stands there
 */
public record Entry(String name, SortedMap<String, String> members, String settings) {
    public Entry {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        settings = members.isEmpty() ? "" : settings;
    }

    /** Nobody stands there. */
    public static Entry none(String name) {
        return new Entry(name, Collections.emptySortedMap(), "");
    }

    public static Entry of(String name, Map<String, String> members, String settings) {
        return new Entry(name, new TreeMap<>(members), settings);
    }

    public boolean isNone() {
        return members.isEmpty();
    }

    Entry with(String member, String value) {
        SortedMap<String, String> changed = new TreeMap<>(members);
        changed.put(member, value);
        return new Entry(name, changed, settings);
    }

    Entry without(String member) {
        SortedMap<String, String> changed = new TreeMap<>(members);
        changed.remove(member);
        return new Entry(name, changed, settings);
    }

    /** For people: the members without the name. */
    public String text() {
        if (isNone()) {
            return "nobody";
        }
        return members.entrySet().stream()
                        .map(member -> member.getValue().isEmpty() ? member.getKey() : member.getKey() + " (" + member.getValue() + ")")
                        .collect(Collectors.joining(", "))
                + (settings.isEmpty() ? "" : ", " + settings);
    }
}
