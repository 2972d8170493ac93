package dev.tutti.lab;

import dev.tutti.lab.install.Installer;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
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
                servers, Map.of(), null, false, false, Installer.packagesAllowedByEnvironment(), DEFAULT_DEADLINE,
                System.err::println);
    }

    public FleetSpec withProxies() {
        return new FleetSpec(servers, options, folder, true, current, mayFetchPackages, deadline, progress);
    }

    public FleetSpec inFolder(Path where) {
        return new FleetSpec(
                servers, options, where.toAbsolutePath().normalize(), proxies, current, mayFetchPackages, deadline, progress);
    }

    /** A fleet that {@code lab} commands find without {@code --dir}. */
    public FleetSpec asCurrent() {
        return new FleetSpec(servers, options, folder, proxies, true, mayFetchPackages, deadline, progress);
    }

    public FleetSpec withoutPackages() {
        return new FleetSpec(servers, options, folder, proxies, current, false, deadline, progress);
    }

    public FleetSpec withDeadline(Duration limit) {
        return new FleetSpec(servers, options, folder, proxies, current, mayFetchPackages, limit, progress);
    }

    public FleetSpec withProgress(Consumer<String> listener) {
        return new FleetSpec(servers, options, folder, proxies, current, mayFetchPackages, deadline, listener);
    }

    /** One more line in every server's defaults file. */
    public FleetSpec withOption(String option, String value) {
        Map<String, String> more = new LinkedHashMap<>(options);
        more.put(option, value);
        return new FleetSpec(servers, more, folder, proxies, current, mayFetchPackages, deadline, progress);
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
                options, folder, proxies, current, mayFetchPackages, deadline, progress);
    }
}
