package dev.tutti.lab;

import dev.tutti.core.model.Address;
import dev.tutti.lab.install.Installation;
import dev.tutti.lab.network.LabHost;
import dev.tutti.lab.process.Deadline;
import dev.tutti.lab.process.ServerProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A process of a {@link GaleraFleet} that votes and holds no data (garbd), on a host of its own. Thread-safe. */
public final class GaleraArbitrator extends FleetMember {
    private static final int GROUP_PORT = 4567;
    /** Other options are about data, which it has none of. */
    private static final List<String> GROUP = List.of("evs.", "gmcast.", "pc.", "socket.");

    private final Installation installation;
    private final LabHost host;

    GaleraArbitrator(String name, Installation installation, LabHost host, Path folder, Duration deadline) {
        super(name, folder, deadline);
        this.installation = installation;
        this.host = host;
    }

    void prepare(GaleraSpec fleet, String members) throws IOException {
        Files.createDirectories(dataFolder());
        Map<String, String> ofTheGroup = new LinkedHashMap<>(fleet.providerOptions());
        ofTheGroup.keySet().removeIf(option -> GROUP.stream().noneMatch(option::startsWith));
        String provider = GaleraNode.joined(ofTheGroup);
        Files.write(configurationFile(), List.of(
                "address = gcomm://" + members,
                "group = " + GaleraFleet.CLUSTER,
                "name = " + name(),
                provider.isEmpty() ? "" : "options = " + provider,
                "workdir = " + dataFolder(),
                "log = " + errorLog()));
    }

    @Override
    ServerProcess launch() {
        List<String> command = new ArrayList<>(List.of("env"));
        installation.environment().forEach((name, value) -> command.add(name + "=" + value));
        command.add(installation.base().resolve("bin/garbd").toString());
        command.add("--cfg=" + configurationFile());
        return ServerProcess.start(host.inside(command), Map.of(), configurationFile(), consoleLog());
    }

    /** It listens on no port that could be asked, so this waits for its word in the log; the nodes tell whether they see it. */
    @Override
    void awaitReady(ServerProcess started, Duration limit) {
        Deadline.in(limit).await(
                () -> {
                    if (started.ended().isDone()) {
                        throw new LabException("Arbitrator " + name() + " ended while it started. " + logs());
                    }
                    return Files.exists(errorLog());
                },
                "Arbitrator " + name() + " did not start",
                this::logs);
    }

    @Override
    void isUp(ServerProcess started) {}

    @Override
    void release() {}

    @Override
    public String kind() {
        return "arbitrator";
    }

    @Override
    public Flavour flavour() {
        return installation.flavour();
    }

    @Override
    public Optional<String> startedBelow() {
        return Optional.empty();
    }

    /** Where the nodes reach it; no client can. */
    @Override
    public Address address() {
        return new Address(host.address(), GROUP_PORT);
    }

    @Override
    public Address directAddress() {
        return address();
    }

    @Override
    public Optional<FaultProxy> proxy() {
        return Optional.empty();
    }

    @Override
    public Path configurationFile() {
        return folder().resolve("garbd.cnf");
    }
}
