package dev.tutti.control.record;

import dev.tutti.core.galera.model.Bootstrap;
import dev.tutti.core.galera.model.Journalled;
import dev.tutti.core.galera.model.Journalled.LastKnown;
import dev.tutti.core.galera.model.PrimaryView;
import dev.tutti.core.galera.transfer.LinkRates;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is kept of a Galera cluster: the one thing that is observed and kept, since after an outage only this tells whether
 * anything is missing. Immutable; each change is a new value.
 *
 * @param nodes the last known state of each node
 * @param view the last primary view; null when none was read
 * @param bootstrap the bootstrap that was ordered and of which it is not known what became
 * @param bootstraps how many bootstraps came to a known end; it numbers the next order
 * @param quarantined nodes that were set aside
 * @param outOfRotation nodes that get no clients
 * @param donors donors that a person prefers, by joiner
 * @param attempts how often Tutti started each node since it was last Synced for long
 * @param ours nodes that a plan stopped on the way, and that Tutti may start again
 * @param links what was measured, by donor and joiner
 */
public record ClusterRecord(
        Map<Address, LastKnown> nodes,
        @Nullable PrimaryView view,
        @Nullable Bootstrap bootstrap,
        long bootstraps,
        Set<Address> quarantined,
        Set<Address> outOfRotation,
        Map<Address, List<String>> donors,
        Map<Address, Integer> attempts,
        Set<Address> ours,
        List<LinkRecord> links) {
    public static final ClusterRecord NOTHING = new ClusterRecord(
            Map.of(), null, null, 0, Set.of(), Set.of(), Map.of(), Map.of(), Set.of(), List.of());

    public ClusterRecord {
        nodes = Map.copyOf(nodes);
        quarantined = Set.copyOf(quarantined);
        outOfRotation = Set.copyOf(outOfRotation);
        donors = Map.copyOf(donors);
        attempts = Map.copyOf(attempts);
        ours = Set.copyOf(ours);
        links = List.copyOf(links);
    }

    /**
     * A measured link, from the node that gives to the node that receives.
     *
     * @param bytesPerSecond what it carries when all is well, the newest first
     * @param slow what it carries since it is slow; null while it is not
     */
    public record LinkRecord(
            Address from,
            Address to,
            double roundTripMillis,
            List<Double> bytesPerSecond,
            Instant at,
            LinkRates.@Nullable Slow slow) {
        public LinkRecord {
            bytesPerSecond = List.copyOf(bytesPerSecond);
        }

        public LinkRates rates() {
            return new LinkRates(bytesPerSecond, slow);
        }
    }

    public Journalled journalled() {
        return new Journalled(nodes, view, bootstrap, quarantined);
    }

    public ClusterRecord withSeen(Map<Address, LastKnown> seen, @Nullable PrimaryView newest) {
        Map<Address, LastKnown> all = new HashMap<>(nodes);
        all.putAll(seen);
        return new ClusterRecord(
                all, newest == null ? view : newest, bootstrap, bootstraps, quarantined, outOfRotation, donors, attempts, ours, links);
    }

    public ClusterRecord withBootstrap(Bootstrap ordered) {
        return new ClusterRecord(
                nodes, view, ordered, bootstraps, quarantined, outOfRotation, donors, attempts, ours, links);
    }

    /** What became of the bootstrap is known now. */
    public ClusterRecord bootstrapEnded() {
        return new ClusterRecord(
                nodes, view, null, bootstraps + 1, quarantined, outOfRotation, donors, attempts, ours, links);
    }

    public ClusterRecord withQuarantined(Address node, boolean yes) {
        return new ClusterRecord(
                nodes, view, bootstrap, bootstraps, changed(quarantined, node, yes), outOfRotation, donors, attempts, ours, links);
    }

    public ClusterRecord withOutOfRotation(Address node, boolean yes) {
        return new ClusterRecord(
                nodes, view, bootstrap, bootstraps, quarantined, changed(outOfRotation, node, yes), donors, attempts, ours, links);
    }

    /** @param preferred empty to prefer nobody */
    public ClusterRecord withDonors(Address joiner, List<String> preferred) {
        Map<Address, List<String>> all = new HashMap<>(donors);
        all.put(joiner, List.copyOf(preferred));
        all.values().removeIf(List::isEmpty);
        return new ClusterRecord(
                nodes, view, bootstrap, bootstraps, quarantined, outOfRotation, all, attempts, ours, links);
    }

    /** @param times 0 to count anew */
    public ClusterRecord withAttempts(Address node, int times) {
        Map<Address, Integer> all = new HashMap<>(attempts);
        all.put(node, times);
        all.values().removeIf(count -> count == 0);
        return new ClusterRecord(
                nodes, view, bootstrap, bootstraps, quarantined, outOfRotation, donors, all, ours, links);
    }

    public ClusterRecord withOurs(Address node, boolean yes) {
        return new ClusterRecord(
                nodes, view, bootstrap, bootstraps, quarantined, outOfRotation, donors, attempts, changed(ours, node, yes), links);
    }

    /** Puts a measurement to the earlier ones of its link. */
    public ClusterRecord withLink(Address from, Address to, double roundTripMillis, double bytesPerSecond, Instant at) {
        LinkRates rates = LinkRates.first(bytesPerSecond);
        List<LinkRecord> all = new ArrayList<>();
        for (LinkRecord link : links) {
            if (link.from().equals(from) && link.to().equals(to)) {
                rates = link.rates().with(bytesPerSecond, at);
            } else {
                all.add(link);
            }
        }
        all.add(new LinkRecord(from, to, roundTripMillis, rates.good(), at, rates.slow()));
        return new ClusterRecord(
                nodes, view, bootstrap, bootstraps, quarantined, outOfRotation, donors, attempts, ours, all);
    }

    private static Set<Address> changed(Set<Address> set, Address node, boolean in) {
        Set<Address> all = new HashSet<>(set);
        if (in) {
            all.add(node);
        } else {
            all.remove(node);
        }
        return all;
    }
}
