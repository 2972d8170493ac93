package dev.tutti.mesh.run;

import dev.tutti.core.mesh.Ipv4;
import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Host;
import dev.tutti.core.mesh.MeshPlan.Tunnel;
import dev.tutti.core.mesh.Site;
import dev.tutti.core.mesh.Technology;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * All that a host's bundle starts, started from the bundle's own files without systemd: address, firewall, tunnels, routes. Takes
 * root and the Debian packages that the bundle's README names. Thread-safe.
 *
 * <p>Where the host's address in its site's network does not exist, as in an empty network namespace, a device without cable is
 * made for it, so that the network is announced to the others.
 */
public final class HostTunnels implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration TO_END = Duration.ofSeconds(5);

    private final MeshPlan plan;
    private final Host host;
    private final Path configuration;
    private final Path run;
    private final Place place;
    private final Shell shell;
    private final List<Process> processes = new ArrayList<>();
    private final TreeSet<Ipv4> cut = new TreeSet<>();
    private final TreeSet<Ipv4> applied = new TreeSet<>();

    private HostTunnels(MeshPlan plan, Host host, Path bundle, Path run, Place place) {
        this.plan = plan;
        this.host = host;
        this.configuration = bundle.toAbsolutePath().resolve("etc/tutti-mesh");
        this.run = run.toAbsolutePath();
        this.place = place;
        this.shell = new Shell(place);
    }

    /**
     * Starts all; the tunnels are up a moment later, see {@link RunningMesh#awaitReach}.
     *
     * @param bundle the host's, from {@link dev.tutti.mesh.bundle.Bundles#of}
     * @param run an existing folder for logs and sockets, the host's own
     * @param place a network namespace in which the endpoints of the peers can be reached
     * @throws IOException in a sentence; nothing is left running
     */
    public static HostTunnels start(MeshPlan plan, String host, Path bundle, Path run, Place place) throws IOException {
        HostTunnels tunnels = new HostTunnels(plan, plan.host(host), bundle, run, place);
        try {
            tunnels.start();
            return tunnels;
        } catch (IOException e) {
            tunnels.close();
            throw e;
        }
    }

    private synchronized void start() throws IOException {
        shell.require("Setting the kernel's options of " + host.name(), LIMIT, "sysctl",
                "--load=" + configuration.resolveSibling("sysctl.d/60-tutti-mesh.conf"));
        shell.require("Giving " + host.name() + " its address", LIMIT,
                "ip", "address", "replace", host.address() + "/32", "dev", "lo");
        standIn(host.site());
        shell.require("The firewall of " + host.name(), LIMIT, "nft", "-f", configuration.resolve("firewall.nft").toString());
        for (Tunnel tunnel : host.tunnels()) {
            start(tunnel);
        }
        Files.deleteIfExists(run.resolve("routing.sock"));
        launch("routing", switch (plan.description().settings().router()) {
            case BIRD -> List.of("bird", "-f", "-c", configuration.resolve("bird.conf").toString(), "-s",
                    run.resolve("routing.sock").toString());
            case BABELD -> List.of("babeld", "-c", configuration.resolve("babeld.conf").toString(), "-g",
                    run.resolve("routing.sock").toString(), "-I", run.resolve("babeld.pid").toString(), "-S",
                    run.resolve("babeld.state").toString());
        });
    }

    private String standInDevice() {
        return plan.description().settings().devicePrefix() + host.number() + "-in";
    }

    private void standIn(Site site) throws IOException {
        if (site.network() == null || site.inner() == null) {
            return;
        }
        String addresses = shell.require("Listing the addresses of " + host.name(), LIMIT, "ip", "-o", "-4", "address");
        if (addresses.lines().noneMatch(line -> line.contains(" " + site.inner() + "/"))) {
            String device = standInDevice();
            shell.require("Making a network for " + host.name(), LIMIT, "ip", "tuntap", "add", "dev", device, "mode", "tun");
            shell.require("Making a network for " + host.name(), LIMIT,
                    "ip", "address", "add", site.inner() + "/" + site.network().length(), "dev", device);
            shell.require("Making a network for " + host.name(), LIMIT, "ip", "link", "set", device, "up");
        }
    }

    private void start(Tunnel tunnel) throws IOException {
        String file = configuration.resolve(tunnel.device() + ".conf").toString();
        if (plan.description().technology() == Technology.OPENVPN) {
            launch(tunnel.device(), List.of("openvpn", "--cd", configuration.toString(), "--config", file, "--management",
                    run.resolve(tunnel.device() + ".sock").toString(), "unix", "--status",
                    run.resolve(tunnel.device() + ".status").toString(), "1"));
            return;
        }
        Shell.Result result = shell.run(LIMIT, Map.of("TUTTI_MESH", configuration.toString()), List.of("wg-quick", "up", file));
        Files.writeString(run.resolve(tunnel.device() + ".log"), result.output());
        if (!result.succeeded()) {
            throw new IOException("The tunnel of " + host.name() + " to " + tunnel.peer() + " failed: " + result.output());
        }
    }

    private void launch(String name, List<String> command) throws IOException {
        File log = run.resolve(name + ".log").toFile();
        processes.add(new ProcessBuilder(place.inside(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .redirectInput(new File("/dev/null"))
                .start());
    }

    public Host host() {
        return host;
    }

    /** Where programs of this host run. */
    public Place place() {
        return place;
    }

    /** Where its logs and sockets are. */
    public Path runFolder() {
        return run;
    }

    /**
     * Loses whatever comes from a peer's public address from now on, as a line that is cut does; the other direction is cut at the
     * peer. Nothing is refused, so that nobody notices at once.
     */
    public synchronized void cut(String peer) throws IOException {
        mark(peer, true);
        applyMarks();
    }

    /** Ends {@link #cut}. */
    public synchronized void heal(String peer) throws IOException {
        mark(peer, false);
        applyMarks();
    }

    synchronized void mark(String peer, boolean gone) {
        Ipv4 endpoint = host.to(peer).endpoint();
        if (gone) {
            cut.add(endpoint);
        } else {
            cut.remove(endpoint);
        }
    }

    synchronized void applyMarks() throws IOException {
        if (cut.equals(applied)) {
            return;
        }
        StringBuilder rules = new StringBuilder("table inet tutti_mesh_cut\ndelete table inet tutti_mesh_cut\n");
        if (!cut.isEmpty()) {
            rules.append("table inet tutti_mesh_cut {\n chain input {\n  type filter hook input priority -300;\n");
            cut.forEach(endpoint -> rules.append("  ip saddr ").append(endpoint).append(" drop\n"));
            rules.append(" }\n}\n");
        }
        Path file = Files.writeString(run.resolve("cut.nft"), rules);
        shell.require("Cutting links of " + host.name(), LIMIT, "nft", "-f", file.toString());
        applied.clear();
        applied.addAll(cut);
    }

    /** Ends all processes at once, as when power is lost; addresses, rules and devices of WireGuard stay as they are. */
    public synchronized void kill() {
        processes.forEach(Process::destroyForcibly);
        awaitEnd();
    }

    /** Stops all in order. */
    @Override
    public synchronized void close() throws IOException {
        processes.forEach(Process::destroy);
        awaitEnd();
        if (plan.description().technology() == Technology.WIREGUARD) {
            for (Tunnel tunnel : host.tunnels()) {
                shell.run(LIMIT, "wg-quick", "down", configuration.resolve(tunnel.device() + ".conf").toString());
            }
        }
        shell.run(LIMIT, "nft", "delete", "table", "inet", "tutti_mesh");
        shell.run(LIMIT, "nft", "delete", "table", "inet", "tutti_mesh_cut");
        shell.run(LIMIT, "ip", "address", "del", host.address() + "/32", "dev", "lo");
        shell.run(LIMIT, "ip", "tuntap", "del", "dev", standInDevice(), "mode", "tun");
    }

    private void awaitEnd() {
        long end = System.nanoTime() + TO_END.toNanos();
        for (Process process : processes) {
            try {
                if (!process.waitFor(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        processes.clear();
    }
}
