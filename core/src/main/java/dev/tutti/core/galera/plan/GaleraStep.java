package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.model.Bootstrap;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.transfer.TransferForecast;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One small change of one node. Whoever performs it checks its precondition again just before, verifies its effect after, and
 * stops at the first surprise.
 */
public sealed interface GaleraStep {
    Address server();

    /** The bootstrap that this step orders. */
    default Optional<Bootstrap> bootstrapOrdered() {
        return Optional.empty();
    }

    /**
     * Stops the node and keeps it stopped: nothing starts it again, also not its host's service manager. Verified: its agent
     * says that no process runs and that it is kept so. Undone by the step that starts it.
     */
    record FenceNode(Address server) implements GaleraStep {}

    /** Stops the process in an orderly way. Verified: its agent says that none runs. Undone by starting it. */
    record StopNode(Address server) implements GaleraStep {}

    /**
     * Keeps the data folder as it is, under another name: renamed where it will be rebuilt anyway, otherwise a copy.
     *
     * <p>Precondition: no process runs; the disk has room for a copy if one is needed. Verified: the kept folder has the size of
     * the original. Undone by nothing: it is deleted by a person.
     */
    record SaveDataFolder(Address server, Left.Why why) implements GaleraStep {}

    /** Removes a gvwstate.dat that is empty or cut: it keeps a node from joining. Precondition: no process runs. */
    record DiscardView(Address server) implements GaleraStep {}

    /** Writes {@code safe_to_bootstrap: 0} into grastate.dat. Precondition: no process runs. Verified by reading back. */
    record ClearSafe(Address server) implements GaleraStep {}

    /** Writes this position and {@code safe_to_bootstrap: 1} into grastate.dat. Precondition: it is 0 on all others. */
    record MarkSafe(Address server, GaleraPosition position) implements GaleraStep {}

    /**
     * Starts the process with {@code --wsrep-start-position}. It joins whom it finds, or waits for the others of its last view.
     *
     * <p>Precondition: no process runs; {@code --wsrep-recover} still finds this position. Verified: the process runs.
     */
    record StartWithPosition(Address server, GaleraPosition position) implements GaleraStep {}

    /**
     * Starts the process with this position and {@code --wsrep-new-cluster}, as an argument, never in a file: left in a file,
     * it makes a second cluster at the next restart.
     *
     * <p>Precondition: the bootstrap is in the journal and no other one is open; no node is primary; each node that the plan
     * was made on says that its process does not run. Undone by nothing.
     */
    record BootstrapNew(Address server, GaleraPosition position, Bootstrap identity) implements GaleraStep {
        @Override
        public Optional<Bootstrap> bootstrapOrdered() {
            return Optional.of(identity);
        }
    }

    /**
     * Makes the group of this living node primary: {@code SET GLOBAL wsrep_provider_options='pc.bootstrap=YES'}. Caches are kept.
     *
     * <p>Precondition: the bootstrap is in the journal and no other one is open; no node is primary; the rest is fenced.
     */
    record PcBootstrap(Address server, Bootstrap identity) implements GaleraStep {
        @Override
        public Optional<Bootstrap> bootstrapOrdered() {
            return Optional.of(identity);
        }
    }

    /** Waits until the node is Synced in a primary component. */
    record AwaitPrimary(Address server, Duration deadline) implements GaleraStep {}

    /** The cluster has this history and at least this transaction. The plan ends at once where it has not. */
    record VerifyUuid(Address server, UUID group, long atLeast) implements GaleraStep {}

    /**
     * The cluster has a history, whichever it is: a new one has made its UUID only when it began, so that nobody can expect a
     * certain one. Verified: {@code wsrep_cluster_state_uuid} is not zero, and is the node's own; it is journalled.
     */
    record VerifyNewHistory(Address server) implements GaleraStep {}

    /**
     * Starts the process with its position and these donors, and waits until it is Synced.
     *
     * <p>Precondition: no process runs; the position, looked for again, is no smaller; the forecast, made again just before, is
     * no worse. Verified: Synced, and the cluster's history is its own. If it fails, what its log says is reported and it is
     * left stopped.
     *
     * @param donors for {@code wsrep_sst_donor}, with a comma at the end; empty to choose when the step is due
     * @param forecast what it will get; null where the donor's cache is not known before it has started
     */
    record JoinNode(Address server, GaleraPosition position, String donors, @Nullable TransferForecast forecast)
            implements GaleraStep {}

    /** Sends no clients there. Verified with whoever sends them. Undone by {@link PutIntoRotation}. */
    record TakeOutOfRotation(Address server) implements GaleraStep {}

    record PutIntoRotation(Address server) implements GaleraStep {}

    /** Journals that its data may differ under equal numbers: it never joins by its position until a person releases it. */
    record Quarantine(Address server) implements GaleraStep {}

    /** Journals the end of that. */
    record Release(Address server) implements GaleraStep {}

    /** {@code wsrep_desync}: a desynced node holds up nobody, gives no state, and may be behind. Undone by the opposite. */
    record SetDesync(Address server, boolean on) implements GaleraStep {}

    /** {@code pc.weight}, which changes the vote at once. Verified: {@code wsrep_cluster_weight} is the new sum. */
    record SetWeight(Address server, int weight) implements GaleraStep {}

    /** A command of the agent's own configuration, by its name there. */
    record RunCommand(Address server, String command) implements GaleraStep {
        /** What every agent knows: nothing is run, and the node is stopped before and joins after. */
        public static final String RESTART = "restart";
    }

    /**
     * Lists what one side of a split brain committed that the other does not have, by the binary logs of its nodes.
     *
     * <p>Precondition: no process of the side runs, so that nothing is added. It changes nothing; where something cannot be
     * told, the list says so.
     */
    record ListSplitOff(List<Address> side, List<Address> kept) implements GaleraStep {
        public ListSplitOff {
            side = List.copyOf(side);
            kept = List.copyOf(kept);
            if (side.isEmpty()) {
                throw new IllegalArgumentException("a side has a node");
            }
        }

        @Override
        public Address server() {
            return side.getFirst();
        }
    }

    /** All have the same rows. The first of them is the one that the others are compared with. */
    record CompareChecksums(List<Address> nodes) implements GaleraStep {
        public CompareChecksums {
            nodes = List.copyOf(nodes);
            if (nodes.isEmpty()) {
                throw new IllegalArgumentException("nothing to compare");
            }
        }

        @Override
        public Address server() {
            return nodes.getFirst();
        }
    }
}
