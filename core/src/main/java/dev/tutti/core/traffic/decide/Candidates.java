package dev.tutti.core.traffic.decide;

import dev.tutti.core.model.Address;
import dev.tutti.core.traffic.evidence.ChainKnown;
import dev.tutti.core.traffic.evidence.NodeKnown;
import dev.tutti.core.traffic.evidence.ReplicaKnown;
import dev.tutti.core.traffic.evidence.WriterKnown;
import dev.tutti.core.traffic.health.Health;
import dev.tutti.core.traffic.health.Judgement;
import dev.tutti.core.traffic.name.Binding;
import dev.tutti.core.traffic.name.Target;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who could serve a name, and how each stands. Here are the two rules that no health check has: a writer's name never stands for
 * anybody but the one server that is held to be the primary, and a Galera node that is known to be outside the primary component, or of
 * which nothing is known while others are in it, is never sent clients, also not as a last resort and not by a person's word.
 *
 * @param nobody why there can be none; empty when there are candidates
 */
record Candidates(List<Candidate> all, String nobody) {
    static Candidates of(Binding binding, Situation situation) {
        return switch (binding) {
            case Binding.Targets(var targets, var failOpen) -> new Candidates(
                    targets.stream().map(target -> plain(target, failOpen, situation)).toList(), "it has no targets");
            case Binding.Writer writer -> writer(writer, situation);
            case Binding.Readers readers -> readers(readers, situation);
            case Binding.GaleraNodes nodes -> galera(nodes, situation);
        };
    }

    private static Candidates none(String why) {
        return new Candidates(List.of(), why);
    }

    private static Candidate plain(Target target, boolean failOpen, Situation situation) {
        Optional<Forced> forced = situation.overrides().about(target.name());
        if (forced.isPresent()) {
            return forced.get().up() ? Candidate.good(target, saidUp(forced.get())) : Candidate.barred(target, saidDown(forced.get()));
        }
        Judgement judged = target.check().map(situation::check).orElse(Judgement.UNCHECKED);
        if (judged.health() != Health.DOWN) {
            return Candidate.good(target, judged.because());
        }
        return failOpen ? Candidate.lastResort(target, 0, judged.because()) : Candidate.barred(target, judged.because());
    }

    private static Candidates writer(Binding.Writer writer, Situation situation) {
        Optional<ChainKnown> chain = situation.knowledge().chain(writer.chain());
        if (chain.isEmpty()) {
            return none("nothing is known about the chain " + writer.chain());
        }
        return switch (chain.get().writer()) {
            case WriterKnown.Unknown(var why) -> none("the primary of " + writer.chain() + " is unknown: " + why);
            case WriterKnown.Claimed(var claimants) -> none(
                    "more than one server claims to be the primary of " + writer.chain() + ": " + claimants);
            case WriterKnown.Held(var primary) -> {
                Target target = writer.places().get(primary);
                if (target == null) {
                    yield none(primary + " is the primary of " + writer.chain() + " and has no place among the servers of this"
                            + " configuration");
                }
                Optional<Forced> forced = situation.overrides().about(target.name());
                yield new Candidates(List.of(forced.isPresent() && !forced.get().up()
                        ? Candidate.barred(target, saidDown(forced.get()) + ", though it is the primary of " + writer.chain())
                        : Candidate.good(target, "it is held to be the primary of " + writer.chain())), "");
            }
        };
    }

    private static Candidates readers(Binding.Readers readers, Situation situation) {
        Optional<ChainKnown> chain = situation.knowledge().chain(readers.chain());
        if (chain.isEmpty()) {
            return none("nothing is known about the chain " + readers.chain());
        }
        List<Candidate> all = new ArrayList<>();
        for (ReplicaKnown replica : chain.get().replicas()) {
            Target target = readers.places().get(replica.server());
            if (target != null) {
                all.add(reader(replica, target, readers, situation));
            }
        }
        if (readers.whenNone() == Binding.WhenNone.PRIMARY
                && all.stream().noneMatch(Candidate::isGood)
                && chain.get().writer() instanceof WriterKnown.Held(var primary)) {
            Target target = readers.places().get(primary);
            if (target != null && situation.overrides().about(target.name()).map(Forced::up).orElse(true)) {
                all.add(Candidate.lastResort(target, -1, "it is the primary, as no replica is good enough"));
            }
        }
        return new Candidates(all, "no replica of " + readers.chain() + " has a place among the servers of this configuration");
    }

    private static Candidate reader(ReplicaKnown replica, Target target, Binding.Readers readers, Situation situation) {
        Optional<Forced> forced = situation.overrides().about(target.name());
        if (forced.isPresent()) {
            return forced.get().up() ? Candidate.good(target, saidUp(forced.get())) : Candidate.barred(target, saidDown(forced.get()));
        }
        Optional<Duration> lag = replica.lag();
        String why = !replica.answers()
                ? "it does not answer"
                : lag.map(behind -> "it is " + behind.toMillis() / 1000.0 + " s behind").orElse("its lag is unknown");
        if (replica.answers() && lag.isPresent() && lag.get().compareTo(readers.maximumLag()) <= 0) {
            return Candidate.good(target, why);
        }
        if (!replica.answers() || readers.whenNone() != Binding.WhenNone.LAGGING) {
            return Candidate.barred(target, why);
        }
        return Candidate.lastResort(target, lag.map(Duration::toMillis).orElse(Long.MAX_VALUE), why);
    }

    private static Candidates galera(Binding.GaleraNodes nodes, Situation situation) {
        Map<Address, NodeKnown> known = situation.knowledge().cluster(nodes.cluster()).orElse(Map.of());
        List<Candidate> all = new ArrayList<>();
        boolean primarySeen = known.values().stream().anyMatch(NodeKnown::primary);
        nodes.nodes().forEach((address, target) -> all.add(node(target, known.get(address), primarySeen, situation)));
        return new Candidates(all, "the cluster " + nodes.cluster() + " has no nodes here");
    }

    /** @param primarySeen whether any node is known to be in the primary component: then only those that are known to be may serve */
    private static Candidate node(Target target, @Nullable NodeKnown known, boolean primarySeen, Situation situation) {
        Optional<Forced> forced = situation.overrides().about(target.name());
        if (forced.isPresent() && !forced.get().up()) {
            return Candidate.barred(target, saidDown(forced.get()));
        }
        switch (known) {
            case SERVES -> {
                return Candidate.good(target, known.because());
            }
            case DESYNCED, BLOCKED_DONOR -> {
                return Candidate.lastResort(target, known == NodeKnown.DESYNCED ? 0 : 1, known.because());
            }
            case SET_ASIDE, NOT_SYNCED, OTHER_VIEW, NON_PRIMARY -> {
                return Candidate.barred(target, known.because());
            }
            case UNREACHABLE -> {
                if (primarySeen) {
                    return Candidate.barred(target, known.because());
                }
            }
            case null -> {
                if (primarySeen) {
                    return Candidate.barred(target, "nothing is known about it, while others are Primary");
                }
            }
        }
        Judgement judged = target.check().map(situation::check).orElse(new Judgement(Health.UNKNOWN, "nothing is known about it"));
        // Perhaps it is we who are cut off. Only the node's own statement will do: not the absence of bad news, and not a person's word.
        return judged.health() == Health.UP
                ? Candidate.good(target, "it says itself that it is Primary and Synced")
                : Candidate.barred(target, judged.because());
    }

    private static String saidUp(Forced forced) {
        return "it was set up by hand (" + forced.pattern() + ")";
    }

    private static String saidDown(Forced forced) {
        return "it was set down by hand (" + forced.pattern() + ")";
    }
}
