package dev.tutti.core.policy;

import java.time.Duration;
import java.util.List;

/**
 * What Tutti may do by itself.
 *
 * @param timing how servers are watched
 * @param fallback what holds for chains that no entry of {@code chains} matches
 * @param chains exceptions; the first whose pattern matches the chain's name wins
 * @param promotion whom a failover may promote
 * @param drainDeadline how long replicas may take to apply what they have received before a failover chooses among them;
 *     one that is not done by then is not eligible
 */
public record Policy(
        Timing timing, ChainPolicy fallback, List<ForChain> chains, Promotion promotion, Duration drainDeadline) {
    public Policy {
        chains = List.copyOf(chains);
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
