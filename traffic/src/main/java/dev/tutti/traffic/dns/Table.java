package dev.tutti.traffic.dns;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/**
 * All names with their answers, as they are at one moment. Immutable: a change of state makes another one that shares the index and
 * all entries that have not changed.
 */
final class Table {
    static final Table EMPTY = new Table(List.of(), List.of());

    private final int[] slots;
    private final Entry[] entries;
    private final Body[] negatives;

    /** @param negatives the SOA of each zone, for names and types that are not there */
    Table(List<Entry> entries, List<Body> negatives) {
        this.entries = entries.toArray(Entry[]::new);
        this.negatives = negatives.toArray(Body[]::new);
        this.slots = new int[Math.max(2, Integer.highestOneBit(Math.max(1, entries.size()) * 4 - 1))];
        for (int i = 0; i < this.entries.length; i++) {
            int slot = this.entries[i].hash & (slots.length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = i + 1;
        }
    }

    private Table(int[] slots, Entry[] entries, Body[] negatives) {
        this.slots = slots;
        this.entries = entries;
        this.negatives = negatives;
    }

    Entry entry(int index) {
        return entries[index];
    }

    Body negative(int zone) {
        return negatives[zone];
    }

    /** The same with other answers for names that are there already. */
    Table with(int[] indexes, Entry[] changed, Body[] newNegatives) {
        Entry[] next = entries.clone();
        for (int i = 0; i < indexes.length; i++) {
            next[indexes[i]] = changed[i];
        }
        return new Table(slots, next, newNegatives);
    }

    Body[] negatives() {
        return negatives.clone();
    }

    /**
     * Finds a name.
     *
     * @param hash of it
     * @param bytes where it stands, in lower case
     */
    @Nullable Entry find(int hash, byte[] bytes, int from, int to) {
        int slot = hash & (slots.length - 1);
        while (slots[slot] != 0) {
            Entry entry = entries[slots[slot] - 1];
            if (entry.hash == hash && Arrays.equals(entry.name, 0, entry.name.length, bytes, from, to)) {
                return entry;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return null;
    }
}
