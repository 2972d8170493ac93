package dev.tutti.core.galera.model;

import java.util.UUID;

/**
 * The name of one set of members at one time. Two sides of a split have different ones, though the same history.
 *
 * @param representative the member that it is named after
 * @param sequence grows with each change
 */
public record ViewId(UUID representative, long sequence) {
    @Override
    public String toString() {
        return representative + "/" + sequence;
    }
}
