package dev.tutti.core.traffic.evidence;

import dev.tutti.core.engine.EngineState;
import dev.tutti.core.fleet.Contact;
import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the engine knows about its chains, for those who send clients. Pure.
 *
 * <p>A primary that has just fallen silent is still held to be it: it may be us who cannot reach it. From the moment in which a
 * recovery begins nobody is, until one was promoted.
 */
public final class ChainEvidence {
    private final EngineState state;
    private final Map<Address, Promotion> promotions;

    private ChainEvidence(EngineState state, Map<Address, Promotion> promotions) {
        this.state = state;
        this.promotions = promotions;
    }

    /**
     * A server that a recovery of another one made writable.
     *
     * @param at when that was done, and verified
     */
    public record Promotion(Address server, Instant at) {}

    /**
     * All chains, by name, and by the address of each server that belongs to one: any of them may be written for it.
     *
     * @param promotions by the server that was replaced, those that the engine may not have seen yet
     */
    public static Map<String, ChainKnown> of(EngineState state, Map<Address, Promotion> promotions) {
        return new ChainEvidence(state, promotions).all();
    }

    private Map<String, ChainKnown> all() {
        Map<String, List<Watched>> chains = new HashMap<>();
        for (Watched server : state.fleet().servers().values().toList()) {
            chains.computeIfAbsent(server.chain(), any -> new ArrayList<>()).add(server);
        }
        Map<String, ChainKnown> byName = new HashMap<>();
        Map<String, ChainKnown> known = new HashMap<>();
        chains.forEach((name, members) -> {
            members.sort(Comparator.comparing(Watched::address));
            ChainKnown chain = new ChainKnown(writer(members), replicas(members));
            byName.put(name, chain);
            members.forEach(member -> known.put(member.address().toString(), chain));
        });
        known.putAll(byName);
        return known;
    }

    private WriterKnown writer(List<Watched> members) {
        Optional<Address> replaced = members.stream()
                .map(Watched::address)
                .filter(server -> state.inProgress().containsKey(server) && top(server))
                .findFirst();
        Optional<Address> promoted = members.stream().filter(member -> justPromoted(member)).map(Watched::address).findFirst();
        if (promoted.isPresent()) {
            return new WriterKnown.Held(promoted.get());
        }
        if (replaced.isPresent()) {
            return new WriterKnown.Unknown(replaced.get() + " is being replaced");
        }
        List<Watched> writable = members.stream().filter(this::mayTakeWrites).toList();
        if (writable.size() > 1) {
            return new WriterKnown.Claimed(writable.stream().map(Watched::address).toList());
        }
        if (writable.isEmpty()) {
            return new WriterKnown.Unknown("no server that is seen takes writes");
        }
        Watched only = writable.getFirst();
        return state.failed().containsKey(only.address())
                ? new WriterKnown.Unknown(only.address() + " does not answer, and could not be replaced")
                : new WriterKnown.Held(only.address());
    }

    /** Whether it was made writable by a recovery that goes on, or since it was last looked at. */
    private boolean justPromoted(Watched member) {
        Instant seen = member.seenAt();
        return promotions.entrySet().stream()
                .anyMatch(one -> one.getValue().server().equals(member.address())
                        && (state.inProgress().containsKey(one.getKey()) || seen == null || seen.isBefore(one.getValue().at())));
    }

    /** Whether it accepts writes as far as was last seen, replicates from nobody outside a loop, and was not replaced. */
    private boolean mayTakeWrites(Watched server) {
        return server.lastStatus().filter(status -> !status.readOnly() && !status.storesOnly()).isPresent()
                && !state.replacedBy().containsKey(server.address())
                && top(server.address());
    }

    private boolean top(Address server) {
        FleetState fleet = state.fleet();
        return fleet.server(server).flatMap(Watched::source).isEmpty() || fleet.inLoop(server);
    }

    private List<ReplicaKnown> replicas(List<Watched> members) {
        return members.stream()
                .filter(member -> member.lastStatus()
                        .filter(status -> status.replication() != null && !status.storesOnly())
                        .isPresent())
                .map(this::replica)
                .toList();
    }

    private ReplicaKnown replica(Watched member) {
        // One that was heard a moment ago answers until more is known: a single look that fails is no news.
        boolean answers = !(member.contact() instanceof Contact.Failing failing) || failing.freshAttempts() == 0;
        Optional<Duration> lag = member.lastStatus()
                .flatMap(ServerStatus::replicating)
                .filter(Replication::healthy)
                .flatMap(replication -> member.source()
                        .flatMap(state.fleet()::server)
                        .flatMap(member::lagBehind)
                        .or(() -> Optional.ofNullable(replication.lag())));
        return new ReplicaKnown(member.address(), answers, lag);
    }
}
