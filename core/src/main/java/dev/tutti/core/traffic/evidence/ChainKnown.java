package dev.tutti.core.traffic.evidence;

import java.util.List;

/** A chain: who takes its writes, and who could take reads. */
public record ChainKnown(WriterKnown writer, List<ReplicaKnown> replicas) {
    public ChainKnown {
        replicas = List.copyOf(replicas);
    }
}
