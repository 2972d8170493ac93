package dev.tutti.core.policy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What Tutti may do by itself.
 *
 * @param timing how servers are watched
 * @param fallback what holds for chains that no entry of {@code chains} matches
 * @param chains exceptions; the first whose pattern matches the chain's name wins
 * @param promotion whom a failover may promote
 * @param drainDeadline how long replicas may take to apply what they have received before a failover chooses among them;
 *     one that is not done by then is not eligible
 * @param clients who leads clients to which chains
 */
public record Policy(
        Timing timing,
        ChainPolicy fallback,
        List<ForChain> chains,
        Promotion promotion,
        Duration drainDeadline,
        Clients clients) {
    public Policy {
        chains = List.copyOf(chains);
        // Older snapshots say nothing of them.
        clients = Objects.requireNonNullElse(clients, Clients.NONE);
    }

    /** A policy for chains to which no name and no router leads. */
    public Policy(
            Timing timing, ChainPolicy fallback, List<ForChain> chains, Promotion promotion, Duration drainDeadline) {
        this(timing, fallback, chains, promotion, drainDeadline, Clients.NONE);
    }

    public Policy with(Clients others) {
        return new Policy(timing, fallback, chains, promotion, drainDeadline, others);
    }

    /**
     * Clients that are led by names or routers.
     *
     * @param chains those with a name for writing, each by its name or by the address of one of its servers
     * @param deadline how long names and routers may take to follow a new primary before a recovery ends without them
     */
    public record Clients(Set<String> chains, Duration deadline) {
        public static final Clients NONE = new Clients(Set.of(), Duration.ZERO);

        public Clients {
            chains = Set.copyOf(chains);
        }
    }

    public static Policy defaults() {
        return new Policy(
                Timing.defaults(), ChainPolicy.defaults(), List.of(), Promotion.defaults(), Duration.ofSeconds(60));
    }

    /** An exception for the chains whose name matches. */
    public record ForChain(AddressPattern chain, ChainPolicy policy) {}

    /**
     * What holds for one chain.
     *
     * @param primary how a dead primary is recovered
     * @param intermediate how a dead intermediate is recovered
     * @param antiFlapping for this long after the end of a recovery of the same kind in the same chain no further one starts by
     *     itself, unless a person acknowledged the first; intermediates that die together count as one. Ten minutes by default: longer than a server takes to restart
     *     and crash again, short enough that two unrelated deaths in a night are both handled
     */
    public record ChainPolicy(Mode primary, Mode intermediate, Duration antiFlapping) {
        public static ChainPolicy defaults() {
            return new ChainPolicy(Mode.AUTOMATIC, Mode.AUTOMATIC, Duration.ofMinutes(10));
        }
    }

    public ChainPolicy forChain(String chain) {
        return chains.stream()
                .filter(entry -> entry.chain().matchesText(chain))
                .map(ForChain::policy)
                .findFirst()
                .orElse(fallback);
    }
}
