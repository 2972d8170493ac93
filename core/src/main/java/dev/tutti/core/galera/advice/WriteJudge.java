package dev.tutti.core.galera.advice;

import dev.tutti.core.galera.model.Between;
import dev.tutti.core.galera.model.GaleraNode;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.model.Address;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Concludes where to write. Counters tell who lost, never against whom; what is concluded about sites rests on where those who
 * lose stand.
 */
final class WriteJudge {
    /**
     * How many transactions are needed before conflicts may be called rare: if none of 300 lost, fewer than 1% do, with 95%
     * certainty (the rule of three, 3/n).
     */
    static final long NEEDED = 300;

    /**
     * Below this share conflicts are rare. A client that tries again until it succeeds needs 1/(1−p) attempts: with 1% its mean
     * transaction takes 1% longer, less than any detour to another node costs.
     */
    static final double RARE = 0.01;

    /**
     * From this share on the clients of the sites want the same rows, and dividing by site would not part them. Where every
     * transaction of four writers wants one row, 25% to 48% lose (measured, see docs/galera.md): 10% means that a fifth to two
     * fifths of all transactions (0.10/0.48 to 0.10/0.25) go to such rows.
     */
    static final double COMMON = 0.10;

    /** A table is hot if it has half of what logs tell, and they tell of more than a handful. */
    private static final long TOLD = 10;

    private final GaleraSight now;
    private final List<Writer> writers;
    private final List<Writer> active;
    private final List<TableConflicts> tables;
    private final List<Reason> reasons = new ArrayList<>();

    private WriteJudge(GaleraSight now, List<Writer> writers, List<TableConflicts> tables) {
        this.now = now;
        this.writers = writers;
        this.active = writers.stream().filter(writer -> writer.tried() > 0).toList();
        this.tables = tables;
    }

    static WriteAdvice judge(GaleraSight now, GaleraSight before, Duration between, List<TableConflicts> told) {
        List<Writer> writers = between.isPositive() ? writers(now, before, between) : List.of();
        WriteJudge judge = new WriteJudge(now, writers, merged(told));
        List<List<NodeSight>> components = now.primaries();
        boolean one = components.size() == 1;
        Recommendation recommendation = one ? judge.recommend() : judge.unknown(new Reason.NotOneComponent());
        judge.whatElse();
        List<Numbering> numbering = one ? NumberingJudge.judge(now, components.getFirst()) : List.of();
        return new WriteAdvice(now.cluster().name(), recommendation, judge.reasons, writers, judge.tables, numbering);
    }

    private static List<Writer> writers(GaleraSight now, GaleraSight before, Duration between) {
        Map<Address, Between> pairs = Between.of(before, now);
        List<Writer> writers = new ArrayList<>();
        for (GaleraNode node : now.cluster().nodes()) {
            Optional.ofNullable(pairs.get(node.address())).ifPresent(pair -> writers.add(
                    new Writer(node, pair.commits(), pair.lost(), between, pair.now().group().latency())));
        }
        return writers;
    }

    private static List<TableConflicts> merged(List<TableConflicts> told) {
        Map<String, Long> counts = told.stream()
                .collect(Collectors.groupingBy(
                        TableConflicts::table, TreeMap::new, Collectors.summingLong(TableConflicts::count)));
        return counts.entrySet().stream()
                .map(entry -> new TableConflicts(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong((TableConflicts table) -> -table.count()))
                .toList();
    }

    private Recommendation recommend() {
        if (writers.isEmpty()) {
            return unknown(new Reason.NothingMeasured());
        }
        if (active.isEmpty()) {
            return unknown(new Reason.NobodyWrites());
        }
        if (active.size() == 1) {
            return unknown(new Reason.OnlyOneWrites(active.getFirst().node().address()));
        }
        Tally all = Tally.of(active);
        if (all.tried() < NEEDED) {
            return unknown(new Reason.TooFew(all.tried(), NEEDED));
        }
        Optional<Writer> worst = active.stream()
                .filter(writer -> writer.tried() >= NEEDED)
                .max(Comparator.comparingDouble(WriteJudge::share));
        double share = Math.max(all.share(), worst.map(WriteJudge::share).orElse(0.0));
        if (share < RARE) {
            reasons.add(new Reason.Rare(all.lost(), all.tried()));
            return new Recommendation.AnyNode();
        }
        reasons.add(new Reason.Lost(all.lost(), all.tried()));
        worst.filter(writer -> writer.lost() > 0)
                .ifPresent(writer -> reasons.add(
                        new Reason.LosesMost(writer.node().address(), writer.lost(), writer.tried())));
        return divided(share);
    }

    /** By site, where that would part those who fight; otherwise one writer. */
    private Recommendation divided(double share) {
        Map<String, List<Writer>> sites = active.stream()
                .collect(Collectors.groupingBy(writer -> writer.node().site(), TreeMap::new, Collectors.toList()));
        if (sites.size() == 1) {
            reasons.add(new Reason.OneSite(active.getFirst().node().site()));
            return new Recommendation.OneWriter(busiest(active));
        }
        List<String> crowded = sites.entrySet().stream()
                .filter(site -> site.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .toList();
        Tally alone = Tally.of(active.stream().filter(writer -> !crowded.contains(writer.node().site())).toList());
        List<GaleraNode> bySite = sites.values().stream().map(WriteJudge::busiest).toList();
        boolean judged = alone.tried() >= NEEDED;
        if (!crowded.isEmpty() && judged && alone.share() < RARE) {
            reasons.add(new Reason.FightWithinSites(crowded, alone.lost(), alone.tried()));
            return new Recommendation.BySite(bySite);
        }
        if (!crowded.isEmpty() && !judged) {
            reasons.add(new Reason.AgainstWhomIsNotTold(crowded));
            return new Recommendation.BySite(bySite);
        }
        // Whoever is the only writer of its site and loses has lost against another site.
        reasons.add(new Reason.FightAcrossSites(List.copyOf(sites.keySet())));
        return share < COMMON ? new Recommendation.BySite(bySite) : new Recommendation.OneWriter(busiest(active));
    }

    private Recommendation unknown(Reason reason) {
        reasons.add(reason);
        return new Recommendation.Unknown();
    }

    private void whatElse() {
        long told = tables.stream().mapToLong(TableConflicts::count).sum();
        tables.stream()
                .findFirst()
                .filter(table -> told >= TOLD && 2 * table.count() >= told)
                .ifPresent(table -> reasons.add(new Reason.HotTable(table.table(), table.count(), told)));
        writers.stream()
                .filter(writer -> writer.latency().isPresent())
                .max(Comparator.comparing(writer -> writer.latency().orElseThrow()))
                .ifPresent(writer -> reasons.add(
                        new Reason.CommitsWait(writer.node().address(), writer.latency().orElseThrow())));
        List<Address> unseen = now.cluster().nodes().stream()
                .filter(node -> writers.stream().noneMatch(writer -> writer.node().equals(node)))
                .map(GaleraNode::address)
                .toList();
        if (!writers.isEmpty() && !unseen.isEmpty()) {
            reasons.add(new Reason.NotSeen(unseen));
        }
    }

    private static GaleraNode busiest(List<Writer> among) {
        return among.stream()
                .max(Comparator.comparingLong(Writer::commits)
                        .thenComparing(writer -> writer.node().address(), Comparator.reverseOrder()))
                .orElseThrow()
                .node();
    }

    private static double share(Writer writer) {
        return writer.share().orElse(0.0);
    }

    private record Tally(long lost, long tried) {
        static Tally of(List<Writer> writers) {
            return new Tally(
                    writers.stream().mapToLong(Writer::lost).sum(), writers.stream().mapToLong(Writer::tried).sum());
        }

        double share() {
            return tried == 0 ? 0 : (double) lost / tried;
        }
    }
}
