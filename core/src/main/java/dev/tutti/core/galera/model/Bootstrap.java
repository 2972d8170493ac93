package dev.tutti.core.galera.model;

import dev.tutti.core.model.Address;

/**
 * The identity of one bootstrap. The same situation gives the same one, so that a plan that is made again after an interruption
 * is recognised in the journal, and no second bootstrap is ordered beside the first.
 *
 * @param cluster name of the cluster
 * @param node where the cluster begins again
 * @param from what it begins with
 */
public record Bootstrap(String cluster, Address node, GaleraPosition from) {
    @Override
    public String toString() {
        return cluster + "@" + node + "@" + from;
    }
}
