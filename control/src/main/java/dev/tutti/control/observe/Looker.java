package dev.tutti.control.observe;

import dev.tutti.control.session.Session;
import dev.tutti.control.session.SessionException;
import dev.tutti.core.dialect.Dialect;
import dev.tutti.core.dialect.Row;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.model.Version;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Looks at one server through one session. Settings that rarely change are asked at the first look and at every {@value
 * #FULL_LOOK_EVERY}th after it; what a decision can depend on is asked every time. For one thread.
 */
public final class Looker {
    private static final int FULL_LOOK_EVERY = 10;

    /** ER_SPECIFIC_ACCESS_DENIED_ERROR: the account lacks a privilege. */
    private static final int ACCESS_DENIED = 1227;

    private final Session session;
    private final Dialect dialect;
    private int looks;
    private boolean storesOnly;
    private Row variables = new Row(java.util.Map.of());
    private List<Address> replicas = List.of();
    private List<String> dumpHosts = List.of();
    private List<Integer> portsWithoutHost = List.of();

    public Looker(Session session) {
        this.session = session;
        this.dialect = session.dialect();
    }

    /** A look with everything asked anew. */
    public static ServerStatus once(Session session) throws SessionException {
        return new Looker(session).look();
    }

    /**
     * Asks and reads.
     *
     * @throws SessionException if the server does not answer, or with an error
     */
    public ServerStatus look() throws SessionException {
        if (looks++ % FULL_LOOK_EVERY == 0) {
            lookAtAll();
        } else if (storesOnly) {
            variables = with(session.query(dialect.showBinlogServer()));
        }
        boolean readOnly = session.queryOne(dialect.selectReadOnly())
                .map(row -> row.isYes("read_only"))
                .orElse(false);
        Optional<Row> status = session.queryOne(dialect.showReplicaStatus());
        List<Row> heartbeats = status.isPresent() ? heartbeats() : List.of();
        Replication replication =
                status.flatMap(row -> dialect.readReplication(row, heartbeats, variables)).orElse(null);
        if (replication != null && dialect.mustAskWorkers(replication, variables)) {
            replication = replication.withWorkers(workers());
        }
        boolean logsBinary = variables.isYes("log_bin");
        return new ServerStatus(
                session.server(),
                variables.number("server_id").orElse(0L),
                variables.text("server_uuid").orElse(null),
                version(),
                readOnly,
                logsBinary,
                logsBinary && variables.isYes("log_slave_updates", "log_replica_updates"),
                variables.text("binlog_format").orElse("ROW").toUpperCase(Locale.ROOT),
                variables.text("binlog_row_image").orElse("").toUpperCase(Locale.ROOT),
                logsBinary ? written() : null,
                replication,
                replicas,
                0,
                dialect.readBinlogServer(variables).orElse(null));
    }

    /** What a Binlog Server says of itself changes from look to look; an ordinary server is not asked. */
    private Row with(List<Row> newer) {
        java.util.Map<String, @Nullable String> all = new java.util.HashMap<>();
        variables.columns().forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
        Dialect.asOneRow(newer).columns().forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
        return new Row(all);
    }

    private Version version() {
        return Version.parse(variables.require("version"));
    }

    private void lookAtAll() throws SessionException {
        variables = Dialect.asOneRow(session.query(dialect.showVariables()));
        storesOnly = dialect.readBinlogServer(variables).isPresent();
        if (!variables.isYes("log_bin")) {
            return;
        }
        List<Address> registered = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (Row row : session.query(dialect.showReplicas())) {
            Optional<Address> replica = dialect.readReplica(row);
            replica.ifPresent(registered::add);
            if (replica.isEmpty()) {
                row.number("Port").map(Long::intValue).filter(port -> port > 0).ifPresent(ports::add);
            }
        }
        replicas = registered;
        portsWithoutHost = ports;
        dumpHosts = ports.isEmpty() ? List.of() : dumpConnections();
    }

    private List<String> dumpConnections() throws SessionException {
        try {
            return session.query(dialect.showDumpConnections()).stream()
                    .flatMap(row -> row.text("host").stream())
                    .map(host -> host.contains(":") ? host.substring(0, host.lastIndexOf(':')) : host)
                    .distinct()
                    .toList();
        } catch (SessionException e) {
            if (e.errorNumber() == ACCESS_DENIED) {
                return List.of();
            }
            throw e;
        }
    }

    /**
     * Where replicas that registered without a host may be found: each host that fetches the log, on each port that was
     * registered without a host. Guesses: one that answers must itself say that it replicates from here.
     */
    public List<Address> guesses() {
        List<Address> guesses = new ArrayList<>();
        for (String host : dumpHosts) {
            for (int port : portsWithoutHost) {
                guesses.add(new Address(host, port));
            }
        }
        return guesses;
    }

    private Replication.Workers workers() throws SessionException {
        try {
            return dialect.readWorkers(session.query(dialect.showApplierThreads()));
        } catch (SessionException e) {
            if (e.errorNumber() == ACCESS_DENIED) {
                return Replication.Workers.BUSY;
            }
            throw e;
        }
    }

    /** Performance schema may be off or forbidden; then nothing is known of heartbeats. */
    private List<Row> heartbeats() throws SessionException {
        try {
            return session.query(dialect.showHeartbeats());
        } catch (SessionException e) {
            if (e.errorNumber() != 0) {
                return List.of();
            }
            throw e;
        }
    }

    private @Nullable Coordinates written() throws SessionException {
        return session.queryOne(dialect.showBinaryLogStatus())
                .map(row -> new Coordinates(
                        row.require("File"), row.number("Position").orElse(0L)))
                .orElse(null);
    }
}
