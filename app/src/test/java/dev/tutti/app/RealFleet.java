package dev.tutti.app;

import dev.tutti.control.ControlPlane;
import dev.tutti.control.SteadyClock;
import dev.tutti.control.api.ApiServer;
import dev.tutti.control.api.Tokens;
import dev.tutti.control.config.Config;
import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.SqliteJournal;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Replication;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.WriteLoad;
import org.awaitility.Awaitility;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Six real MariaDB 11.4, {@code 1 <- 2,3,4} and {@code 4 <- 5,6}, under writes, with a real control plane and its API. */
final class RealFleet implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    final Fleet fleet;
    final ControlPlane plane;
    final ApiServer api;
    final WriteLoad load;

    private RealFleet(Fleet fleet, ControlPlane plane, ApiServer api, WriteLoad load) {
        this.fleet = fleet;
        this.plane = plane;
        this.api = api;
        this.load = load;
    }

    /**
     * Returns when the control plane has seen every server.
     *
     * @param more sections of the configuration
     */
    static RealFleet start(String more) throws Exception {
        Fleet fleet = Fleet.start(Fleet.chain(Flavour.MARIADB_11_4));
        Path state = Files.createDirectories(fleet.folder().resolve("tutti"));
        Path password = Files.writeString(state.resolve("password"), "tutti");
        Path replication = Files.writeString(
                state.resolve("replication-password"), Accounts.REPLICATION.password().reveal());
        Config config = Config.parse(
                """
                server:
                  listen: 127.0.0.1:%d
                  state_folder: %s
                fleet:
                  seeds: [%s]
                  user: tutti
                  password_file: %s
                  replication_user: repl
                  replication_password_file: %s
                %s"""
                        .formatted(freePort(), state, fleet.server("5").address(), password, replication, more),
                "test.yaml");
        ControlPlane plane = new ControlPlane(config, SqliteJournal.open(state), new SteadyClock());
        ApiServer api = ApiServer.start(plane, Tokens.of(config), "test");
        plane.start();
        RealFleet watched = new RealFleet(fleet, plane, api, WriteLoad.start(WriteLoad.firstWritableOf(fleet), 1, 50));
        await("every server answers and replicates", watched::allWell);
        return watched;
    }

    static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(DEADLINE).pollInterval(Duration.ofMillis(25)).until(condition);
    }

    private boolean allWell() {
        List<Watched> seen = plane.state().fleet().servers().values().toList();
        return seen.size() == 6
                && seen.stream().allMatch(Watched::answering)
                && seen.stream().filter(one -> source(one).isPresent()).count() == 5
                && replicating();
    }

    private static Optional<Replication> source(Watched server) {
        return server.lastStatus().flatMap(status -> status.replicating());
    }

    /** Whether every replica that answers replicates. */
    boolean replicating() {
        return plane.state().fleet().servers().values()
                .filter(Watched::answering)
                .flatMap(server -> source(server).stream())
                .allMatch(Replication::healthy);
    }

    String address(String name) {
        return fleet.server(name).address().toString();
    }

    /** What a server replicates from, as the control plane sees it now. */
    String source(String name) {
        return plane.state().fleet().server(fleet.server(name).address()).flatMap(Watched::source)
                .map(Object::toString).orElse("");
    }

    String token() throws Exception {
        return Files.readString(tokenFile()).strip();
    }

    Path tokenFile() {
        return Tokens.tokenFile(plane.config());
    }

    /** The newest recovery, once there are so many and it has ended. */
    Recovery recovery(int count) {
        await("recovery " + count + " has ended", () -> newest(count).filter(found -> found.ended() != null).isPresent());
        return newest(count).orElseThrow();
    }

    private Optional<Recovery> newest(int count) {
        List<Recovery> all = plane.journal().recoveries(null, 100);
        return all.size() < count ? Optional.empty() : Optional.of(all.getFirst());
    }

    @Override
    public void close() {
        load.close();
        api.close();
        plane.close();
        fleet.close();
    }
}
