package dev.tutti.core.traffic.feed;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One change that a router is to make. It says what was there before, so that nobody else's change is overwritten unseen. */
public sealed interface Change {
    /** The name of the entry. */
    String name();

    /** For people, after the router's name. */
    String text();

    /** The whole entry in one exchange; either may be {@linkplain Entry#isNone nobody}. */
    record Replace(Entry from, Entry to) implements Change {
        public Replace {
            if (!from.name().equals(to.name())) {
                throw new IllegalArgumentException("an entry is replaced by one of the same name, not "
                        + from.name() + " by " + to.name());
            }
        }

        @Override
        public String name() {
            return to.name();
        }

        @Override
        public String text() {
            return name() + ": " + from.text() + " → " + to.text();
        }
    }

    /** Somebody goes. */
    record Remove(String name, String member, String value) implements Change {
        @Override
        public String text() {
            return name + ": " + member + " goes";
        }
    }

    /** Somebody comes. */
    record Add(String name, String member, String value) implements Change {
        @Override
        public String text() {
            return name + ": " + member + " comes" + (value.isEmpty() ? "" : " (" + value + ")");
        }
    }

    /** What is said of somebody changes. */
    record Alter(String name, String member, String from, String to) implements Change {
        @Override
        public String text() {
            return name + ": " + member + " changes (" + from + " → " + to + ")";
        }
    }

    /** What would be seen after these changes; entries that they do not name stay what they are. */
    static Map<String, Entry> apply(Map<String, Entry> seen, List<Change> changes) {
        Map<String, Entry> after = new TreeMap<>(seen);
        for (Change change : changes) {
            Entry before = after.getOrDefault(change.name(), Entry.none(change.name()));
            Entry changed = switch (change) {
                case Replace replace -> replace.to();
                case Remove remove -> before.without(remove.member());
                case Add add -> before.with(add.member(), add.value());
                case Alter alter -> before.with(alter.member(), alter.to());
            };
            after.put(change.name(), changed);
        }
        return after;
    }
}
