package dev.tutti.app;

import dev.tutti.bench.WatchedFleet;
import dev.tutti.core.explain.Sentences;
import dev.tutti.core.model.Address;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.WriteLoad;

import java.io.PrintStream;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** Kills the intermediate and then the primary of a chain of real servers. */
final class ChainTour extends Tour {
    ChainTour(WatchedFleet demo, WriteLoad load, PrintStream out) {
        super(demo, load, out);
    }

    @Override
    void visit() {
        kill("intermediate 4 killed", "4");
        awaitAllReplicate();
        load.awaitMore(WRITES_BETWEEN, DEADLINE);
        kill("primary 1 killed", "1");
        awaitAllReplicate();
    }

    /** Every acknowledged write that any surviving server has must be on the new primary. */
    @Override
    void checkWrites() throws SQLException {
        Address primary = demo.primary();
        Set<String> missing = missingOn(demo.server(primary));
        for (LabServer server : running()) {
            if (server.address().equals(primary)) {
                continue;
            }
            Set<String> onlyThere = new HashSet<>(missing);
            onlyThere.removeAll(missingOn(server));
            if (!onlyThere.isEmpty()) {
                failed(server.name() + " has " + onlyThere.size() + " acknowledged writes that the new primary lacks");
            }
        }
        out.println(load.acknowledgedCount() + " writes acknowledged; " + missing.size()
                + " of them had reached no surviving server; longest pause for clients "
                + Sentences.of(load.longestGap().length()));
    }
}
