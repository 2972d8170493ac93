package dev.tutti.binlogserver.sql;

import dev.tutti.binlogserver.Identity;
import dev.tutti.binlogserver.Parts;
import dev.tutti.binlogserver.ingest.ReceiverState;
import dev.tutti.binlogserver.store.Archiver;
import dev.tutti.binlogserver.store.LogStore;
import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.core.model.Version;
import dev.tutti.wire.binlog.FormatDescription;
import dev.tutti.wire.packet.MalformedPacketException;

import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * System variables, by their name in lower case: those of the server that is shown, and {@code binlog_server…} of its own.
 * Thread-safe.
 */
final class Variables {
    private static final Version RENAMED = Version.parse("8.0.26");

    private final Parts parts;
    private final Gtids gtids;

    Variables(Parts parts, Gtids gtids) {
        this.parts = parts;
        this.gtids = gtids;
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(all().get(name));
    }

    /** All of them, in the order of their names. */
    Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        general(all);
        replication(all);
        own(all);
        return all;
    }

    private void general(Map<String, String> all) {
        Identity identity = parts.identity();
        all.put("version", identity.version());
        all.put("version_comment", "Binlog Server, " + parts.software());
        all.put("version_compile_os", "Linux");
        all.put("version_compile_machine", "x86_64");
        all.put("hostname", identity.host());
        all.put("port", String.valueOf(parts.port()));
        all.put("datadir", parts.store().folder() + "/");
        all.put("autocommit", "1");
        all.put("auto_increment_increment", "1");
        all.put("auto_increment_offset", "1");
        for (String name : new String[] {"character_set_client", "character_set_connection", "character_set_results",
            "character_set_server", "character_set_database", "character_set_system"}) {
            all.put(name, "utf8mb4");
        }
        all.put("collation_connection", "utf8mb4_general_ci");
        all.put("collation_server", "utf8mb4_general_ci");
        all.put("collation_database", "utf8mb4_general_ci");
        all.put("init_connect", "");
        all.put("interactive_timeout", "28800");
        all.put("wait_timeout", "28800");
        all.put("net_write_timeout", "60");
        all.put("net_read_timeout", "30");
        all.put("net_buffer_length", "16384");
        all.put("max_allowed_packet", "1073741824");
        all.put("max_connections", "10000");
        all.put("license", "Apache 2.0");
        all.put("lower_case_table_names", "0");
        all.put("performance_schema", "OFF");
        all.put("query_cache_size", "0");
        all.put("query_cache_type", "OFF");
        all.put("sql_mode", "");
        all.put("sql_auto_is_null", "0");
        all.put("system_time_zone", "UTC");
        all.put("time_zone", "UTC");
        all.put("transaction_isolation", "REPEATABLE-READ");
        all.put("tx_isolation", "REPEATABLE-READ");
        all.put("transaction_read_only", "0");
        all.put("tx_read_only", "0");
        all.put("foreign_key_checks", "1");
        all.put("unique_checks", "1");
        all.put("have_ssl", "YES");
        all.put("have_openssl", "YES");
    }

    private void replication(Map<String, String> all) {
        Identity identity = parts.identity();
        String semiSync = parts.semiSync() ? "ON" : "OFF";
        boolean mariadb = identity.isMariaDb();
        Version version = identity.parsed();
        boolean renamed = !mariadb && version.compareTo(RENAMED) >= 0;
        all.put("server_id", String.valueOf(identity.serverId()));
        all.put("log_bin", "ON");
        all.put("log_slave_updates", "ON");
        all.put("read_only", "ON");
        all.put("binlog_format", "ROW");
        all.put("binlog_row_image", "FULL");
        all.put("binlog_checksum", checksum());
        all.put("sync_binlog", "1");
        all.put("slave_net_timeout", "60");
        all.put("relay_log_recovery", "ON");
        all.put("rpl_semi_sync_master_enabled", semiSync);
        if (mariadb) {
            all.put("gtid_domain_id", "0");
            all.put("gtid_strict_mode", "OFF");
            all.put("gtid_binlog_pos", gtids.mariadbLast());
            all.put("gtid_current_pos", gtids.mariadbLast());
            all.put("gtid_slave_pos", gtids.mariadbLast());
            all.put("gtid_binlog_state", gtids.mariadbState());
        } else {
            all.put("super_read_only", "ON");
            all.put("server_uuid", identity.uuid());
            all.put("gtid_mode", gtids.inUseByMySql() ? "ON" : "OFF");
            all.put("enforce_gtid_consistency", gtids.inUseByMySql() ? "ON" : "OFF");
            all.put("gtid_executed", gtids.mysqlExecuted().toString());
            all.put("gtid_purged", gtids.mysqlPurged().toString());
        }
        if (renamed) {
            all.put("rpl_semi_sync_source_enabled", semiSync);
            all.put("log_replica_updates", "ON");
            all.put("replica_net_timeout", "60");
        }
    }

    /** Whether the log's events carry checksums: of its newest file. */
    private String checksum() {
        StoredFile last = parts.store().last().orElse(null);
        byte[] description = last == null ? new byte[0] : last.index().formatDescription();
        if (description.length == 0) {
            return "CRC32";
        }
        try {
            return FormatDescription.decode(description, 0, description.length).checksums() ? "CRC32" : "NONE";
        } catch (MalformedPacketException e) {
            return "NONE";
        }
    }

    private void own(Map<String, String> all) {
        LogStore store = parts.store();
        ReceiverState state = parts.receiver().state();
        all.put("binlog_server", parts.software());
        all.put("binlog_server_state", state.word());
        all.put("binlog_server_first_file", store.files().isEmpty() ? "" : store.files().getFirst().name());
        all.put("binlog_server_last_file", store.last().map(StoredFile::name).orElse(""));
        all.put("binlog_server_lineage_file", parts.receiver().lineageFile());
        all.put("binlog_server_bytes", String.valueOf(
                store.files().stream().mapToLong(StoredFile::published).sum()));
        all.put("binlog_server_free_bytes", String.valueOf(store.folder().toFile().getUsableSpace()));
        store.archiver().map(Archiver::status).ifPresent(archive -> {
            all.put("binlog_server_archive", archive.location());
            all.put("binlog_server_archive_files", String.valueOf(archive.archived()));
            all.put("binlog_server_archive_waiting", String.valueOf(archive.waiting()));
            all.put("binlog_server_archive_failing_since",
                    archive.failingSince() == null ? "" : archive.failingSince().truncatedTo(ChronoUnit.SECONDS).toString());
            all.put("binlog_server_archive_error", archive.problem());
        });
        all.put("binlog_server_replicas", String.valueOf(parts.replicas().all().size()));
        all.put("binlog_server_semi_sync",
                state instanceof ReceiverState.Receiving receiving && receiving.semiSync() ? "ON" : "OFF");
    }
}
