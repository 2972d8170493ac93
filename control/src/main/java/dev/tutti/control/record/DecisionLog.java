package dev.tutti.control.record;

import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.traffic.tell.Change;
import dev.tutti.core.traffic.tell.History;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that must survive a restart: decisions, recoveries with each step, acknowledgements, downtime, the servers that are
 * watched. What is observed is not kept. Thread safe. Every method throws {@link JournalException} when the journal
 * cannot be read or written; what was to be written is then not there in part either.
 */
public interface DecisionLog extends AutoCloseable {
    void add(DecisionRecord decision);

    /** Newest first. */
    List<DecisionRecord> decisions(@Nullable String chain, @Nullable String subject, int limit);

    /** Keeps a new recovery and gives it its number. */
    Recovery begin(Recovery recovery);

    void update(Recovery recovery);

    Optional<Recovery> recovery(long id);

    /** Newest first. */
    List<Recovery> recoveries(@Nullable String chain, int limit);

    /** Those that were running when the process ended. */
    List<Recovery> unfinished();

    void putDowntime(DowntimeRecord downtime);

    void removeDowntime(String server);

    List<DowntimeRecord> downtimes();

    void putServer(String server);

    /** Forgets a server and its place. */
    void removeServer(String server);

    /** Keeps what place a server has in its chain; to be called when that changes. */
    void putPlace(KnownPlace place);

    List<KnownPlace> places();

    List<String> servers();

    /**
     * Keeps what is known of a Galera cluster.
     *
     * @param durable whether it has to survive the end of the machine as well when this returns: an order that must not be given
     *     twice
     */
    void putCluster(String name, ClusterRecord cluster, boolean durable);

    Optional<ClusterRecord> cluster(String name);

    /** Keeps what happened to names, the oldest first, and forgets all but the last {@link History#MOST}. */
    void addChanges(List<Change> changes);

    /** What happened to names, the oldest first. */
    List<Change> changes();

    /** Writes something of no meaning, to find out whether anything can be written. */
    void check();

    /** Removes decisions older than this. */
    void prune(Instant before);

    @Override
    void close();

    /**
     * What a server was when its place in its chain was last seen to change. Without it, a server that is dead when a
     * control plane starts could not be told to be a primary or an intermediate.
     */
    record KnownPlace(ServerStatus status, String chain, Instant at) {}

    record DowntimeRecord(String server, Instant until, String reason) {}
}
