package dev.tutti.control.galera;

import dev.tutti.control.agents.Agents;
import dev.tutti.control.record.ClusterRecord;
import dev.tutti.control.record.DecisionRecord;
import dev.tutti.core.explain.CareSentences;
import dev.tutti.core.galera.care.Care;
import dev.tutti.core.galera.care.CareGiver;
import dev.tutti.core.galera.care.CarePolicy;
import dev.tutti.core.galera.care.Remembered;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks after one cluster: has the core decide after each look what is done without anybody being asked, does that, and journals
 * each decision when it changes. On the thread that watches the cluster, which it never blocks.
 */
final class ClusterCare {
    /** An agent that could not find a position is not asked again at once. */
    private static final Duration POSITION_AGAIN = Duration.ofSeconds(5);

    private final ClusterMemory memory;
    private final ClusterWork work;
    private final Agents agents;
    private final CarePolicy policy;
    private final Supplier<Set<Address>> leftAlone;
    private final Consumer<DecisionRecord> decided;
    private final Map<Address, Instant> asked = new HashMap<>();
    private final Map<Address, Instant> notBefore = new HashMap<>();
    private final Map<Address, Instant> awaySince = new HashMap<>();
    private int recoveries;
    private volatile @Nullable Care before;
    private volatile String sentence = "it was not looked at yet";

    /**
     * @param leftAlone nodes in downtime
     * @param decided gets what is to be journalled and told
     */
    ClusterCare(
            ClusterMemory memory,
            ClusterWork work,
            Agents agents,
            CarePolicy policy,
            Supplier<Set<Address>> leftAlone,
            Consumer<DecisionRecord> decided) {
        this.memory = memory;
        this.work = work;
        this.agents = agents;
        this.policy = policy;
        this.leftAlone = leftAlone;
        this.decided = decided;
    }

    /** What is done by itself now, or why nothing is. */
    String sentence() {
        return sentence;
    }

    boolean waitsForPerson() {
        Care last = before;
        return last != null && last.waitsForPerson();
    }

    /** Whether something is done as soon as the cluster shows a change that is due within seconds. */
    boolean waitsForMoment() {
        Care last = before;
        return last != null && last.waitsForMoment();
    }

    void consider(ClusterState state) {
        GaleraSight sight = Objects.requireNonNull(state.sight());
        Instant now = Objects.requireNonNull(state.at());
        sight.nodes().forEach(node -> {
            if (node.answered().isPresent()) {
                awaySince.remove(node.address());
            } else {
                awaySince.putIfAbsent(node.address(), now);
            }
        });
        if (state.outageSince() == null) {
            recoveries = 0;
        }
        if (work.busy()) {
            return;
        }
        ClusterRecord record = memory.record();
        Remembered remembered = new Remembered(
                state.outageSince(), recoveries, record.attempts(), notBefore, record.ours(), leftAlone.get());
        Care care = CareGiver.decide(sight, remembered, policy, Terms.of(state, record, agents), now);
        sentence = CareSentences.of(care, state.name());
        note(care, state.name(), now);
        switch (care) {
            case Care.Calm calm -> asked.clear();
            case Care.Leaves leaves -> {
                // The reason was told.
            }
            case Care.LeavesNodes leaves -> {
                // The reasons were told.
            }
            case Care.FindPositions find -> findPositions(find.nodes(), now);
            case Care.Act act -> act(act, state, now);
        }
    }

    private void findPositions(List<Address> nodes, Instant now) {
        List<Address> due = nodes.stream()
                .filter(node -> !now.isBefore(asked.getOrDefault(node, Instant.EPOCH).plus(POSITION_AGAIN)))
                .toList();
        if (!due.isEmpty()) {
            due.forEach(node -> asked.put(node, now));
            work.findPositions(due);
        }
    }

    private void act(Care.Act act, ClusterState state, Instant now) {
        Address node = act.request().about();
        Instant noticed = node == null
                ? Objects.requireNonNullElse(state.outageSince(), now)
                : awaySince.getOrDefault(node, now);
        work.byItself(act, sentence, noticed, () -> {
            if (node == null) {
                recoveries++;
            } else {
                int attempt = memory.record().attempts().getOrDefault(node, 0) + 1;
                memory.change(record -> record.withAttempts(node, attempt), false);
                notBefore.put(node, now.plus(CarePolicy.pauseAfter(attempt)));
            }
        });
    }

    /** Journalled when it changes in kind or in whom it is about, not with every figure. */
    private void note(Care care, String cluster, Instant now) {
        Care last = before;
        before = care;
        if (last != null && GaleraSteps.kind(last).equals(GaleraSteps.kind(care)) && about(last).equals(about(care))) {
            return;
        }
        boolean first = last == null;
        if (!(first && care instanceof Care.Calm)) {
            decided.accept(new DecisionRecord(
                    now, cluster, cluster, "galera_care", GaleraSteps.kind(care), sentence, List.of()));
        }
    }

    private static String about(Care care) {
        return switch (care) {
            case Care.Calm calm -> "";
            case Care.FindPositions find -> find.nodes().toString();
            case Care.Act act -> act.request().toString();
            case Care.Leaves leaves -> GaleraSteps.kind(leaves.why());
            case Care.LeavesNodes leaves -> leaves.nodes().stream()
                    .map(node -> node.node() + GaleraSteps.kind(node.why()))
                    .toList()
                    .toString();
        };
    }
}
