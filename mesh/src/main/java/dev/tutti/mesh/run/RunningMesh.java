package dev.tutti.mesh.run;

import dev.tutti.core.galera.quorum.Element;
import dev.tutti.core.galera.quorum.Layout.Link;
import dev.tutti.core.mesh.MeshDescription;
import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Host;
import dev.tutti.core.mesh.MeshPlan.Tunnel;
import dev.tutti.core.mesh.Reach;
import dev.tutti.core.mesh.Router;
import dev.tutti.core.mesh.Technology;
import dev.tutti.mesh.bundle.Bundles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * All hosts of a mesh on one machine, each in a place of its own, whose links and hubs can be cut and healed. Thread-safe.
 *
 * <p>From a description: {@code RunningMesh.start(description, new Bundles(folder, pki, clock), places, run)}.
 */
public final class RunningMesh implements AutoCloseable {
    private static final Duration PING = Duration.ofSeconds(5);
    private static final List<String> PATH = List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private final MeshPlan plan;
    private final Map<String, Starting> starting;
    private final Map<String, HostTunnels> hosts;
    private final Set<Element> failed = new HashSet<>();

    /** What starts one host. */
    private interface Starting extends Callable<HostTunnels> {}

    private RunningMesh(MeshPlan plan, Map<String, Starting> starting, Map<String, HostTunnels> hosts) {
        this.plan = plan;
        this.starting = starting;
        this.hosts = new ConcurrentSkipListMap<>(hosts);
    }

    /**
     * The programs of such a mesh that are not here, as a sentence that says what to install; empty if none is missing. That it
     * takes root and network devices is not looked at.
     */
    public static Optional<String> whyNot(Technology technology, Router router) {
        Map<String, String> packages = new LinkedHashMap<>(technology == Technology.OPENVPN
                ? Map.of("openvpn", "openvpn")
                : Map.of("wg-quick", "wireguard-tools", "wireguard-go", "wireguard-go"));
        packages.put(router == Router.BIRD ? "bird" : "babeld", router == Router.BIRD ? "bird2" : "babeld");
        packages.putAll(Map.of("nft", "nftables", "ping", "iputils-ping", "sysctl", "procps"));
        List<String> missing = packages.entrySet().stream()
                .filter(program -> PATH.stream().noneMatch(at -> Files.isExecutable(Path.of(at, program.getKey()))))
                .map(Map.Entry::getValue)
                .sorted()
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("The tunnels between the sites take programs that are not here; as root: apt-get install "
                        + String.join(" ", missing));
    }

    /**
     * Writes the bundles of a description and starts all hosts from them.
     *
     * @param places by the sites' names
     * @param run a folder for logs and sockets; one is made in it for each host
     * @throws IOException in a sentence; nothing is left running
     */
    public static RunningMesh start(
            MeshDescription description, Bundles bundles, Function<String, Place> places, Path run) throws IOException {
        MeshPlan plan = bundles.generate(description, List.of()).plan();
        Map<String, Starting> starts = new LinkedHashMap<>();
        for (Host host : plan.hosts()) {
            starts.put(host.name(), () -> HostTunnels.start(plan, host.name(), bundles.of(host.name()),
                    Files.createDirectories(run.resolve(host.name())), places.apply(host.name())));
        }
        Map<String, HostTunnels> started = new TreeMap<>();
        List<IOException> failures = new ArrayList<>();
        each(starts, started, failures);
        RunningMesh mesh = new RunningMesh(plan, starts, started);
        if (!failures.isEmpty()) {
            mesh.close();
            throw failures.getFirst();
        }
        return mesh;
    }

    private static <T> void each(Map<String, ? extends Callable<T>> work, Map<String, T> results, List<IOException> failures) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, Future<T>> futures = new LinkedHashMap<>();
            work.forEach((name, one) -> futures.put(name, threads.submit(one)));
            futures.forEach((name, future) -> {
                try {
                    results.put(name, future.get());
                } catch (ExecutionException e) {
                    failures.add(e.getCause() instanceof IOException io ? io : new IOException(e.getCause()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    failures.add(new IOException("interrupted", e));
                }
            });
        }
    }

    public MeshPlan plan() {
        return plan;
    }

    public HostTunnels host(String name) {
        return Optional.ofNullable(hosts.get(name))
                .orElseThrow(() -> new IllegalArgumentException("there is no host " + name));
    }

    /** Cuts a site or hub off, or a link; nothing is refused, so that nobody notices at once. Again is no harm. */
    public synchronized void cut(Element element) throws IOException {
        failed.add(element);
        apply();
    }

    public synchronized void heal(Element element) throws IOException {
        failed.remove(element);
        apply();
    }

    /** All tunnels and routers of these hosts end at once, as when power is lost; {@link #restore} starts them again. */
    public synchronized void kill(Collection<String> names) {
        names.forEach(name -> host(name).kill());
    }

    /** Starts what {@link #kill} ended; it is joined again a moment later, see {@link #awaitReach}. */
    public synchronized void restore(Collection<String> names) throws IOException {
        Map<String, Callable<HostTunnels>> again = new LinkedHashMap<>();
        for (String name : names) {
            host(name).close();
            again.put(name, starting.get(name));
        }
        List<IOException> failures = new ArrayList<>();
        each(again, hosts, failures);
        apply();
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    public void healAll() throws IOException {
        cutOnly(List.of());
    }

    /** Cuts these, and heals all that was cut before. */
    public synchronized void cutOnly(Collection<Element> elements) throws IOException {
        failed.clear();
        failed.addAll(elements);
        apply();
    }

    /** What is cut now. */
    public synchronized Set<Element> cut() {
        return Set.copyOf(failed);
    }

    private void apply() throws IOException {
        for (HostTunnels tunnels : hosts.values()) {
            for (Tunnel tunnel : tunnels.host().tunnels()) {
                boolean gone = failed.contains(new Element.OfSite(tunnels.host().name()))
                        || failed.contains(new Element.OfSite(tunnel.peer()))
                        || failed.contains(new Element.OfLink(new Link(tunnels.host().name(), tunnel.peer())));
                tunnels.mark(tunnel.peer(), gone);
            }
            tunnels.applyMarks();
        }
    }

    /** Who reaches whom now: asked by one packet from each host's address to that of each other. */
    public Map<String, Set<String>> reached() throws IOException {
        Map<String, Callable<Set<String>>> asking = new LinkedHashMap<>();
        hosts.values().forEach(tunnels -> asking.put(tunnels.host().name(), () -> reachedFrom(tunnels)));
        Map<String, Set<String>> reached = new TreeMap<>();
        List<IOException> failures = new ArrayList<>();
        each(asking, reached, failures);
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
        return reached;
    }

    private Set<String> reachedFrom(HostTunnels tunnels) throws IOException {
        Map<String, String> names = new HashMap<>();
        plan.hosts().stream().filter(other -> !other.equals(tunnels.host()))
                .forEach(other -> names.put(other.address().toString(), other.name()));
        String script = "for a in " + String.join(" ", names.keySet()) + "; do (ping -n -q -c 1 -W 0.5 -I "
                + tunnels.host().address() + " $a >/dev/null 2>&1 && echo $a) & done; wait";
        Set<String> reached = new TreeSet<>();
        new Shell(tunnels.place()).run(PING, "sh", "-c", script).output().lines()
                .map(line -> names.getOrDefault(line.strip(), ""))
                .filter(name -> !name.isEmpty())
                .forEach(reached::add);
        return reached;
    }

    /** Who should reach whom, with what is cut now. */
    public Map<String, Set<String>> predicted() {
        Collection<Element> now = cut();
        Reach reach = new Reach(plan, now);
        Map<String, Set<String>> predicted = new TreeMap<>();
        plan.hosts().forEach(host -> predicted.put(
                host.name(), reach.living().contains(host.name()) ? new TreeSet<>(reach.from(host.name())) : Set.of()));
        return predicted;
    }

    /**
     * Asks until what is reached is what the plan says.
     *
     * @return how long it took; empty if it never was so within the limit
     */
    public Optional<Duration> awaitReach(Duration limit) throws IOException {
        Map<String, Set<String>> predicted = predicted();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < limit.toNanos() && !Thread.currentThread().isInterrupted()) {
            long asked = System.nanoTime();
            if (reached().equals(predicted)) {
                return Optional.of(Duration.ofNanos(asked - begin));
            }
        }
        return Optional.empty();
    }

    /**
     * Waits until what is reached is what the plan says.
     *
     * @throws IOException if it never was so within the limit, with what was reached instead
     */
    public void requireReach(Duration limit) throws IOException {
        if (awaitReach(limit).isEmpty()) {
            throw new IOException("The tunnels were not up within " + limit.toSeconds() + " s: of " + predicted() + " there was "
                    + reached());
        }
    }

    /** Stops all. */
    @Override
    public void close() throws IOException {
        Map<String, Callable<String>> stops = new LinkedHashMap<>();
        hosts.values().forEach(tunnels -> stops.put(tunnels.host().name(), () -> {
            tunnels.close();
            return "";
        }));
        List<IOException> failures = new ArrayList<>();
        each(stops, new HashMap<>(), failures);
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }
}
