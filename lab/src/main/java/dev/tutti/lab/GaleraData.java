package dev.tutti.lab;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Data in bulk: to make a state transfer last, or to push what a node missed out of the others' caches. Stateless. */
public final class GaleraData {
    private static final int ROW_BYTES = 100_000;
    /** A joiner needs a 128th of what is cached as a margin (gcs/src/gcs_group.cpp). */
    private static final long LEFT = 20;

    private GaleraData() {}

    /**
     * Writes rows that no compression makes smaller into {@code app.bulk}, through one node.
     *
     * @param bytes about how much
     */
    public static void fill(GaleraNode node, long bytes) {
        try (Connection connection = node.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS app.bulk "
                    + "(id BIGINT AUTO_INCREMENT PRIMARY KEY, b MEDIUMBLOB) ENGINE=InnoDB");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO app.bulk (b) VALUES (?)")) {
                byte[] row = new byte[ROW_BYTES];
                for (long written = 0; written < bytes; written += ROW_BYTES) {
                    ThreadLocalRandom.current().nextBytes(row);
                    insert.setBytes(1, row);
                    insert.executeUpdate();
                }
            }
        } catch (SQLException e) {
            throw new LabException("Node " + node.name() + " could not be filled: " + e.getMessage(), e);
        }
    }

    /**
     * Writes until none of these nodes has the transaction after this one in its cache: a node at this position can only
     * come back by a full state transfer.
     *
     * @return the lowest position that any of them still has
     */
    public static long overflowCaches(List<GaleraNode> nodes, GaleraPosition position) {
        GaleraNode writer = nodes.getFirst();
        long lowest = lowestCached(nodes);
        while (lowest <= position.seqno() + 1) {
            fill(writer, 20L * ROW_BYTES);
            lowest = lowestCached(nodes);
        }
        return lowest;
    }

    /**
     * Writes until the caches have begun to forget and are about to forget the transaction after this one: a node at this
     * position can still come back by an incremental transfer, and soon could not.
     *
     * @return the lowest position that any of them still has
     */
    public static long nearlyOverflowCaches(List<GaleraNode> nodes, GaleraPosition position) {
        GaleraNode writer = nodes.getFirst();
        long lowest = lowestCached(nodes);
        while (lowest <= position.seqno() - LEFT) {
            fill(writer, ROW_BYTES);
            lowest = lowestCached(nodes);
        }
        return lowest;
    }

    private static long lowestCached(List<GaleraNode> nodes) {
        return nodes.stream()
                .mapToLong(node -> node.status()
                        .map(status -> Long.parseLong(status.value("wsrep_local_cached_downto")))
                        .orElseThrow(() -> new LabException("Node " + node.name() + " does not say what its cache holds.")))
                .min()
                .orElseThrow(() -> new LabException("No node was named whose cache is to overflow."));
    }
}
