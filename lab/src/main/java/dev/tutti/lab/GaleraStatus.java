package dev.tutti.lab;

import dev.tutti.core.model.Address;
import dev.tutti.lab.process.Jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a node says about itself: {@code SHOW GLOBAL STATUS LIKE 'wsrep%'}. Immutable.
 *
 * @param values by name, with the {@code wsrep_} before it
 */
public record GaleraStatus(Map<String, String> values) {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    public GaleraStatus {
        values = Map.copyOf(values);
    }

    /** What the node at this address says; empty when it does not answer within 2 s. */
    public static Optional<GaleraStatus> ask(Address node) {
        try (Connection connection = Jdbc.connect(node, Accounts.ADMIN, PATIENCE, PATIENCE)) {
            return Optional.of(of(connection));
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    private static GaleraStatus of(Connection connection) throws SQLException {
        Map<String, String> values = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'wsrep%'")) {
            while (rows.next()) {
                values.put(rows.getString(1), rows.getString(2));
            }
        }
        return new GaleraStatus(values);
    }

    /** One value, empty if the node does not have it. */
    public String value(String name) {
        return values.getOrDefault(name, "");
    }

    /** {@code Primary}, {@code non-Primary} or {@code Disconnected}. */
    public String clusterStatus() {
        return value("wsrep_cluster_status");
    }

    /** How many members the node sees, arbitrators included. */
    public int clusterSize() {
        String size = value("wsrep_cluster_size");
        return size.isEmpty() ? 0 : Integer.parseInt(size);
    }

    /** {@code Synced}, {@code Donor/Desynced}, {@code Joining} and so on. */
    public String state() {
        return value("wsrep_local_state_comment");
    }

    /** The position that the node has committed up to; the UUID is that of its own state. */
    public GaleraPosition position() {
        String seqno = value("wsrep_last_committed");
        return new GaleraPosition(value("wsrep_local_state_uuid"), seqno.isEmpty() ? -1 : Long.parseLong(seqno));
    }

    /** Whether the node takes writes as one of this many members. */
    public boolean isSyncedAmong(int members) {
        return clusterStatus().equals("Primary") && clusterSize() == members && state().equals("Synced")
                && value("wsrep_ready").equals("ON");
    }

    /** The most important of it in one line, for error messages. */
    public String summary() {
        return clusterStatus() + "/" + clusterSize() + "/" + state() + " at " + position();
    }
}
