package dev.tutti.control.mesh;

import dev.tutti.control.act.Parallel;
import dev.tutti.control.act.Rounds;
import dev.tutti.control.agents.AgentClient;
import dev.tutti.control.agents.AgentException;
import dev.tutti.control.agents.AgentMesh;
import dev.tutti.control.agents.Agents;
import dev.tutti.control.record.DecisionRecord;
import dev.tutti.core.explain.MeshSentences;
import dev.tutti.core.explain.MeshSentences.Told;
import dev.tutti.core.mesh.MeshFacts;
import dev.tutti.core.mesh.check.HostSight;
import dev.tutti.core.mesh.check.MeshState;
import dev.tutti.core.mesh.check.MeshTrouble;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Asks all agents again and again what their hosts' tunnels are like, on a virtual thread of its own; the agents look by themselves,
 * so that asking costs nothing. {@link #meshes} may be called by any thread.
 */
public final class MeshWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MeshWatch.class);

    /** Agents look by themselves, every ten seconds unless told otherwise: what they saw is known a second later at most. */
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Agents agents;
    private final InstantSource clock;
    private final Consumer<DecisionRecord> noted;
    private final Runnable changed;
    private final Rounds rounds;
    private volatile Map<String, MeshState> meshes = Map.of();
    private volatile Map<Address, Blind> blind = Map.of();

    /**
     * An agent that is told of tunnels and cannot look at them.
     *
     * @param at when it tried last, by its own clock
     * @param again whether it had failed in the look before as well
     */
    private record Blind(String host, String why, Instant at, boolean again) {}

    /**
     * Begins nothing yet.
     *
     * @param noted gets what began and what ended, once each
     * @param changed is told when anything is known that was not
     */
    public MeshWatch(Agents agents, InstantSource clock, Consumer<DecisionRecord> noted, Runnable changed) {
        this.agents = agents;
        this.clock = clock;
        this.noted = noted;
        this.changed = changed;
        this.rounds = new Rounds("watch tunnels", EVERY, this::round);
    }

    /** Begins, if there is any agent to ask. */
    public void start() {
        if (!agents.clients().isEmpty()) {
            rounds.start();
        }
    }

    /** What is known, by the meshes' names; empty when no agent tells of any. */
    public Map<String, MeshState> meshes() {
        return meshes;
    }

    /** Hosts whose agents could not look at their tunnels twice in a row, and why: nothing is known of these. */
    public Map<String, String> notSeen() {
        return blind.values().stream()
                .filter(Blind::again)
                .collect(Collectors.toMap(Blind::host, Blind::why, (one, other) -> one, TreeMap::new));
    }

    /** The mesh that connects these sites; empty when agents tell of none that has two of them. */
    public Optional<MeshState> between(Set<String> sites) {
        return meshes.values().stream()
                .filter(mesh -> mesh.sights().stream()
                        .filter(sight -> sites.contains(sight.host()))
                        .anyMatch(sight -> sight.others().stream().anyMatch(way -> sites.contains(way.other()))))
                .findFirst();
    }

    private void round() throws InterruptedException {
        Map<Address, Blind> failing = new ConcurrentHashMap<>();
        List<Callable<Optional<AgentMesh>>> asks = new ArrayList<>();
        agents.clients().forEach(agent -> asks.add(() -> ask(agent, failing)));
        Map<String, List<AgentMesh>> answers = Parallel.all(asks).stream()
                .filter(Objects::nonNull)
                .flatMap(Optional::stream)
                .collect(Collectors.groupingBy(answer -> answer.facts().mesh(), TreeMap::new, Collectors.toList()));
        Map<String, MeshState> before = meshes;
        Map<String, MeshState> after = new TreeMap<>();
        Instant now = clock.instant();
        answers.forEach((name, told) -> {
            MeshFacts facts = MeshFacts.together(told.stream().map(AgentMesh::facts).toList());
            List<HostSight> sights = told.stream().map(AgentMesh::sight).toList();
            MeshState state = before.getOrDefault(name, MeshState.first(facts)).after(facts, sights, now);
            after.put(name, state);
        });
        meshes = Map.copyOf(after);
        blind = Map.copyOf(failing);
        Set<String> names = new HashSet<>(before.keySet());
        names.addAll(after.keySet());
        names.forEach(name -> note(name, troubles(before, name), troubles(after, name), now));
        if (!after.equals(before)) {
            changed.run();
        }
    }

    private Optional<AgentMesh> ask(AgentClient agent, Map<Address, Blind> failing) throws InterruptedException {
        try {
            Optional<AgentMesh> answered = agent.mesh();
            answered.flatMap(told -> blind(told, blind.get(agent.address())))
                    .ifPresent(found -> failing.put(agent.address(), found));
            Optional<AgentMesh> told = answered.filter(AgentMesh::tells);
            // Whatever is no Ipv4 address or technology is found out here, before it meets the others'.
            told.ifPresent(answer -> log.trace("{} {}", answer.facts(), answer.sight()));
            return told;
        } catch (AgentException e) {
            log.debug("nothing is known of the tunnels of a host: {}", e.getMessage());
        } catch (RuntimeException e) {
            log.warn("The agent {} tells of tunnels in other words than expected: {}", agent.address(), e.getMessage());
        }
        return Optional.empty();
    }

    private static Optional<Blind> blind(AgentMesh told, @Nullable Blind before) {
        String why = told.why();
        String host = told.host();
        return why == null || host == null
                ? Optional.empty()
                : Optional.of(new Blind(host, why, told.at(), before != null && (before.again() || told.at().isAfter(before.at()))));
    }

    private static List<MeshTrouble> troubles(Map<String, MeshState> meshes, String name) {
        MeshState state = meshes.get(name);
        return state == null ? List.of() : state.troubles();
    }

    private void note(String mesh, List<MeshTrouble> before, List<MeshTrouble> after, Instant now) {
        after.stream()
                .filter(trouble -> trouble.diagnosis().problem() && before.stream().noneMatch(trouble::sameAs))
                .forEach(trouble -> note(mesh, trouble, "began", now));
        before.stream()
                .filter(trouble -> trouble.diagnosis().problem() && after.stream().noneMatch(trouble::sameAs))
                .forEach(trouble -> note(mesh, trouble, "ended", now));
    }

    private void note(String mesh, MeshTrouble trouble, String verdict, Instant now) {
        Told told = MeshSentences.of(trouble);
        String over = "it is over that " + MeshSentences.of(trouble.diagnosis()).what();
        noted.accept(new DecisionRecord(
                now, mesh, String.join("–", trouble.diagnosis().places()), kind(trouble), verdict,
                verdict.equals("began") ? told.what() + ": " + told.evidence() : over, List.of()));
    }

    /** What this kind of trouble is called where programs read. */
    public static String kind(MeshTrouble trouble) {
        return trouble.diagnosis().getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        rounds.close();
    }
}
