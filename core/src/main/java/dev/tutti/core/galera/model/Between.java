package dev.tutti.core.galera.model;

import dev.tutti.core.model.Address;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One member of a primary component at two moments, in the same process: what its counters grew by. */
public record Between(GaleraStatus before, GaleraStatus now) {
    /** The nodes that have both; whoever was started anew in between has no difference to speak of. */
    public static Map<Address, Between> of(GaleraSight before, GaleraSight now) {
        Map<Address, Between> pairs = new TreeMap<>();
        for (NodeSight node : now.nodes()) {
            Optional<GaleraStatus> then = before.of(node.address()).flatMap(NodeSight::answered);
            if (node.status() != null && then.isPresent() && node.status().primary()) {
                Between pair = new Between(then.get(), node.status());
                if (pair.sameProcess()) {
                    pairs.put(node.address(), pair);
                }
            }
        }
        return pairs;
    }

    /** Counters begin anew when the process does. */
    private boolean sameProcess() {
        return now.cache().receivedBytes() >= before.cache().receivedBytes()
                && now.cache().replicatedBytes() >= before.cache().replicatedBytes()
                && now.flow().sent() >= before.flow().sent()
                && now.conflicts().commits() >= before.conflicts().commits()
                && now.conflicts().lost() >= before.conflicts().lost()
                && now.flow().paused().compareTo(before.flow().paused()) >= 0;
    }

    /** Transactions of its clients that committed. */
    public long commits() {
        return now.conflicts().commits() - before.conflicts().commits();
    }

    /** Transactions of its clients that lost against those of other nodes. */
    public long lost() {
        return now.conflicts().lost() - before.conflicts().lost();
    }
}
