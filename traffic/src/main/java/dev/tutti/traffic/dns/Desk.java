package dev.tutti.traffic.dns;

import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.decide.Decider;
import dev.tutti.core.traffic.decide.Overrides;
import dev.tutti.core.traffic.decide.Situation;
import dev.tutti.core.traffic.evidence.Knowledge;
import dev.tutti.core.traffic.name.Binding;
import dev.tutti.core.traffic.name.BoundName;
import dev.tutti.core.traffic.name.Target;
import dev.tutti.core.traffic.tell.Alike;
import dev.tutti.traffic.health.Observatory;
import dev.tutti.traffic.transfer.Serials;
import dev.tutti.traffic.zone.DnsConfig;
import dev.tutti.traffic.zone.Zone;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Where it is decided what is answered: takes what has changed, decides for the names that depend on it, and publishes a new table.
 * One thread decides; whatever changes while it does is decided together in the next round. Readers never wait.
 */
final class Desk implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Desk.class);

    /** How many names the log tells of when one change concerns many. */
    private static final int TOLD = 5;

    private final Evidence evidence;
    private final Observatory observatory;
    private final Serials serials;
    private final Chronicle chronicle;
    private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();
    private final Object gate = new Object();
    private final Thread thread;

    // What has changed since the last round; guarded by gate.
    private final Set<String> dirtyChecks = new HashSet<>();
    private boolean dirtyEvidence;
    private boolean dirtyAll;
    private boolean closed;
    private long asked;
    private long done;

    // Of the deciding thread, or of whoever holds the monitor of this.
    private volatile Plan plan;
    private final Map<String, List<Route>> routes = new ConcurrentHashMap<>();
    private Knowledge knowledge = Knowledge.NONE;
    private long[] zoneSerials = new long[0];

    private volatile Published published = new Published(Table.EMPTY, new Networks(Map.of()));
    private volatile Overrides overrides;

    /** A configuration with what is looked up in it. */
    private record Plan(
            DnsConfig config, Compiler compiler, List<String> sites, Map<String, BoundName> names,
            Map<String, Set<String>> byCheck) {}

    Desk(Evidence evidence, Observatory observatory, Serials serials, Chronicle chronicle, Overrides overrides, DnsConfig config) {
        this.evidence = evidence;
        this.observatory = observatory;
        this.serials = serials;
        this.chronicle = chronicle;
        this.overrides = overrides;
        this.plan = plan(config);
        this.thread = Thread.ofPlatform().daemon().name("dns-desk").unstarted(this::run);
    }

    void start() {
        adopt(plan.config);
        evidence.onChange(() -> mark(() -> dirtyEvidence = true));
        thread.start();
        mark(() -> dirtyEvidence = true);
    }

    private static Plan plan(DnsConfig config) {
        Map<String, BoundName> names = new HashMap<>();
        Map<String, Set<String>> byCheck = new HashMap<>();
        for (Zone zone : config.zones()) {
            for (BoundName name : zone.names()) {
                names.put(name.name(), name);
                for (Target target : targets(name.binding())) {
                    target.check().ifPresent(check -> byCheck.computeIfAbsent(check, any -> new HashSet<>()).add(name.name()));
                }
            }
        }
        return new Plan(config, new Compiler(config.zones()), List.copyOf(config.networks().keySet()), names, byCheck);
    }

    static Collection<Target> targets(Binding binding) {
        return switch (binding) {
            case Binding.Targets(var targets, var failOpen) -> targets;
            case Binding.Writer(var chain, var places) -> places.values();
            case Binding.Readers readers -> readers.places().values();
            case Binding.GaleraNodes(var cluster, var nodes) -> nodes.values();
        };
    }

    /** Takes another configuration, and answers from it when this returns. */
    synchronized void adopt(DnsConfig config) {
        observatory.watch(config.checks(), config.calculated());
        Plan next = plan(config);
        knowledge = evidence.now();
        Situation situation = situation(next);
        Map<String, List<Route>> all = new HashMap<>();
        next.names.forEach((name, bound) -> all.put(name, decide(bound, next, situation)));
        all.forEach((name, its) -> chronicle.answered(next.sites, routes.get(name), its));
        routes.keySet().retainAll(all.keySet());
        routes.putAll(all);
        long[] numbers = new long[config.zones().size()];
        Set<String> zones = new HashSet<>();
        for (int i = 0; i < numbers.length; i++) {
            String origin = config.zones().get(i).origin().toString();
            numbers[i] = serials.next(origin);
            zones.add(origin);
        }
        zoneSerials = numbers;
        plan = next;
        published = new Published(next.compiler.build(this::routesOf, numbers), new Networks(config.networks(), config.geography().networks()));
        chronicle.roundEnds();
        listeners.forEach(listener -> listener.accept(zones));
    }

    private List<Route> routesOf(BoundName name) {
        return routes.getOrDefault(name.name(), List.of(new Route(name.name(), name.ttl(), List.of(), "It has not been decided yet.")));
    }

    Published published() {
        return published;
    }

    DnsConfig config() {
        return plan.config;
    }

    Overrides overrides() {
        return overrides;
    }

    /** From now on this is what people have said; decided when this returns. */
    void override(Overrides said) {
        chronicle.overruled(overrides, said);
        overrides = said;
        settle(() -> dirtyAll = true);
    }

    /** Is told which zones have changed after they have been published. It returns at once. */
    void onChange(Consumer<Set<String>> listener) {
        listeners.add(listener);
    }

    /** Checks whose health has changed. */
    void changed(Set<String> checks) {
        chronicle.checked(checks, observatory.judgements());
        mark(() -> dirtyChecks.addAll(checks));
    }

    private void mark(Runnable change) {
        synchronized (gate) {
            change.run();
            asked++;
            gate.notifyAll();
        }
    }

    private void settle(Runnable change) {
        synchronized (gate) {
            change.run();
            long mine = ++asked;
            gate.notifyAll();
            try {
                while (done < mine && !closed && thread.isAlive()) {
                    gate.wait(100);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        while (true) {
            Set<String> checks;
            boolean all;
            boolean told;
            long upTo;
            synchronized (gate) {
                while (asked == done && !closed) {
                    try {
                        gate.wait();
                    } catch (InterruptedException e) {
                        return;
                    }
                }
                if (closed) {
                    return;
                }
                checks = Set.copyOf(dirtyChecks);
                all = dirtyAll;
                told = dirtyEvidence;
                dirtyChecks.clear();
                dirtyAll = false;
                dirtyEvidence = false;
                upTo = asked;
            }
            try {
                round(checks, all, told);
            } catch (RuntimeException e) {
                log.error("What is to be answered could not be decided; what was decided before is answered on", e);
            }
            synchronized (gate) {
                done = upTo;
                gate.notifyAll();
            }
        }
    }

    private synchronized void round(Set<String> checks, boolean all, boolean told) {
        Plan now = plan;
        Knowledge before = knowledge;
        knowledge = evidence.now();
        Set<String> names = new HashSet<>();
        checks.forEach(check -> names.addAll(now.byCheck.getOrDefault(check, Set.of())));
        if (all || (told && !before.siteTimes().equals(knowledge.siteTimes()))) {
            names.addAll(now.names.keySet());
        } else if (told) {
            now.names.forEach((name, bound) -> {
                if (concerns(bound.binding(), before)) {
                    names.add(name);
                }
            });
        }
        Situation situation = situation(now);
        Set<String> changed = new HashSet<>();
        for (String name : names) {
            BoundName bound = now.names.get(name);
            if (bound != null && replace(bound, decide(bound, now, situation), now.sites)) {
                changed.add(name);
            }
        }
        chronicle.roundEnds();
        if (changed.isEmpty()) {
            return;
        }
        changed.stream().limit(TOLD).forEach(name -> log.info("{} {}", name, routes.getOrDefault(name, List.of()).stream()
                .map(Route::because).findFirst().orElse("")));
        if (changed.size() > TOLD) {
            log.info("and {} more names, for which \"tutti dns status\" says why", changed.size() - TOLD);
        }
        Set<String> zones = new HashSet<>();
        long[] numbers = zoneSerials.clone();
        for (String name : changed) {
            int zone = now.compiler.zoneOf(name);
            String origin = now.config.zones().get(zone).origin().toString();
            if (zones.add(origin)) {
                numbers[zone] = serials.next(origin);
            }
        }
        zoneSerials = numbers;
        published = new Published(
                now.compiler.rebuild(published.table(), changed, this::routesOf, numbers), published.networks());
        listeners.forEach(listener -> listener.accept(zones));
    }

    /** Whether what is known about it is something else than before. */
    private boolean concerns(Binding binding, Knowledge before) {
        return switch (binding) {
            case Binding.Targets targets -> false;
            case Binding.Writer(var chain, var places) -> !before.chain(chain).equals(knowledge.chain(chain));
            case Binding.Readers readers -> !before.chain(readers.chain()).equals(knowledge.chain(readers.chain()));
            case Binding.GaleraNodes(var cluster, var nodes) -> !before.cluster(cluster).equals(knowledge.cluster(cluster));
        };
    }

    /** @return whether clients will notice */
    private boolean replace(BoundName name, List<Route> next, List<String> sites) {
        List<Route> old = routes.put(name.name(), next);
        chronicle.answered(sites, old, next);
        boolean same = old != null && old.size() == next.size();
        for (int i = 0; same && i < next.size(); i++) {
            same = Objects.requireNonNull(old).get(i).sendsLike(next.get(i));
        }
        return !same;
    }

    private Situation situation(Plan now) {
        return new Situation(knowledge, observatory.judgements(), overrides, now.config.sites());
    }

    private static List<Route> decide(BoundName bound, Plan now, Situation situation) {
        List<Route> all = new ArrayList<>();
        all.add(Decider.decide(bound, situation, Optional.empty()));
        if (bound.policy().dependsOnClient()) {
            now.sites.forEach(site -> all.add(Decider.decide(bound, situation, Optional.of(site))));
        }
        return List.copyOf(all);
    }

    /** What would be answered now, decided anew; empty when there is no such bound name. */
    synchronized Optional<Route> ask(String name, @Nullable String site) {
        return Optional.ofNullable(plan.names.get(name))
                .map(bound -> Decider.decide(bound, situation(plan), Optional.ofNullable(site)));
    }

    /** All names, with the route of clients of unknown sites. */
    Map<String, Route> routes() {
        Map<String, Route> all = new TreeMap<>();
        routes.forEach((name, its) -> all.put(name, its.getFirst()));
        return all;
    }

    /** All names, with who gets which answer. */
    synchronized Map<String, List<Alike>> alike() {
        Map<String, List<Alike>> all = new TreeMap<>();
        routes.forEach((name, its) -> all.put(name, Alike.of(plan.sites, its)));
        return all;
    }

    /** A zone as it is answered now. */
    record ZoneState(Zone zone, long serial, Map<String, Route> routes) {}

    /** The serial that a zone has now; 0 when there is no such zone. */
    synchronized long serial(String origin) {
        for (int i = 0; i < zoneSerials.length; i++) {
            if (plan.config.zones().get(i).origin().toString().equals(origin)) {
                return zoneSerials[i];
            }
        }
        return 0;
    }

    /** A zone as a whole. */
    synchronized Optional<ZoneState> zone(String origin) {
        List<Zone> zones = plan.config.zones();
        for (int i = 0; i < zones.size(); i++) {
            if (zones.get(i).origin().toString().equals(origin)) {
                Map<String, Route> its = new HashMap<>();
                zones.get(i).names().forEach(name -> its.put(name.name(), routesOf(name).getFirst()));
                return Optional.of(new ZoneState(zones.get(i), zoneSerials[i], its));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        synchronized (gate) {
            closed = true;
            gate.notifyAll();
        }
    }
}
