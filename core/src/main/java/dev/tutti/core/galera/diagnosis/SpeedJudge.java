package dev.tutti.core.galera.diagnosis;

import dev.tutti.core.galera.model.Between;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.model.Address;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Concludes what slows a cluster down, from two looks: counters mean nothing by themselves. */
final class SpeedJudge {
    /** Replication that stands still for less than this share of the time is nobody's trouble. */
    private static final double PAUSED = 0.05;

    private final Map<Address, Between> pairs;
    private final double seconds;
    private final Duration between;
    private final Norms norms;
    private final List<GaleraDiagnosis> found = new ArrayList<>();

    private SpeedJudge(GaleraSight now, GaleraSight before, Duration between, Norms norms) {
        this.pairs = Between.of(before, now);
        this.seconds = between.toMillis() / 1000.0;
        this.between = between;
        this.norms = norms;
    }

    /** @param between the time between the two looks, more than zero */
    static List<GaleraDiagnosis> judge(GaleraSight now, GaleraSight before, Duration between, Norms norms) {
        SpeedJudge judge = new SpeedJudge(now, before, between, norms);
        judge.churn();
        judge.brake();
        judge.pairs.forEach(judge::node);
        return judge.found;
    }

    private void churn() {
        long changes = pairs.values().stream()
                .filter(pair -> pair.before().view().confId() >= 0)
                .mapToLong(pair -> pair.now().view().confId() - pair.before().view().confId())
                .max()
                .orElse(0);
        if (changes >= norms.churn()) {
            found.add(new GaleraDiagnosis.MembershipChurn(changes, between));
        }
    }

    /** The node that sends most is the brake; the others only suffer. */
    private void brake() {
        Address worst = null;
        double most = 0;
        double paused = 0;
        for (Map.Entry<Address, Between> entry : pairs.entrySet()) {
            Between pair = entry.getValue();
            double sent = (pair.now().flow().sent() - pair.before().flow().sent()) / seconds;
            if (sent > most) {
                most = sent;
                worst = entry.getKey();
            }
            double stood = pair.now().flow().paused().minus(pair.before().flow().paused()).toMillis() / 1000.0 / seconds;
            paused = Math.max(paused, Math.min(1, stood));
        }
        if (worst != null && paused >= PAUSED) {
            found.add(new GaleraDiagnosis.Brake(worst, most, paused));
        }
    }

    private void node(Address node, Between pair) {
        GaleraStatus.Flow flow = pair.now().flow();
        long received = flow.receiveQueue() - pair.before().flow().receiveQueue();
        if (flow.receiveQueue() >= norms.queue() && received > 0) {
            found.add(new GaleraDiagnosis.SlowApplier(node, flow.receiveQueue(), received));
        }
        long sending = flow.sendQueue() - pair.before().flow().sendQueue();
        if (flow.sendQueue() >= norms.queue() && sending > 0) {
            found.add(new GaleraDiagnosis.SaturatedLink(node, flow.sendQueue(), sending));
        }
        long lost = pair.lost();
        long committed = pair.commits();
        if (lost > 0 && lost >= norms.conflicts() * (lost + committed)) {
            found.add(new GaleraDiagnosis.Conflicts(node, lost / seconds, (double) lost / (lost + committed)));
        }
        cache(node, pair);
    }

    /** What goes through the cache is what was sent and what was received. */
    private void cache(Address node, Between pair) {
        GaleraStatus.Cache cache = pair.now().cache();
        long written = cache.replicatedBytes() - pair.before().cache().replicatedBytes()
                + cache.receivedBytes() - pair.before().cache().receivedBytes();
        if (cache.bytes() > 0 && written > 0) {
            double window = cache.bytes() / (written / seconds);
            if (window < norms.absence().toSeconds()) {
                found.add(new GaleraDiagnosis.CacheTooSmall(
                        node, cache.bytes(), Duration.ofMillis((long) (window * 1000)), norms.absence()));
            }
        }
    }
}
