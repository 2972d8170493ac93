package dev.tutti.app;

import dev.tutti.bench.WatchedFleet;
import dev.tutti.control.record.Recovery;
import dev.tutti.core.explain.Sentences;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Replication;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.WriteLoad;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Kills a Binlog Server and starts it again; then kills the primary while only the Binlog Servers have the end of its log,
 * as the clients were told that their writes are safe.
 */
final class BinlogServerTour extends Tour {
    private static final String DEAD = "A";
    private static final String SIBLING = "B";

    BinlogServerTour(WatchedFleet demo, WriteLoad load, PrintStream out) {
        super(demo, load, out);
    }

    @Override
    void visit() throws SQLException {
        Set<String> moved = replicasOf(addressOf(DEAD));
        kill("Binlog Server " + DEAD + " killed", DEAD);
        awaitAllReplicate();
        for (String name : moved) {
            demo.await(name + " goes on below " + SIBLING, DEADLINE,
                    () -> sourceOf(name).equals(Optional.of(addressOf(SIBLING))));
        }
        load.awaitMore(WRITES_BETWEEN, DEADLINE);
        startAgain();
        load.awaitMore(WRITES_BETWEEN, DEADLINE);
        loseThePrimary();
    }

    private void startAgain() {
        out.println("starting " + DEAD + " again …");
        Instant began = demo.clock().instant();
        demo.fleet().start(DEAD);
        demo.await(DEAD + " receives again", DEADLINE, () -> seen(DEAD)
                .filter(Watched::answering)
                .flatMap(found -> found.lastStatus().flatMap(status -> status.replicating()))
                .filter(Replication::healthy)
                .isPresent());
        row("Binlog Server " + DEAD + " started", "–", "–", "–", since(began, demo.clock().instant()));
    }

    private void loseThePrimary() throws SQLException {
        // Server 3 is below 2, and so is behind as well.
        List<String> stopped = List.of("2", "4", "5", "6");
        out.println("stopping the receivers of " + String.join(", ", stopped) + ": only the Binlog Servers go on …");
        for (String name : stopped) {
            onReceiver("STOP", name);
        }
        load.awaitMore(WRITES_BETWEEN, DEADLINE);
        int ahead = onNoReplica().size();
        out.println("  " + ahead + " acknowledged writes are on no replica, but on a Binlog Server");
        if (ahead == 0) {
            failed("the replicas were not behind, so that nothing is shown by this primary's death");
        }
        Set<String> served = new TreeSet<>(replicasOf(addressOf(DEAD)));
        served.addAll(replicasOf(addressOf(SIBLING)));
        Recovery failover = kill("primary 1 killed", "1");
        checkUntouched(served, failover);
        // Whoever stopped them starts them: those that the failover had to move receive already.
        for (String name : served) {
            if (!demo.fleet().server(name).address().toString().equals(failover.promoted())) {
                onReceiver("START", name);
            }
        }
        awaitAllReplicate();
    }

    /** The acknowledged writes that none of the real servers but the primary has. */
    private Set<String> onNoReplica() throws SQLException {
        Set<String> nowhere = new HashSet<>();
        boolean first = true;
        for (LabServer server : running()) {
            if (server.name().equals("1")) {
                continue;
            }
            Set<String> missing = missingOn(server);
            if (first) {
                nowhere.addAll(missing);
            } else {
                nowhere.retainAll(missing);
            }
            first = false;
        }
        return nowhere;
    }

    private void checkUntouched(Set<String> served, Recovery failover) {
        for (String name : served) {
            String address = demo.fleet().server(name).address().toString();
            boolean moved = failover.steps().stream()
                    .anyMatch(step -> step.server().equals(address) && step.kind().equals("repoint"));
            if (moved && !address.equals(failover.promoted())) {
                failed(name + " was moved, although it replicates from a Binlog Server");
            }
        }
        out.println("  replicas of Binlog Servers, which stay where they are: " + String.join(", ", served));
    }

    private void onReceiver(String verb, String name) throws SQLException {
        LabServer server = demo.fleet().server(name);
        String word = server.flavour() == Flavour.MYSQL_9_7 ? "REPLICA" : "SLAVE";
        try (Connection connection = server.connect(); Statement statement = connection.createStatement()) {
            statement.execute(verb + " " + word + " IO_THREAD");
        }
    }

    private Address addressOf(String name) {
        return demo.fleet().member(name).address();
    }

    private Optional<Watched> seen(String name) {
        return demo.plane().state().fleet().server(addressOf(name));
    }

    private Optional<Address> sourceOf(String name) {
        return seen(name).flatMap(Watched::source);
    }

    /** The names of the real servers below this one. */
    private Set<String> replicasOf(Address source) {
        Set<String> names = new TreeSet<>();
        for (LabServer server : running()) {
            if (sourceOf(server.name()).equals(Optional.of(source))) {
                names.add(server.name());
            }
        }
        return names;
    }

    /** Every acknowledged write must be on the new primary: a Binlog Server had it on disk. Then all tables are the same. */
    @Override
    void checkWrites() throws SQLException {
        Address primary = demo.primary();
        Set<String> missing = missingOn(demo.server(primary));
        if (!missing.isEmpty()) {
            failed(missing.size() + " acknowledged writes are not on the new primary " + primary);
        }
        String wanted = table(demo.server(primary));
        for (LabServer server : running()) {
            demo.await("server " + server.name() + " has the same rows as the new primary", DEADLINE, () -> {
                try {
                    return table(server).equals(wanted);
                } catch (SQLException e) {
                    return false;
                }
            });
        }
        out.println(load.acknowledgedCount() + " writes acknowledged, " + missing.size()
                + " of them lost; all tables equal; longest pause for clients " + Sentences.of(load.longestGap().length()));
    }

    /** How many rows there are, and a sum over all of them. */
    private static String table(LabServer server) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*), SUM(CRC32(CONCAT(id, ' ', v))) FROM app.t")) {
            row.next();
            return row.getString(1) + " rows, sum " + row.getString(2);
        }
    }
}
