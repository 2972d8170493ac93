package dev.tutti.lab;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a node says about itself: {@code SHOW GLOBAL STATUS LIKE 'wsrep%'}. Immutable.
 *
 * @param values by name, with the {@code wsrep_} before it
 */
public record GaleraStatus(Map<String, String> values) {
    public GaleraStatus {
        values = Map.copyOf(values);
    }

    static GaleraStatus of(Connection connection) throws SQLException {
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
