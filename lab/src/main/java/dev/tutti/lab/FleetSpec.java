package dev.tutti.lab;

import dev.tutti.lab.install.Installer;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A fleet to be started: its servers and how they are run. Immutable; the {@code with…} methods give changed copies.
 *
 * @param servers the servers, each after the one that it replicates from is not needed
 * @param binlogServers started once the servers answer, and before anything replicates from them
 * @param options more lines for every server's defaults file; a server's own win
 * @param folder where the fleet lives, null for a temporary folder that is deleted with the fleet
 * @param proxies whether each server is reached through a fault proxy
 * @param current whether {@code lab} commands without {@code --dir} mean this fleet while it runs
 * @param mayFetchPackages whether packages of the distribution may be fetched where a flavour needs them
 * @param deadline how long starting a server, and configuring replication, may take
 * @param progress gets lines for people
 */
public record FleetSpec(
        List<ServerSpec> servers,
        List<BinlogServerSpec> binlogServers,
        Map<String, String> options,
        @Nullable Path folder,
        boolean proxies,
        boolean current,
        boolean mayFetchPackages,
        Duration deadline,
        Consumer<String> progress) {
    private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(60);

    public FleetSpec {
        servers = List.copyOf(servers);
        binlogServers = List.copyOf(binlogServers);
        options = Map.copyOf(options);
        if (servers.isEmpty()) {
            throw new LabException("A fleet needs at least one server.");
        }
        Set<String> names = new HashSet<>();
        for (ServerSpec server : servers) {
            if (!names.add(server.name())) {
                throw new LabException("Two servers of the fleet are named \"" + server.name() + "\".");
            }
        }
        Set<String> real = Set.copyOf(names);
        for (BinlogServerSpec each : binlogServers) {
            if (!names.add(each.name())) {
                throw new LabException("Two servers of the fleet are named \"" + each.name() + "\".");
            }
            if (!real.contains(each.replicatesFrom())) {
                throw new LabException("Binlog Server \"" + each.name() + "\" cannot take the log of \""
                        + each.replicatesFrom() + "\": the fleet has no real server of this name.");
            }
        }
        for (ServerSpec server : servers) {
            String from = server.replicatesFrom();
            if (from != null && (!names.contains(from) || from.equals(server.name()))) {
                throw new LabException("Server \"" + server.name() + "\" cannot replicate from \"" + from
                        + "\": " + (from.equals(server.name()) ? "that is itself." : "there is no such server."));
            }
        }
    }

    /** A fleet of these servers in a temporary folder, without proxies, with progress on the standard error stream. */
    public static FleetSpec of(List<ServerSpec> servers) {
        return new FleetSpec(
                servers, List.of(), Map.of(), null, false, false, Installer.packagesAllowedByEnvironment(), DEFAULT_DEADLINE,
                System.err::println);
    }

    public FleetSpec withProxies() {
        return new FleetSpec(servers, binlogServers, options, folder, true, current, mayFetchPackages, deadline, progress);
    }

    public FleetSpec inFolder(Path where) {
        return new FleetSpec(
                servers, binlogServers, options, where.toAbsolutePath().normalize(), proxies, current, mayFetchPackages, deadline,
                progress);
    }

    /** A fleet that {@code lab} commands find without {@code --dir}. */
    public FleetSpec asCurrent() {
        return new FleetSpec(servers, binlogServers, options, folder, proxies, true, mayFetchPackages, deadline, progress);
    }

    public FleetSpec withoutPackages() {
        return new FleetSpec(servers, binlogServers, options, folder, proxies, current, false, deadline, progress);
    }

    public FleetSpec withDeadline(Duration limit) {
        return new FleetSpec(servers, binlogServers, options, folder, proxies, current, mayFetchPackages, limit, progress);
    }

    public FleetSpec withProgress(Consumer<String> listener) {
        return new FleetSpec(servers, binlogServers, options, folder, proxies, current, mayFetchPackages, deadline, listener);
    }

    /** One more line in every server's defaults file. */
    public FleetSpec withOption(String option, String value) {
        Map<String, String> more = new LinkedHashMap<>(options);
        more.put(option, value);
        return new FleetSpec(servers, binlogServers, more, folder, proxies, current, mayFetchPackages, deadline, progress);
    }

    /**
     * Changes one server of the fleet.
     *
     * @throws LabException if there is none with this name
     */
    public FleetSpec withServer(String name, UnaryOperator<ServerSpec> change) {
        if (servers.stream().noneMatch(s -> s.name().equals(name))) {
            throw new LabException("There is no server \"" + name + "\" in the fleet.");
        }
        return new FleetSpec(
                servers.stream().map(s -> s.name().equals(name) ? change.apply(s) : s).toList(),
                binlogServers, options, folder, proxies, current, mayFetchPackages, deadline, progress);
    }

    /**
     * Makes a Binlog Server of one of the servers.
     *
     * @throws LabException if there is none with this name, or if it replicates from nothing
     */
    public FleetSpec withBinlogServer(String name, BinlogServerSpec.Setup setup) {
        ServerSpec stead = servers.stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LabException("There is no server \"" + name + "\" in the fleet."));
        String source = stead.replicatesFrom();
        if (source == null) {
            throw new LabException("A Binlog Server needs a server whose log it takes; \"" + name + "\" has none.");
        }
        List<BinlogServerSpec> more = new ArrayList<>(binlogServers);
        more.add(new BinlogServerSpec(name, stead.flavour(), source, setup));
        return new FleetSpec(
                servers.stream().filter(server -> !server.equals(stead)).toList(),
                more, options, folder, proxies, current, mayFetchPackages, deadline, progress);
    }
}
