package dev.tutti.bench;

import dev.tutti.control.ControlPlane;
import dev.tutti.control.SteadyClock;
import dev.tutti.control.api.ApiServer;
import dev.tutti.control.api.Tokens;
import dev.tutti.control.config.Config;
import dev.tutti.control.record.SqliteJournal;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Replication;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetSpec;
import dev.tutti.lab.LabServer;
import dev.tutti.settings.ConfigException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Real servers with a control plane and its API over them, for the demo and the benchmarks. One owner closes it. */
public final class WatchedFleet implements AutoCloseable {
    private final Fleet fleet;
    private final SteadyClock clock;
    private final ControlPlane plane;
    private final ApiServer api;
    private final Config config;

    private WatchedFleet(Fleet fleet, SteadyClock clock, ControlPlane plane, ApiServer api, Config config) {
        this.fleet = fleet;
        this.clock = clock;
        this.plane = plane;
        this.api = api;
        this.config = config;
    }

    /**
     * Starts the servers and what watches them.
     *
     * @param port where the API listens; 0 for any free port
     * @param version what the API says that this program is
     * @param antiFlapping short, where a demonstration kills one server after the other
     */
    public static WatchedFleet start(FleetSpec spec, int port, String version, Duration antiFlapping) throws IOException {
        return start(spec, port, version, antiFlapping, fleet -> "");
    }

    /** What else the configuration says, once the servers' addresses are known. */
    interface More {
        String sections(Fleet fleet) throws IOException;
    }

    static WatchedFleet start(FleetSpec spec, int port, String version, Duration antiFlapping, More more) throws IOException {
        Fleet fleet = Fleet.start(spec);
        try {
            Path state = Files.createDirectories(fleet.folder().resolve("tutti"));
            Path password = Files.writeString(state.resolve("password"), Accounts.ADMIN.password().reveal());
            Path replication = Files.writeString(
                    state.resolve("replication-password"), Accounts.REPLICATION.password().reveal());
            Config config = Config.parse(
                    """
                    server:
                      listen: 127.0.0.1:%d
                      state_folder: "%s"
                    fleet:
                      seeds: [%s]
                      user: %s
                      password_file: "%s"
                      replication_user: %s
                      replication_password_file: "%s"
                    recovery:
                      anti_flapping: %dms
                    %s
                    """
                            .formatted(
                                    port == 0 ? freePort() : port,
                                    state,
                                    fleet.primaries().getFirst().address(),
                                    Accounts.ADMIN.user(),
                                    password,
                                    Accounts.REPLICATION.user(),
                                    replication,
                                    antiFlapping.toMillis(),
                                    more.sections(fleet)),
                    "the fleet's configuration");
            SteadyClock clock = new SteadyClock();
            ControlPlane plane = new ControlPlane(config, SqliteJournal.open(config.stateFolder()), clock);
            try {
                ApiServer api = ApiServer.start(plane, Tokens.of(config), version);
                plane.start();
                WatchedFleet started = new WatchedFleet(fleet, clock, plane, api, config);
                started.await("all servers are discovered", Duration.ofSeconds(30), started::everythingSeen);
                return started;
            } catch (IOException | RuntimeException e) {
                plane.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            fleet.close();
            throw e;
        } catch (ConfigException e) {
            fleet.close();
            throw new IllegalStateException(e);
        }
    }

    public static int freePort() throws IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean everythingSeen() {
        return fleet.members().stream().allMatch(server -> plane.state()
                .fleet()
                .server(server.address())
                .filter(Watched::answering)
                .isPresent());
    }

    /** Waits for a condition; an exception that names it when it does not come about. */
    public void await(String what, Duration deadline, BooleanSupplier condition) {
        Instant until = clock.instant().plus(deadline);
        while (!condition.getAsBoolean()) {
            if (clock.instant().isAfter(until)) {
                throw new IllegalStateException("Within " + deadline.toSeconds() + " s it did not come about that " + what);
            }
            Pause.of(Duration.ofMillis(5));
        }
    }

    public Fleet fleet() {
        return fleet;
    }

    public ControlPlane plane() {
        return plane;
    }

    public SteadyClock clock() {
        return clock;
    }

    public String apiUrl() {
        return api.url();
    }

    public Path tokenFile() {
        return Tokens.tokenFile(config);
    }

    /** The page's address with the token that lets it change things, which the page takes out of the address bar. */
    public String pageUrl() throws IOException {
        return api.url() + "/#token=" + Files.readString(tokenFile()).strip();
    }

    /**
     * The server that takes the writes as the control plane sees it. A promoted server counts from the moment that it accepts
     * writes, as everybody is told then, not from the next look at it.
     */
    public Address primary() {
        return plane.live().running().values().stream()
                .flatMap(recovery -> Optional.ofNullable(recovery.promoted()).stream())
                .findFirst()
                .map(Address::parse)
                .or(this::writable)
                .orElseThrow(() -> new IllegalStateException("no server takes writes now"));
    }

    private Optional<Address> writable() {
        return plane.state()
                .fleet()
                .servers()
                .values()
                .filter(server -> server.answering()
                        && server.status() != null
                        && !server.status().storesOnly()
                        && server.status().replication() == null
                        && !server.status().readOnly()
                        && !plane.state().replacedBy().containsKey(server.address()))
                .map(Watched::address)
                .findFirst();
    }

    public LabServer server(Address address) {
        return fleet.servers().stream()
                .filter(server -> server.address().equals(address))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the fleet has no server " + address));
    }

    /** Whether every server that answers, but the primary, replicates. */
    public boolean allReplicate() {
        return plane.state()
                .fleet()
                .servers()
                .values()
                .filter(Watched::answering)
                .flatMap(server -> server.lastStatus().stream())
                .flatMap(status -> status.replicating().stream())
                .allMatch(Replication::healthy);
    }

    @Override
    public void close() {
        try {
            api.close();
        } finally {
            try {
                plane.close();
            } finally {
                fleet.close();
            }
        }
    }
}
