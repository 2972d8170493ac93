package dev.tutti.binlogserver.sql;

import dev.tutti.binlogserver.Parts;
import dev.tutti.binlogserver.serve.Replicas;
import dev.tutti.binlogserver.sql.Tokens.Token;
import dev.tutti.binlogserver.store.Archiver;
import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.core.model.Coordinates;
import dev.tutti.wire.server.Reply;
import dev.tutti.wire.server.Session;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Answers SHOW. Thread-safe. */
final class Shows {
    private final Parts parts;
    private final Variables variables;
    private final Gtids gtids;
    private final Processes processes;
    private final EventRows events;
    private final ReplicaStatus replicaStatus;

    Shows(Parts parts, Variables variables, Gtids gtids, Processes processes) {
        this.parts = parts;
        this.variables = variables;
        this.gtids = gtids;
        this.processes = processes;
        this.events = new EventRows(parts.store());
        this.replicaStatus = new ReplicaStatus(parts);
    }

    Reply answer(Session session, Tokens tokens) throws NotUnderstoodException, IOException {
        if (tokens.take("GLOBAL") || tokens.take("SESSION") || tokens.take("LOCAL")) {
            return variablesOrStatus(tokens);
        }
        if (tokens.peek().is("VARIABLES") || tokens.peek().is("STATUS")) {
            return variablesOrStatus(tokens);
        }
        if (tokens.take("WARNINGS") || tokens.take("ERRORS")) {
            return new Table("Level", "Code", "Message").reply("Code");
        }
        if (tokens.take("DATABASES") || tokens.take("SCHEMAS")) {
            return new Table("Database").reply();
        }
        if (tokens.take("FULL", "PROCESSLIST")) {
            return processes.show(true);
        }
        if (tokens.take("PROCESSLIST")) {
            return processes.show(false);
        }
        if (tokens.take("GRANTS")) {
            return new Table("Grants for " + session.user() + "@%")
                    .row("roles: " + String.join(", ", session.roles()))
                    .reply();
        }
        Optional<Reply> refused = Rights.REPLICATE.has(session) ? Optional.empty() : Rights.MONITOR.refusal(session);
        return refused.isPresent() ? refused.get() : replication(tokens);
    }

    private Reply replication(Tokens tokens) throws NotUnderstoodException, IOException {
        if (tokens.take("MASTER", "STATUS") || tokens.take("BINARY", "LOG", "STATUS") || tokens.take("BINLOG", "STATUS")) {
            return logStatus();
        }
        if (tokens.take("BINARY", "LOGS") || tokens.take("MASTER", "LOGS")) {
            return logs();
        }
        if (tokens.take("BINLOG", "EVENTS")) {
            return events.show(tokens);
        }
        if (tokens.take("BINLOG", "GTID")) {
            return events.gtid(tokens.text());
        }
        if (tokens.take("BINLOG", "ENTRY")) {
            return events.entry(tokens.text());
        }
        if (tokens.take("SLAVE", "HOSTS") || tokens.take("REPLICA", "HOSTS") || tokens.take("REPLICAS")) {
            return replicas(tokens);
        }
        if (tokens.take("SLAVE", "STATUS") || tokens.take("REPLICA", "STATUS")
                || tokens.take("ALL", "SLAVES", "STATUS") || tokens.take("ALL", "REPLICAS", "STATUS")) {
            return replicaStatus.show();
        }
        throw tokens.notUnderstood("this cannot be shown");
    }

    private Reply variablesOrStatus(Tokens tokens) throws NotUnderstoodException {
        Map<String, String> all;
        if (tokens.take("VARIABLES")) {
            all = variables.all();
        } else {
            tokens.expect("STATUS");
            all = status();
        }
        String like = "%";
        Set<String> names = new HashSet<>();
        if (tokens.take("LIKE")) {
            like = tokens.text();
        } else if (tokens.take("WHERE")) {
            names = names(tokens);
        }
        tokens.expectEnd();
        Table table = new Table("Variable_name", "Value");
        for (Map.Entry<String, String> each : all.entrySet()) {
            if (Like.matches(each.getKey(), like)
                    && (names.isEmpty() || names.contains(each.getKey().toLowerCase(java.util.Locale.ROOT)))) {
                table.row(each.getKey(), each.getValue());
            }
        }
        return table.reply();
    }

    /** {@code Variable_name = '…' [OR …]} or {@code Variable_name IN ('…', …)}. */
    private static Set<String> names(Tokens tokens) throws NotUnderstoodException {
        Set<String> names = new HashSet<>();
        do {
            Token column = tokens.next();
            if (!column.text().equalsIgnoreCase("variable_name")) {
                throw tokens.notUnderstood("only Variable_name can be compared");
            }
            if (tokens.take("=")) {
                names.add(tokens.text().toLowerCase(java.util.Locale.ROOT));
            } else {
                tokens.expect("IN");
                tokens.expect("(");
                do {
                    names.add(tokens.text().toLowerCase(java.util.Locale.ROOT));
                } while (tokens.take(","));
                tokens.expect(")");
            }
        } while (tokens.take("OR"));
        return names;
    }

    private Map<String, String> status() {
        Map<String, String> all = new TreeMap<>();
        all.put("Uptime", String.valueOf(parts.uptime().toSeconds()));
        all.put("Threads_connected", String.valueOf(parts.sessions().get().size()));
        all.put("Slaves_connected", String.valueOf(parts.replicas().all().size()));
        all.put("Slave_running", parts.receiver().state().word().equals("receiving") ? "ON" : "OFF");
        all.put("Slave_received_heartbeats", String.valueOf(parts.receiver().heartbeats()));
        all.put("Slave_heartbeat_period",
                String.valueOf(parts.receiver().upstream().replica().heartbeat().toMillis() / 1000.0));
        all.put("Rpl_semi_sync_master_status", parts.semiSync() ? "ON" : "OFF");
        all.put("Rpl_semi_sync_master_clients", String.valueOf(
                parts.replicas().all().stream().filter(each -> each.acknowledgements() > 0).count()));
        all.put("Binlog_server_bytes_received", String.valueOf(parts.receiver().bytesReceived()));
        all.put("Binlog_server_bytes_sent", String.valueOf(parts.replicas().bytesSent()));
        all.put("Binlog_server_acknowledgements_sent", String.valueOf(parts.receiver().acknowledgements()));
        all.put("Binlog_server_acknowledgements_received", String.valueOf(parts.replicas().acknowledgements()));
        parts.store().archiver().map(Archiver::status).ifPresent(archive -> {
            all.put("Binlog_server_archive_files_sent", String.valueOf(archive.filesSent()));
            all.put("Binlog_server_archive_bytes_sent", String.valueOf(archive.bytesSent()));
            all.put("Binlog_server_archive_files_waiting", String.valueOf(archive.waiting()));
            all.put("Binlog_server_archive_failing_seconds", String.valueOf(archive.failingSince() == null
                    ? 0
                    : Duration.between(archive.failingSince(), parts.clock().instant()).toSeconds()));
            all.put("Binlog_server_archive_files_fetched", String.valueOf(archive.filesFetched()));
            all.put("Binlog_server_archive_bytes_fetched", String.valueOf(archive.bytesFetched()));
        });
        return all;
    }

    private Reply logStatus() {
        Coordinates end = parts.store().end();
        boolean mysql = !parts.identity().isMariaDb();
        Table table = mysql
                ? new Table("File", "Position", "Binlog_Do_DB", "Binlog_Ignore_DB", "Executed_Gtid_Set")
                : new Table("File", "Position", "Binlog_Do_DB", "Binlog_Ignore_DB");
        if (end != null) {
            if (mysql) {
                table.row(end.file(), end.position(), "", "", gtids.mysqlExecuted());
            } else {
                table.row(end.file(), end.position(), "", "");
            }
        }
        return table.reply("Position");
    }

    private Reply logs() {
        Table table = new Table("Log_name", "File_size");
        for (StoredFile file : parts.store().files()) {
            table.row(file.name(), file.published());
        }
        return table.reply("File_size");
    }

    private Reply replicas(Tokens tokens) throws NotUnderstoodException {
        tokens.expectEnd();
        boolean mysql = !parts.identity().isMariaDb();
        Table table = mysql
                ? new Table("Server_Id", "Host", "Port", "Source_Id", "Replica_UUID", "File", "Position", "Acknowledged")
                : new Table("Server_id", "Host", "Port", "Master_id", "File", "Position", "Acknowledged");
        for (Replicas.Attached replica : parts.replicas().all()) {
            Coordinates sent = replica.sent();
            String file = sent == null ? "" : sent.file();
            long position = sent == null ? 0 : sent.position();
            Object acknowledged = replica.acknowledged();
            if (mysql) {
                table.row(replica.serverId(), replica.host(), replica.port(), parts.identity().serverId(), replica.uuid(),
                        file, position, acknowledged);
            } else {
                table.row(replica.serverId(), replica.host(), replica.port(), parts.identity().serverId(), file, position,
                        acknowledged);
            }
        }
        return table.reply("Server_Id", "Server_id", "Port", "Source_Id", "Master_id", "Position");
    }
}
