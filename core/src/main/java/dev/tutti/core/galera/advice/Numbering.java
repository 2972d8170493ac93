package dev.tutti.core.galera.advice;

import dev.tutti.core.model.Address;

import java.util.List;

/** What there is to say about the numbers that nodes give out by themselves ({@code AUTO_INCREMENT}). */
public sealed interface Numbering {
    /** These nodes keep their steps when members come and go: {@code wsrep_auto_increment_control} is off. */
    record ControlOff(List<Address> nodes) implements Numbering {
        public ControlOff {
            nodes = List.copyOf(nodes);
        }
    }

    /** Its steps are smaller than the number of nodes: they cannot all have numbers of their own. */
    record StepTooSmall(Address node, int step, int nodes) implements Numbering {}

    /**
     * Two nodes give out the same numbers sooner or later. Numbers of one node are those that leave its offset as the remainder by
     * its step (sql/handler.cc, {@code compute_next_insert_id}); two such rows have a number in common exactly if the offsets are
     * equal modulo the greatest common divisor of the steps.
     */
    record SameNumbers(Address one, Address other) implements Numbering {}

    /** The server counts members, and a garbd is one: numbers have larger gaps than the nodes need, which does no harm. */
    record ArbitratorsCount(int step, int nodes) implements Numbering {}
}
