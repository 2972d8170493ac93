package dev.tutti.bench.galera;

import dev.tutti.lab.GaleraNode;

/** How often a node got a state since its fleet began, as its own log says. Immutable. */
public record Transfers(long incremental, long full) {
    static Transfers of(GaleraNode node) {
        return new Transfers(node.logged("IST received"), node.logged("Proceeding with SST"));
    }

    public Transfers since(Transfers before) {
        return new Transfers(incremental - before.incremental, full - before.full);
    }
}
