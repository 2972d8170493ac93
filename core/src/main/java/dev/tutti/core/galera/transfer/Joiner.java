package dev.tutti.core.galera.transfer;

import dev.tutti.core.galera.model.GaleraPosition;

/**
 * Who wants to join.
 *
 * @param position what it will be started with; -1 as sequence number makes any transfer a full one
 * @param cachedDownTo the oldest transaction in its own cache, which counts for the group's lowest; -1 for none, as after
 *     {@code kill -9}
 */
public record Joiner(String name, int segment, GaleraPosition position, long cachedDownTo) {
    /** A joiner whose cache did not survive. */
    public Joiner(String name, int segment, GaleraPosition position) {
        this(name, segment, position, -1);
    }
}
