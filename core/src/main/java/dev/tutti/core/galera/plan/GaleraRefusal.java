package dev.tutti.core.galera.plan;

import dev.tutti.core.model.Address;

import java.util.List;

/** Why something is not done. Each case names what is missing or in the way. */
public sealed interface GaleraRefusal extends GaleraPlanned {
    record UnknownNode(Address node) implements GaleraRefusal {}

    /** More than one primary component. A person decides which side is kept; the other is fenced, never merged. */
    record SplitBrain(List<List<Address>> sides) implements GaleraRefusal {
        public SplitBrain {
            sides = sides.stream().map(List::copyOf).toList();
        }
    }

    /** The primary component has no history (UUID zero): it was started without positions, its nodes differ. */
    record StartedWithoutPositions(List<Address> nodes) implements GaleraRefusal {
        public StartedWithoutPositions {
            nodes = List.copyOf(nodes);
        }
    }

    /** A primary component is there and everybody is in it. */
    record NothingToDo() implements GaleraRefusal {}

    /** No node has data: there is nothing to recover; a new cluster is made otherwise. */
    record NothingToRecover() implements GaleraRefusal {}

    /** No data folder is there that a cluster could begin with. */
    record NoBase(List<Left> nodes) implements GaleraRefusal {
        public NoBase {
            nodes = List.copyOf(nodes);
        }
    }

    /** The position of this node was not looked for, though its process does not run. */
    record PositionMissing(List<Address> nodes) implements GaleraRefusal {
        public PositionMissing {
            nodes = List.copyOf(nodes);
        }
    }

    /** A state transfer is under way there; interrupting it would leave half a copy. */
    record TransferUnderWay(Address node) implements GaleraRefusal {}

    /** There is no primary component to do it in. */
    record NoPrimary() implements GaleraRefusal {}

    record NotAnswering(Address node) implements GaleraRefusal {}

    /** Its process runs, and it would have to be stopped. */
    record StillRunning(Address node) implements GaleraRefusal {}

    /** Without it the cluster would lose quorum. */
    record WouldLoseQuorum(Address node, int stays, int of) implements GaleraRefusal {}

    /** Nobody can give it a state now. */
    record NoDonor(Address node, List<String> waitingFor) implements GaleraRefusal {
        public NoDonor {
            waitingFor = List.copyOf(waitingFor);
        }
    }

    /** It would not get an incremental transfer when it comes back, so that it is not stopped. */
    record NotIncremental(Address node) implements GaleraRefusal {}

    /** A weight is between 0 and 255. */
    record WeightOutOfRange(Address node, int weight) implements GaleraRefusal {}

    /** The weights would leave nobody with a majority. */
    record NoWeightLeft() implements GaleraRefusal {}

    /** The node is not Synced: what is asked for would make it worse. */
    record NotSynced(Address node, String state) implements GaleraRefusal {}

    /** A cluster is there already, so that no new one is begun. */
    record ClusterExists(List<Address> primaries) implements GaleraRefusal {
        public ClusterExists {
            primaries = List.copyOf(primaries);
        }
    }

    /** These nodes cannot be a part of a new cluster as they are. */
    record NotNew(List<Obstacle> obstacles) implements GaleraRefusal {
        public NotNew {
            obstacles = List.copyOf(obstacles);
        }
    }

    /**
     * A new cluster needs one node with a server's data to begin with.
     *
     * @param wanted the node that a person named and that has none; empty when no node has any
     */
    record NoServerData(List<Address> wanted) implements GaleraRefusal {
        public NoServerData {
            wanted = List.copyOf(wanted);
        }
    }

    /** Several nodes have data of their own: a person names the one whose data are the cluster's. */
    record SeveralHaveData(List<Address> nodes) implements GaleraRefusal {
        public SeveralHaveData {
            nodes = List.copyOf(nodes);
        }
    }

    record AlreadySo(Address node, String what) implements GaleraRefusal {}
}
