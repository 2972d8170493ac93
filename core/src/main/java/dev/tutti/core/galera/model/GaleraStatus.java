package dev.tutti.core.galera.model;

import dev.tutti.core.dialect.Row;
import dev.tutti.core.model.Address;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What one look at a Galera node showed: {@code SHOW GLOBAL STATUS LIKE 'wsrep_%'} and the variables that matter. Immutable.
 * Counters count since the process started. Source of the names: MariaDB's "Galera Cluster Status Variables".
 *
 * @param component what the node says of its group
 * @param ready whether it takes statements
 * @param connected whether its provider is connected to a group
 * @param state its own state
 * @param comment its own state in the server's words
 * @param view the group as it sees it
 * @param at its history and its last committed transaction
 * @param desyncCount how many reasons there are for it not to hold up the others
 * @param flow flow control and queues
 * @param conflicts transactions that lost against others
 * @param group the group layer's own view: latency, delayed and evicted members
 * @param cache what it can give by incremental transfer, and how much went through it
 * @param settings the variables
 */
public record GaleraStatus(
        Component component,
        boolean ready,
        boolean connected,
        LocalState state,
        String comment,
        View view,
        GaleraPosition at,
        int desyncCount,
        Flow flow,
        Conflicts conflicts,
        Group group,
        Cache cache,
        NodeSettings settings) {

    /**
     * The group as one node sees it.
     *
     * @param clusterUuid the group's history; zero when there is none, or when it was started without positions
     * @param confId how many changes of members there were; -1 outside a group
     * @param size how many members, arbitrators included
     * @param weight the sum of weights; -1 where the server does not tell
     * @param members the members that take clients, as they name themselves; arbitrators and unnamed ones left out
     * @param localIndex its place among the members, from 0; -1 outside a group
     * @param self its UUID in the group, which gvwstate.dat has as {@code my_uuid}; zero where the server does not tell
     */
    public record View(
            UUID clusterUuid, long confId, int size, int weight, List<Address> members, int localIndex, UUID self) {
        public View {
            members = List.copyOf(members);
        }
    }

    /**
     * @param paused how long replication stood still in all ({@code wsrep_flow_control_paused_ns})
     * @param sent how often this node asked the others to wait
     * @param received how often it was asked to
     * @param receiveQueue transactions that wait to be applied
     * @param sendQueue transactions that wait to be sent
     */
    public record Flow(Duration paused, long sent, long received, long receiveQueue, long sendQueue) {}

    /**
     * @param certFailures local transactions that failed certification: another node was first with the row
     * @param bfAborts local transactions in progress that gave way to a replicated one
     * @param commits local transactions that committed
     */
    public record Conflicts(long certFailures, long bfAborts, long commits) {
        public long lost() {
            return certFailures + bfAborts;
        }
    }

    /** The group layer: latency of commits; members that are late, as the server writes them; members that were evicted. */
    public record Group(CommitLatency latency, List<String> delayed, List<UUID> evicted) {
        public Group {
            delayed = List.copyOf(delayed);
            evicted = List.copyOf(evicted);
        }
    }

    /**
     * @param cachedDownTo the oldest transaction that it could give by incremental transfer; -1 for none
     * @param replicatedBytes bytes of transactions that it sent
     * @param receivedBytes bytes of transactions that it received
     * @param bytes size of the cache; -1 when not known
     */
    public record Cache(long cachedDownTo, long replicatedBytes, long receivedBytes, long bytes) {}

    /**
     * Reads a node's answers.
     *
     * @param status names and values of {@code SHOW GLOBAL STATUS LIKE 'wsrep_%'}
     * @param variables names and values of {@code SHOW GLOBAL VARIABLES}, at least those that {@link NodeSettings} has
     * @return empty when the server is no Galera node: no provider is loaded
     */
    public static Optional<GaleraStatus> of(Row status, Row variables) {
        Optional<String> component = status.text("wsrep_cluster_status");
        if (component.isEmpty() || status.text("wsrep_provider_name").map(String::isBlank).orElse(false)) {
            return Optional.empty();
        }
        NodeSettings settings = NodeSettings.of(variables);
        String comment = status.text("wsrep_local_state_comment").orElse("");
        return Optional.of(new GaleraStatus(
                Component.parse(component.get()),
                status.isYes("wsrep_ready"),
                status.isYes("wsrep_connected"),
                LocalState.parse(whole(status, "wsrep_local_state", 0), comment),
                comment,
                view(status),
                new GaleraPosition(
                        uuid(status, "wsrep_local_state_uuid"), Math.max(-1, whole(status, "wsrep_last_committed", -1))),
                (int) whole(status, "wsrep_desync_count", 0),
                new Flow(
                        Duration.ofNanos(whole(status, "wsrep_flow_control_paused_ns", 0)),
                        whole(status, "wsrep_flow_control_sent", 0),
                        whole(status, "wsrep_flow_control_recv", 0),
                        whole(status, "wsrep_local_recv_queue", 0),
                        whole(status, "wsrep_local_send_queue", 0)),
                new Conflicts(
                        whole(status, "wsrep_local_cert_failures", 0),
                        whole(status, "wsrep_local_bf_aborts", 0),
                        whole(status, "wsrep_local_commits", 0)),
                new Group(
                        status.text("wsrep_evs_repl_latency")
                                .flatMap(CommitLatency::parse)
                                .orElse(CommitLatency.UNMEASURED),
                        list(status, "wsrep_evs_delayed"),
                        list(status, "wsrep_evs_evict_list").stream()
                                .flatMap(text -> Uuids.parse(text).stream())
                                .toList()),
                new Cache(
                        // 0 and -1 both stand for an empty cache.
                        whole(status, "wsrep_local_cached_downto", -1) > 0
                                ? whole(status, "wsrep_local_cached_downto", -1)
                                : -1,
                        whole(status, "wsrep_replicated_bytes", 0),
                        whole(status, "wsrep_received_bytes", 0),
                        settings.provider().gcacheBytes().orElse(-1L)),
                settings));
    }

    private static View view(Row status) {
        return new View(
                uuid(status, "wsrep_cluster_state_uuid"),
                whole(status, "wsrep_cluster_conf_id", -1),
                (int) whole(status, "wsrep_cluster_size", 0),
                (int) whole(status, "wsrep_cluster_weight", -1),
                list(status, "wsrep_incoming_addresses").stream().flatMap(text -> address(text).stream()).toList(),
                (int) whole(status, "wsrep_local_index", -1),
                uuid(status, "wsrep_gcomm_uuid"));
    }

    /** Arbitrators show as nothing, nodes without clients as AUTO or with port 0. */
    private static Optional<Address> address(String text) {
        try {
            return Optional.of(Address.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static UUID uuid(Row status, String name) {
        return status.text(name).flatMap(Uuids::parse).orElse(Uuids.ZERO);
    }

    private static long whole(Row status, String name, long otherwise) {
        return status.text(name).flatMap(Numbers::whole).orElse(otherwise);
    }

    private static List<String> list(Row status, String name) {
        return status.text(name).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .filter(part -> !part.isEmpty() && !part.equalsIgnoreCase("AUTO"))
                .toList();
    }

    /** Whether it is a member of a primary component. */
    public boolean primary() {
        return component == Component.PRIMARY;
    }

    /** Whether it is out of the group for good: it aborted, or was voted out as it differs. */
    public boolean thrownOut() {
        return component == Component.DISCONNECTED || state == LocalState.INCONSISTENT;
    }

    /** Whether it may give a state transfer now. */
    public boolean synced() {
        return primary() && state == LocalState.SYNCED;
    }
}
