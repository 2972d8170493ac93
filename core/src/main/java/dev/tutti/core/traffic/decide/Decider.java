package dev.tutti.core.traffic.decide;

import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.decide.Candidate.Standing;
import dev.tutti.core.traffic.name.Binding;
import dev.tutti.core.traffic.name.BoundName;
import dev.tutti.core.traffic.name.Policy;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Decides where clients of a name go. Stateless. */
public final class Decider {
    private static final int TOLD = 3;

    private Decider() {}

    /**
     * Decides for clients of one site.
     *
     * @param clientSite where they are; empty when that is unknown. Only asked by policies that {@linkplain Policy#dependsOnClient
     *     depend on the client}
     */
    public static Route decide(BoundName name, Situation situation, Optional<String> clientSite) {
        Candidates candidates = Candidates.of(name.binding(), situation);
        List<Candidate> all = candidates.all();
        if (all.isEmpty()) {
            return new Route(name.name(), name.ttlWhenDown(), List.of(), "Nobody: " + candidates.nobody() + ".");
        }
        List<Candidate> usable = all.stream().filter(Candidate::isGood).toList();
        boolean open = usable.isEmpty();
        if (open) {
            usable = all.stream()
                    .filter(one -> one.standing() == Standing.LAST_RESORT)
                    .sorted(Comparator.comparingLong(Candidate::rank))
                    .toList();
        }
        if (usable.isEmpty()) {
            return new Route(name.name(), name.ttlWhenDown(), List.of(), "Nobody: " + objections(all) + ".");
        }
        Chosen chosen = choose(name, withoutReserves(usable), situation, clientSite);
        List<Candidate> served = usable;
        List<Candidate> missed = all.stream().filter(one -> !one.isGood()).toList();
        List<Candidate> left = missed.stream().filter(one -> !served.contains(one)).toList();
        String because = (open ? "Nobody is good, so the last resort: " : "") + chosen.because()
                + (left.isEmpty() ? "" : "; " + objections(left)) + ".";
        List<Endpoint> endpoints =
                chosen.all().stream().flatMap(one -> one.target().endpoints().stream()).toList();
        return new Route(name.name(), missed.isEmpty() ? name.ttl() : name.ttlWhenDown(), endpoints, because);
    }

    private record Chosen(List<Candidate> all, String because) {}

    /** Those of weight 0 are for when all others are down. */
    private static List<Candidate> withoutReserves(List<Candidate> usable) {
        List<Candidate> weighty = usable.stream().filter(one -> one.target().weight() > 0).toList();
        return weighty.isEmpty() ? usable : weighty;
    }

    private static Chosen choose(BoundName name, List<Candidate> usable, Situation situation, Optional<String> clientSite) {
        if (name.binding() instanceof Binding.Writer) {
            return new Chosen(usable, usable.getFirst().target().name() + ", because " + usable.getFirst().why());
        }
        return switch (name.policy()) {
            case Policy.Failover failover -> {
                Candidate first = usable.getFirst();
                yield new Chosen(List.of(first), first.target().name() + " is the first in order that may serve: " + first.why());
            }
            case Policy.Weighted weighted -> new Chosen(usable, "one of " + names(usable) + " by weight");
            case Policy.Multivalue(var most) -> new Chosen(
                    usable.stream().limit(most).toList(), names(usable) + " in changing order"
                            + (usable.size() > most ? ", " + most + " at once" : ""));
            case Policy.Latency(var from) -> bySite(from.or(() -> clientSite), usable, situation, true);
            case Policy.Nearest(var from) -> bySite(from.or(() -> clientSite), usable, situation, false);
        };
    }

    private static Chosen bySite(
            Optional<String> from, List<Candidate> usable, Situation situation, boolean byTime) {
        if (from.isEmpty()) {
            return new Chosen(usable, names(usable) + ", as the client is in no known site");
        }
        Sites sites = situation.sites();
        var measured = situation.knowledge().siteTimes();
        Map<String, List<Candidate>> there = usable.stream()
                .filter(one -> one.target().site().isPresent())
                .collect(Collectors.groupingBy(one -> one.target().site().orElseThrow()));
        for (String site : byTime ? sites.byTime(from.get(), measured) : sites.byNeighbourhood(from.get())) {
            List<Candidate> inIt = there.get(site);
            if (inIt != null) {
                return new Chosen(inIt, names(inIt) + " in " + site + ", "
                        + (byTime
                                ? sites.time(from.get(), site, measured)
                                        .map(time -> time.toNanos() / 1e6 + " ms from " + from.get())
                                        .orElse("as nobody has measured from " + from.get())
                                : site.equals(from.get()) ? "the site itself" : "the nearest to " + from.get() + " that may serve"));
            }
        }
        return new Chosen(usable, names(usable) + ", as none of them stands in a known site");
    }

    private static String names(List<Candidate> all) {
        return shortened(all.stream().map(one -> one.target().name()).toList(), ", ");
    }

    private static String objections(List<Candidate> all) {
        return shortened(all.stream().map(one -> "not " + one.target().name() + ", because " + one.why()).toList(), "; ");
    }

    private static String shortened(List<String> parts, String separator) {
        String text = parts.stream().limit(TOLD).collect(Collectors.joining(separator));
        return parts.size() > TOLD ? text + separator + (parts.size() - TOLD) + " more" : text;
    }
}
