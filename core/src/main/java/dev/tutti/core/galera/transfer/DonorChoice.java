package dev.tutti.core.galera.transfer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * From whom a node should get its state, and what will come of it.
 *
 * @param donors what to start it with as {@code wsrep_sst_donor}; ends with a comma, so that a donor that goes away in between
 *     does not abort the joiner; names only members of the group
 * @param forecast what happens with these donors
 * @param warnings what a person should know before
 */
public record DonorChoice(String donors, TransferForecast forecast, List<Warning> warnings) {
    public DonorChoice {
        warnings = List.copyOf(warnings);
    }

    /** What speaks against an otherwise good choice, or was left out. */
    public sealed interface Warning {
        /** Members of the joiner's segment are not Synced: without a named donor that is free, it would wait for them. */
        record SegmentNotSynced(List<String> members) implements Warning {
            public SegmentNotSynced {
                members = List.copyOf(members);
            }
        }

        /** No member is called so; it was left out. */
        record UnknownDonor(String name) implements Warning {}

        /** It was asked for and cannot give now; it was left out. */
        record DonorNotSynced(String name) implements Warning {}

        /** Clients are sent to the donor, and the method keeps it from writing: it has to be taken out of rotation. */
        record DonorInUse(String name) implements Warning {}
    }

    /**
     * Chooses: Synced, able to give incrementally, not the one that clients are sent to, best measured rate, same segment.
     *
     * @param preferred names that a person asked for, best first; they come before all others if they can give
     * @param inUse members that clients are sent to
     */
    public static DonorChoice of(Group group, Joiner joiner, List<String> preferred, Set<String> inUse, Cost cost) {
        List<Warning> warnings = new ArrayList<>();
        for (String name : preferred) {
            if (group.named(name).isEmpty()) {
                warnings.add(new Warning.UnknownDonor(name));
            } else if (group.named(name).filter(Member::mayGive).isEmpty()) {
                warnings.add(new Warning.DonorNotSynced(name));
            }
        }
        List<Member> ranked = group.members().stream()
                .filter(Member::mayGive)
                .filter(member -> !member.name().equals(joiner.name()))
                .sorted(order(joiner, preferred, inUse, cost))
                .toList();
        String donors = donors(group, joiner, ranked);
        TransferForecast forecast = TransferForecast.of(group, joiner, donors, cost);
        List<String> waiting = group.members().stream()
                .filter(member -> member.segment() == joiner.segment() && member.willGive() && !member.mayGive())
                .map(Member::name)
                .toList();
        if (!waiting.isEmpty()) {
            warnings.add(new Warning.SegmentNotSynced(waiting));
        }
        if (forecast instanceof TransferForecast.Full full && full.donorBlocked() && inUse.contains(full.donor())) {
            warnings.add(new Warning.DonorInUse(full.donor()));
        }
        return new DonorChoice(donors, forecast, warnings);
    }

    private static Comparator<Member> order(Joiner joiner, List<String> preferred, Set<String> inUse, Cost cost) {
        return Comparator.comparingInt((Member member) ->
                        preferred.contains(member.name()) ? preferred.indexOf(member.name()) : preferred.size())
                .thenComparing(member -> !member.caches(joiner.position().seqno()))
                .thenComparing(member -> inUse.contains(member.name()))
                .thenComparingDouble(member -> -cost.bytesPerSecond().getOrDefault(member.name(), 0.0))
                .thenComparing(member -> member.segment() != joiner.segment())
                .thenComparing(Member::name);
    }

    /**
     * The group takes the one of several named donors that has the highest cache, not the first, when it gives incrementally.
     * So the one that is wanted then stands alone. A full transfer follows the order, so that all stand in it.
     */
    private static String donors(Group group, Joiner joiner, List<Member> ranked) {
        if (ranked.isEmpty()) {
            return "";
        }
        String best = ranked.getFirst().name() + ",";
        return Selection.of(group, joiner, best) instanceof Selection.Chosen.Donor chosen && chosen.forIncremental()
                ? best
                : String.join(",", ranked.stream().map(Member::name).toList()) + ",";
    }
}
