package dev.tutti.lab;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sums up tables so that two nodes can be compared. Stateless. */
final class GaleraChecksums {
    private GaleraChecksums() {}

    static Map<String, Long> of(GaleraNode node) throws SQLException {
        Map<String, Long> sums = new TreeMap<>();
        try (Connection connection = node.connect();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("""
                    SELECT CONCAT('`', table_schema, '`.`', table_name, '`') FROM information_schema.tables
                    WHERE table_type = 'BASE TABLE'
                      AND table_schema NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')
                    """)) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet row = statement.executeQuery("CHECKSUM TABLE " + table)) {
                    if (row.next()) {
                        sums.put(row.getString(1), row.getLong(2));
                    }
                }
            }
        }
        return sums;
    }
}
