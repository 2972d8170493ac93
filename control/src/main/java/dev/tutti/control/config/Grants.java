package dev.tutti.control.config;

import java.util.List;

/**
 * What Tutti's account must be granted on a server of one's own, and what for. A test fails over, moves and fences with
 * an account that has these and no others.
 *
 * @param software for whom it holds, in people's words
 * @param privileges global ones with what they are for
 * @param others whole clauses that follow {@code GRANT}, with what they are for
 */
public record Grants(String software, List<Privilege> privileges, List<Privilege> others) {
    private static final Privilege INJECT =
            new Privilege("DROP ON `\\_pseudo\\_gtid\\_`.*", "to write Pseudo-GTID entries; the schema need not exist");

    public static final Grants MYSQL_5_6 = new Grants(
            "MySQL 5.6, 5.7",
            List.of(
                    new Privilege("SUPER", "to stop, start and move replication, to set read_only, to end connections"),
                    new Privilege("REPLICATION CLIENT", "to look at replication"),
                    new Privilege("REPLICATION SLAVE", "to find replicas, to read binary logs"),
                    new Privilege("RELOAD", "to let a promoted server forget its source"),
                    new Privilege("PROCESS", "to find replicas without report_host, to see an applier's workers")),
            List.of(INJECT));

    public static final Grants MYSQL_8 = new Grants(
            "MySQL 8.0 and later",
            List.of(
                    new Privilege("REPLICATION_SLAVE_ADMIN", "to stop, start and move replication"),
                    new Privilege("SYSTEM_VARIABLES_ADMIN", "to set read_only"),
                    new Privilege("CONNECTION_ADMIN", "to set read_only, to end the connections of clients in a switchover"),
                    new Privilege("REPLICATION CLIENT", "to look at replication"),
                    new Privilege("REPLICATION SLAVE", "to find replicas, to read binary logs"),
                    new Privilege("RELOAD", "to let a promoted server forget its source"),
                    new Privilege("PROCESS", "to find replicas without report_host, to see an applier's workers")),
            List.of(
                    INJECT,
                    new Privilege("SELECT ON performance_schema.replication_connection_status", "to count heartbeats"),
                    new Privilege(
                            "SELECT ON performance_schema.replication_connection_configuration", "to count heartbeats")));

    public static final Grants MARIADB = new Grants(
            "MariaDB 10.11 and later",
            List.of(
                    new Privilege("REPLICATION SLAVE ADMIN", "to stop, start and move replication"),
                    new Privilege("READ_ONLY ADMIN", "to set read_only"),
                    new Privilege("CONNECTION ADMIN", "to end the connections of clients in a switchover"),
                    new Privilege("SLAVE MONITOR", "to look at replication"),
                    new Privilege("BINLOG MONITOR", "to look at binary logs"),
                    new Privilege("REPLICATION MASTER ADMIN", "to find replicas"),
                    new Privilege("REPLICATION SLAVE", "to read binary logs"),
                    new Privilege("RELOAD", "to let a promoted server forget its source"),
                    new Privilege("PROCESS", "to find replicas without report_host, to see an applier's workers")),
            List.of(INJECT));

    public static final List<Grants> ALL = List.of(MARIADB, MYSQL_8, MYSQL_5_6);

    /** One privilege. */
    public record Privilege(String name, String purpose) {}

    /** The statements for an account, such as {@code 'tutti'@'10.0.0.%'}. */
    public List<String> statements(String account) {
        String global = "GRANT " + String.join(", ", privileges.stream().map(Privilege::name).toList()) + " ON *.* TO " + account;
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(global),
                        others.stream().map(other -> "GRANT " + other.name() + " TO " + account))
                .toList();
    }
}
