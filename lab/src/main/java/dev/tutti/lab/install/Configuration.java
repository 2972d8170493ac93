package dev.tutti.lab.install;

import dev.tutti.core.model.Version.Family;
import dev.tutti.lab.Flavour;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The options of one server, written as its defaults file. Small and fast rather than durable: these servers hold
 * nothing that anybody needs, and a killed process (unlike a lost machine) loses nothing at these settings.
 *
 * <p>Not thread-safe.
 */
public final class Configuration {
    private final Map<String, String> options = new LinkedHashMap<>();
    private final StringBuilder sections = new StringBuilder();

    private Configuration() {}

    /** What every server of the lab needs. */
    public static Configuration base(Installation installation, Path data, Path socket, int port, Path errorLog) {
        Configuration c = new Configuration();
        c.set("basedir", installation.base())
                .set("datadir", data)
                .set("socket", socket)
                .set("port", port)
                .set("bind_address", "127.0.0.1")
                .set("pid_file", data.resolve("server.pid"))
                .set("log_error", errorLog)
                .set("skip_name_resolve", "ON")
                .set("performance_schema", "OFF")
                .set("max_connections", 300)
                .set("innodb_buffer_pool_size", "64M")
                .set("innodb_flush_log_at_trx_commit", 2)
                .set("innodb_use_native_aio", 0)
                .set("innodb_buffer_pool_dump_at_shutdown", "OFF")
                .set("innodb_buffer_pool_load_at_startup", "OFF");
        if ("root".equals(System.getProperty("user.name"))) {
            c.set("user", "root");
        }
        switch (installation.flavour()) {
            case MARIADB_11_4 -> c.set("innodb_log_file_size", "8M").set("ssl", 0);
            case MARIADB_10_11 -> c.set("innodb_log_file_size", "8M");
            case MYSQL_5_6 -> c.set("innodb_log_file_size", "8M").set("explicit_defaults_for_timestamp", "ON");
            case MYSQL_9_7 ->
                c.set("innodb_redo_log_capacity", "16M").set("mysqlx", "OFF").set("secure_file_priv", "NULL");
        }
        return c;
    }

    /** What a server needs to have replicas and to be one. */
    public Configuration replication(Flavour flavour, int serverId, int visiblePort, boolean replica) {
        boolean newWords = flavour == Flavour.MYSQL_9_7;
        set("server_id", serverId)
                .set("log_bin", "mysql-bin")
                .set(newWords ? "log_replica_updates" : "log_slave_updates", "ON")
                .set("binlog_format", "ROW")
                .set("sync_binlog", 0)
                .set("relay_log", "relay-bin")
                .set("relay_log_recovery", "OFF")
                .set(newWords ? "replica_net_timeout" : "slave_net_timeout", 4)
                .set("report_host", "127.0.0.1")
                .set("report_port", visiblePort);
        if (flavour.family() == Family.MYSQL && !newWords) {
            // The position in a table moves with each transaction, so a killed replica does not apply one twice.
            set("relay_log_info_repository", "TABLE");
        }
        if (newWords) {
            set("gtid_mode", "OFF").set("enforce_gtid_consistency", "OFF");
        }
        if (replica) {
            // A promoted server that restarts comes back read-only: the safe choice.
            set("read_only", "ON");
        }
        return this;
    }

    /** Sets or replaces an option; dashes and underscores in its name are the same. */
    public Configuration set(String name, Object value) {
        options.put(name.replace('-', '_'), value.toString());
        return this;
    }

    /** Sets or replaces options. */
    public Configuration setAll(Map<String, String> more) {
        more.forEach(this::set);
        return this;
    }

    /** Adds a section for other programs, for example the scripts of state transfers. */
    public Configuration section(String name, Map<String, String> lines) {
        sections.append("\n[").append(name).append("]\n");
        lines.forEach((key, value) -> sections.append(key).append('=').append(value).append('\n'));
        return this;
    }

    public void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder("[mysqld]\n");
        options.forEach((name, value) ->
                text.append(name).append(value.isEmpty() ? "" : "=" + value).append('\n'));
        Files.writeString(file, text.append(sections));
    }
}
