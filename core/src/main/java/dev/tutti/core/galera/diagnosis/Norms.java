package dev.tutti.core.galera.diagnosis;

import dev.tutti.core.model.Address;

import java.time.Duration;
import java.util.Map;

/**
 * From where on something is worth a word.
 *
 * @param absence how long a node should be able to stay away and still get only what it lacks: an hour covers a reboot and an
 *     upgrade
 * @param churn changes of members between two looks that are no coincidence: a node that comes back makes two
 * @param queue transactions in a queue that also grows; a burst of writes makes some hundred for a moment
 * @param conflicts share of a node's transactions that lose
 * @param latency round trip of a commit
 * @param slowTransfer share of its link's baseline below which a transfer is slow; measured case: 600 MB in six hours
 * @param baselines measured rate of the link to each node, in bytes per second
 */
public record Norms(
        Duration absence,
        long churn,
        long queue,
        double conflicts,
        Duration latency,
        double slowTransfer,
        Map<Address, Double> baselines) {
    public Norms {
        baselines = Map.copyOf(baselines);
    }

    public static Norms usual(Map<Address, Double> baselines) {
        return new Norms(Duration.ofHours(1), 4, 100, 0.05, Duration.ofMillis(100), 0.1, baselines);
    }
}
