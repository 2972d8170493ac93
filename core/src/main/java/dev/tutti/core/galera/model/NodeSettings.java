package dev.tutti.core.galera.model;

import dev.tutti.core.dialect.Row;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The variables of a node that decisions need.
 *
 * @param clusterName {@code wsrep_cluster_name}
 * @param nodeName {@code wsrep_node_name}, by which donors are named
 * @param nodeAddress {@code wsrep_node_address}; empty when the node finds it out by itself
 * @param sstMethod {@code wsrep_sst_method}
 * @param sstDonor {@code wsrep_sst_donor} as it stands: names separated by commas
 * @param autoIncrementControl whether the node sets the two below by the size of the cluster
 * @param flushLogAtCommit {@code innodb_flush_log_at_trx_commit}: with 0 and 2 a crash of all nodes can lose what was committed;
 *     -1 when not known
 * @param provider the options of Galera itself
 */
public record NodeSettings(
        String clusterName,
        String nodeName,
        String nodeAddress,
        String sstMethod,
        String sstDonor,
        boolean autoIncrementControl,
        int autoIncrementIncrement,
        int autoIncrementOffset,
        int flushLogAtCommit,
        ProviderOptions provider) {
    /** Methods that make the donor read-only while they copy; the others let it write. */
    private static final Set<String> BLOCKING = Set.of("rsync", "rsync_wan", "mysqldump");

    /** Reads them from the names and values of {@code SHOW GLOBAL VARIABLES}; what is absent has the server's default. */
    public static NodeSettings of(Row variables) {
        return new NodeSettings(
                variables.text("wsrep_cluster_name").orElse(""),
                variables.text("wsrep_node_name").orElse(""),
                variables.text("wsrep_node_address").orElse(""),
                variables.text("wsrep_sst_method").orElse("rsync"),
                variables.text("wsrep_sst_donor").orElse(""),
                variables.isYes("wsrep_auto_increment_control"),
                whole(variables, "auto_increment_increment", 1),
                whole(variables, "auto_increment_offset", 1),
                whole(variables, "innodb_flush_log_at_trx_commit", -1),
                ProviderOptions.parse(variables.text("wsrep_provider_options").orElse("")));
    }

    private static int whole(Row variables, String name, int otherwise) {
        return variables.text(name).flatMap(Numbers::whole).map(Long::intValue).orElse(otherwise);
    }

    /** Whether a donor cannot be written to while it gives a full transfer by this method. */
    public boolean sstBlocksDonor() {
        return BLOCKING.contains(sstMethod);
    }

    /** The donors that it names, in its order. */
    public List<String> donors() {
        return Arrays.stream(sstDonor.split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList();
    }

    /** Whether any other donor will do as well. Without the comma at the end, a name that nobody has aborts the joiner. */
    public boolean donorMayBeAnother() {
        return donors().isEmpty() || sstDonor.stripTrailing().endsWith(",");
    }
}
