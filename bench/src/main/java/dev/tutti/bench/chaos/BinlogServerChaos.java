package dev.tutti.bench.chaos;

import dev.tutti.bench.Pause;
import dev.tutti.bench.WatchedFleet;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Cut;
import dev.tutti.lab.FaultProxy;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.WriteLoad;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A primary under load, a Binlog Server below it that is not spared, two replicas below that. Used by one thread. */
final class BinlogServerChaos implements AutoCloseable {
    private static final Duration CATCH_UP = Duration.ofMinutes(2);
    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final int IN_USE_AT = 21;

    /** What is done to it. Kills are half of all. */
    private enum Deed {
        KILL,
        KILL_CUT_OFF,
        CUT_UPSTREAM,
        CUT_REPLICAS,
        FILL_DISK
    }

    private static final List<Deed> DEEDS = List.of(
            Deed.KILL, Deed.KILL, Deed.KILL_CUT_OFF, Deed.KILL_CUT_OFF, Deed.KILL_CUT_OFF, Deed.CUT_UPSTREAM, Deed.CUT_REPLICAS,
            Deed.FILL_DISK);

    /**
     * What came of it.
     *
     * @param deeds how often each was done
     * @param acknowledged writes that the primary acknowledged
     * @param files compared byte for byte with the primary's
     * @param problems empty when nothing was lost
     */
    record Result(
            int rounds,
            Map<String, Integer> deeds,
            long acknowledged,
            int files,
            long bytes,
            String rows,
            List<String> problems) {}

    private final Fleet fleet;
    private final Path folder;
    private final SmallDisk disk;
    private final KillableServer server;
    private final FaultProxy front;
    private final Random random;
    private final Consumer<String> tell;
    private final ReplicaServer primary;
    private final List<ReplicaServer> replicas;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Integer> deeds = new TreeMap<>();

    private BinlogServerChaos(
            Fleet fleet,
            Path folder,
            SmallDisk disk,
            KillableServer server,
            FaultProxy front,
            Random random,
            Consumer<String> tell) {
        this.fleet = fleet;
        this.folder = folder;
        this.disk = disk;
        this.server = server;
        this.front = front;
        this.random = random;
        this.tell = tell;
        this.primary = new ReplicaServer(fleet.server("1"));
        this.replicas = List.of(new ReplicaServer(fleet.server("2")), new ReplicaServer(fleet.server("3")));
    }

    static BinlogServerChaos start(Flavour flavour, int minutes, Random random, Consumer<String> tell)
            throws IOException, SQLException {
        Path folder = Files.createTempDirectory("tutti-chaos");
        // Twice what so many minutes of this load write.
        SmallDisk disk = SmallDisk.on(folder.resolve("store"), 64 + 16 * minutes);
        Fleet fleet = Fleet.start(Fleet.custom("1 2 3", flavour).withProxies());
        int port = WatchedFleet.freePort();
        Path config = config(folder, disk, fleet.server("1"), port);
        KillableServer server = new KillableServer(config, folder.resolve("binlog-server.log"), new Address("127.0.0.1", port));
        FaultProxy front = new FaultProxy(WatchedFleet.freePort(), new Address("127.0.0.1", port));
        BinlogServerChaos chaos = new BinlogServerChaos(fleet, folder, disk, server, front, random, tell);
        if (!disk.canBeFilled()) {
            tell.accept("No file system can be mounted here: the disk is not filled.");
        }
        server.start();
        front.serverIsUp();
        chaos.semiSync();
        for (ReplicaServer replica : chaos.replicas) {
            replica.follow(front.port(), "mysql-bin.000001");
        }
        return chaos;
    }

    private static Path config(Path folder, SmallDisk disk, LabServer primary, int port) throws IOException, SQLException {
        Path password = Files.writeString(folder.resolve("password"), Accounts.ADMIN.password().reveal());
        return Files.writeString(
                folder.resolve("binlog-server.yaml"),
                """
                server:
                  listen: 127.0.0.1:%d
                  folder: "%s"
                identity:
                  server_id: 1
                  version: %s
                upstream:
                  addresses: ["%s"]
                  user: %s
                  password_file: "%s"
                  server_id: 9001
                  heartbeat: 500ms
                  silence: 2s
                  retry: 100ms
                keep:
                  free: 0
                accounts:
                  - name: %s
                    password_file: "%s"
                    roles: [admin]
                """
                        .formatted(port, disk.folder(), new ReplicaServer(primary).value("SELECT VERSION() AS v", "v"),
                                primary.address(), Accounts.ADMIN.user(), password, Accounts.ADMIN.user(), password));
    }

    /** The primary waits for us, but not for long: most of the time there is nobody who could answer. */
    private void semiSync() throws SQLException {
        Flavour flavour = primary.server().flavour();
        if (flavour == Flavour.MYSQL_5_6) {
            primary.run("INSTALL PLUGIN rpl_semi_sync_master SONAME 'semisync_master.so'");
        }
        if (flavour == Flavour.MYSQL_9_7) {
            primary.run("INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so'",
                    "SET GLOBAL rpl_semi_sync_source_timeout = 200", "SET GLOBAL rpl_semi_sync_source_enabled = 1");
        } else {
            primary.run("SET GLOBAL rpl_semi_sync_master_timeout = 200", "SET GLOBAL rpl_semi_sync_master_enabled = 1");
        }
    }

    Result run(Duration time) throws IOException, SQLException {
        long end = System.nanoTime() + time.toNanos();
        int rounds = 0;
        try (WriteLoad load = WriteLoad.start(() -> primary.server().directAddress(), 4, 400)) {
            while (System.nanoTime() < end && problems.isEmpty()) {
                rounds++;
                Deed deed = DEEDS.get(random.nextInt(DEEDS.size()));
                if (deed == Deed.FILL_DISK && !disk.canBeFilled()) {
                    deed = Deed.KILL;
                }
                deeds.merge(deed.name(), 1, Integer::sum);
                Pause.of(Duration.ofMillis(random.nextInt(1500)));
                if (random.nextInt(4) == 0) {
                    primary.run("FLUSH LOGS");
                }
                commit(deed);
                recovered(deed);
                if (rounds % 10 == 0) {
                    tell.accept(rounds + " rounds " + deeds + ", " + load.acknowledgedCount() + " writes");
                }
            }
            load.stop();
            return check(rounds, load);
        }
    }

    private void commit(Deed deed) throws IOException, SQLException {
        switch (deed) {
            case KILL -> {
                server.kill();
                Pause.of(Duration.ofMillis(random.nextInt(500)));
                server.start();
            }
            case KILL_CUT_OFF -> killedCutOff();
            case CUT_UPSTREAM -> {
                fleet.cut("1", anyCut());
                Pause.of(Duration.ofMillis(random.nextInt(4000)));
                fleet.heal("1");
            }
            case CUT_REPLICAS -> {
                front.cut(anyCut());
                Pause.of(Duration.ofMillis(random.nextInt(6000)));
                front.heal();
            }
            case FILL_DISK -> {
                disk.fill();
                await("the full disk is noticed", () -> server.state().equals("disk_full"));
                Pause.of(Duration.ofMillis(random.nextInt(2000)));
                if (random.nextBoolean()) {
                    server.kill();
                    disk.free();
                    server.start();
                } else {
                    disk.free();
                }
            }
        }
    }

    private Cut anyCut() {
        List<Cut> cuts = List.of(Cut.values());
        return cuts.get(random.nextInt(cuts.size()));
    }

    /** Nothing can come from the primary when it starts again: what it serves then is what its own disk has kept. */
    private void killedCutOff() throws IOException, SQLException {
        Pause.of(Duration.ofMillis(random.nextInt(200)));
        server.kill();
        fleet.cut("1", Cut.RESET);
        List<Coordinates> had = new ArrayList<>();
        for (ReplicaServer replica : replicas) {
            Coordinates received = replica.received();
            if (received != null) {
                had.add(received);
            }
        }
        server.start();
        Coordinates end = server.end();
        for (Coordinates one : had) {
            if (isAhead(one, end)) {
                problem("a replica had " + one + " when the Binlog Server, killed, came back with " + end);
            }
        }
        fleet.heal("1");
    }

    /** At the start of a file a replica has nothing of it: it has read the end of the one before. */
    private static boolean isAhead(Coordinates replica, @Nullable Coordinates end) {
        if (replica.position() <= Coordinates.FIRST_POSITION) {
            return end == null || end.fileNumber() < replica.fileNumber() - 1;
        }
        return end == null || end.isBefore(replica);
    }

    private void recovered(Deed deed) throws IOException, SQLException {
        await("it receives again after " + deed, () -> server.state().equals("receiving"));
        for (ReplicaServer replica : replicas) {
            await(replica.server() + " receives again after " + deed, () -> "Yes".equals(
                    replica.value("SHOW SLAVE STATUS", "Slave_IO_Running")));
            String problem = problems.isEmpty() ? replica.problem() : replica.value("SHOW SLAVE STATUS", "Last_IO_Error");
            if (!problem.isEmpty()) {
                problem(replica.server() + " after " + deed + ": " + problem);
            }
            // In this order, or the answer could be older than the question.
            Coordinates has = replica.received();
            Coordinates end = server.end();
            if (has != null && isAhead(has, end)) {
                problem(replica.server() + " has " + has + ", the Binlog Server only " + end);
            }
        }
    }

    private Result check(int rounds, WriteLoad load) throws IOException, SQLException {
        primary.run("FLUSH LOGS");
        Coordinates end = primary.end();
        await("it has all", () -> end.equals(server.end()));
        String rows = primary.rows();
        for (ReplicaServer replica : replicas) {
            await(replica.server() + " has the rows of the primary, " + rows, () -> rows.equals(replica.rows()));
            try (Connection connection = replica.server().connect()) {
                int missing = load.missingOn(connection).size();
                if (missing > 0) {
                    problem(missing + " acknowledged writes are not on " + replica.server());
                }
            }
        }
        int files = 0;
        long bytes = 0;
        for (int number = 1; number <= end.fileNumber(); number++) {
            String name = "mysql-bin.%06d".formatted(number);
            byte[] theirs = Files.readAllBytes(primary.server().dataFolder().resolve(name));
            byte[] ours = Files.readAllBytes(disk.folder().resolve(name));
            theirs[IN_USE_AT] &= ~1;
            // Of the newest, what is published; a file may have grown ahead of what is in it.
            int length = name.equals(end.file()) ? (int) end.position() : theirs.length;
            if (ours.length < length || Arrays.mismatch(ours, 0, length, theirs, 0, length) >= 0
                    || (length == theirs.length && ours.length != length)) {
                problem(name + " is not equal to the primary's");
            }
            files++;
            bytes += length;
        }
        return new Result(rounds, deeds, load.acknowledgedCount(), files, bytes, rows, problems);
    }

    private void problem(String text) {
        problems.add(text);
        tell.accept("PROBLEM: " + text);
    }

    private interface Condition {
        boolean holds() throws IOException, SQLException;
    }

    private void await(String what, Condition condition) throws IOException, SQLException {
        long deadline = System.nanoTime() + CATCH_UP.toNanos();
        String failure = "";
        while (System.nanoTime() < deadline) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (IOException e) {
                failure = String.valueOf(e.getMessage());
            }
            Pause.of(GLANCE);
        }
        problem("not within " + CATCH_UP.toSeconds() + " s: " + what + (failure.isEmpty() ? "" : "; " + failure));
    }

    /** Ends everything; what explains a problem stays. */
    @Override
    public void close() {
        server.close();
        front.close();
        fleet.close();
        disk.close();
        if (!problems.isEmpty()) {
            tell.accept("The Binlog Server's log: " + folder.resolve("binlog-server.log"));
        }
    }
}
