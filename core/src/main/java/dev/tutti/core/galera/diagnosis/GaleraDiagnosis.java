package dev.tutti.core.galera.diagnosis;

import dev.tutti.core.galera.model.CommitLatency;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.LogCause;
import dev.tutti.core.galera.transfer.LinkRates;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is wrong, with the evidence for it. Exhaustive: every reader decides what each case means to it. */
public sealed interface GaleraDiagnosis {
    /** The nodes that it is about; empty when it is about the cluster as a whole. */
    List<Address> nodes();

    /** A diagnosis of one node. */
    sealed interface OfNode extends GaleraDiagnosis {
        Address node();

        @Override
        default List<Address> nodes() {
            return List.of(node());
        }
    }

    // ---- the cluster

    /** No node is primary: nothing can be written anywhere. */
    record TotalOutage(List<Address> withoutQuorum, List<Address> notServing, List<Address> down, List<Address> silent)
            implements GaleraDiagnosis {
        public TotalOutage {
            withoutQuorum = List.copyOf(withoutQuorum);
            notServing = List.copyOf(notServing);
            down = List.copyOf(down);
            silent = List.copyOf(silent);
        }

        @Override
        public List<Address> nodes() {
            return List.of();
        }
    }

    /** Several groups take writes. Seen by their members: history and number of changes are the same on both sides. */
    record SplitBrain(List<Side> sides) implements GaleraDiagnosis {
        public SplitBrain {
            sides = List.copyOf(sides);
        }

        /** @param upTo the highest transaction of the side; the same number is another transaction on the other side */
        public record Side(List<Address> members, GaleraPosition upTo) {
            public Side {
                members = List.copyOf(members);
            }
        }

        @Override
        public List<Address> nodes() {
            return sides.stream().flatMap(side -> side.members().stream()).toList();
        }
    }

    /** The primary component has fewer members than are described. */
    record SmallerThanExpected(int size, int expected, List<Address> missing) implements GaleraDiagnosis {
        public SmallerThanExpected {
            missing = List.copyOf(missing);
        }

        @Override
        public List<Address> nodes() {
            return missing;
        }
    }

    /** Members of one component do not name the same members: it is changing, or links are cut in part. */
    record ViewsDiffer(List<Address> nodes) implements GaleraDiagnosis {
        public ViewsDiffer {
            nodes = List.copyOf(nodes);
        }
    }

    /** The cluster runs under the UUID zero: started without positions, its nodes have different rows and replicate on top. */
    record StartedWithoutPositions(List<Address> nodes) implements GaleraDiagnosis {
        public StartedWithoutPositions {
            nodes = List.copyOf(nodes);
        }
    }

    /** The cluster has less than it had, or another history: it was begun from the wrong node. */
    record WentBack(GaleraPosition known, GaleraPosition now) implements GaleraDiagnosis {
        @Override
        public List<Address> nodes() {
            return List.of();
        }
    }

    /** Members come and go. */
    record MembershipChurn(long changes, Duration within) implements GaleraDiagnosis {
        @Override
        public List<Address> nodes() {
            return List.of();
        }
    }

    /** The votes are not those that are configured: set at runtime, they are lost at the next restart. */
    record WeightsDrifted(int told, int configured) implements GaleraDiagnosis {
        @Override
        public List<Address> nodes() {
            return List.of();
        }
    }

    // ---- a node's membership

    /** The node lives in a group that lost its vote; its clients get error 1047. */
    record WithoutQuorum(Address node, int sees, int expected, boolean primaryElsewhere) implements OfNode {}

    /** It aborted, or the others voted that it differs. Its data folder is not to be trusted. */
    record ThrownOut(Address node, String state) implements OfNode {}

    /** It is in the group and takes no statements yet. */
    record Joining(Address node, String state) implements OfNode {}

    /** It joins and does not get on. */
    record StuckJoiner(Address node, Cause cause) implements OfNode {
        /** What holds it up. */
        public sealed interface Cause {
            /** Its segment has members, and none of them is Synced; donors of other segments are not asked. */
            record SegmentNotSynced(List<String> members) implements Cause {
                public SegmentNotSynced {
                    members = List.copyOf(members);
                }
            }

            /** {@code wsrep_sst_donor} names nobody of the group, and no comma lets anybody else give. */
            record UnknownDonor(String donors) implements Cause {}

            /** What its log says. */
            record FromLog(LogCause log) implements Cause {}
        }
    }

    /**
     * Its process does not run.
     *
     * @param cause what its log says; null when it says nothing
     */
    record NotRunning(Address node, @Nullable LogCause cause) implements OfNode {}

    /** Nothing is known of it: neither it nor its host answers. */
    record Unknown(Address node, String why) implements OfNode {}

    /** Its process runs and answers nobody, while the others count it as a member: every commit waits for it. */
    record Frozen(Address node, Duration stall) implements OfNode {}

    /** Its history is not the group's: it needs a full transfer. */
    record NeedsFullTransfer(Address node, UUID has, UUID group) implements OfNode {}

    /** It is stopped, and its data folder cannot be vouched for. */
    record TaintedFolder(Address node, GaleraPosition at, String why) implements OfNode {}

    /** Its data cannot be read. */
    record BrokenFolder(Address node, String why) implements OfNode {}

    /** Others find it late. */
    record Flapping(Address node, List<String> delayed) implements OfNode {
        public Flapping {
            delayed = List.copyOf(delayed);
        }
    }

    /** It does not let these members in again before they are restarted. */
    record Evicted(Address node, List<UUID> members) implements OfNode {
        public Evicted {
            members = List.copyOf(members);
        }
    }

    // ---- speed

    /**
     * It makes the others wait.
     *
     * @param perSecond how often it asked them to
     * @param paused share of the time in which replication stood still, 0 to 1
     */
    record Brake(Address node, double perSecond, double paused) implements OfNode {}

    /** What it receives waits to be applied, and it gets more. */
    record SlowApplier(Address node, long queue, long more) implements OfNode {}

    /** What it sends waits, and it gets more: its link is full. */
    record SaturatedLink(Address node, long queue, long more) implements OfNode {}

    /**
     * Transactions of its clients lose against those of other nodes: error 1213.
     *
     * @param share of all that tried, 0 to 1
     */
    record Conflicts(Address node, double perSecond, double share) implements OfNode {}

    /** Every commit waits for this round trip. */
    record SlowCommits(Address node, CommitLatency latency) implements OfNode {}

    /** It is told to hold up nobody, and nothing is under way that would need it. */
    record ForgottenDesync(Address node, int count) implements OfNode {}

    /** After a longer absence than this it would need a full transfer. */
    record CacheTooSmall(Address node, long bytes, Duration window, Duration wanted) implements OfNode {}

    /**
     * A transfer that is far slower than its link.
     *
     * @param remaining at the present rate; null when the total is not known or nothing moves
     */
    record SlowTransfer(Address node, double bytesPerSecond, double baseline, @Nullable Duration remaining) implements OfNode {}

    /**
     * Less than a tenth of what the link carried when all was well, by two measurements in a row: a state transfer over it would take
     * ten times as long.
     *
     * @param from the node that gives
     * @param to the node that receives
     * @param since when it was measured slow first
     */
    record SlowLink(Address from, Address to, double bytesPerSecond, double baseline, Instant since) implements GaleraDiagnosis {
        /** Empty while the link is as it should be. */
        public static Optional<SlowLink> of(Address from, Address to, LinkRates rates) {
            LinkRates.Slow slow = rates.slow();
            return slow == null || !rates.isSlow()
                    ? Optional.empty()
                    : Optional.of(new SlowLink(from, to, slow.bytesPerSecond(), rates.baseline(), slow.since()));
        }

        @Override
        public List<Address> nodes() {
            return List.of(from, to);
        }
    }

    /** Two nodes could give out the same numbers: the server does not set the steps, and they are smaller than the cluster. */
    record AutoIncrementCollides(Address node, int increment, int size) implements OfNode {}
}
