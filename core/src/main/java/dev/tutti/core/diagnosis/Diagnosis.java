package dev.tutti.core.diagnosis;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What is wrong, with what it was concluded from. Exhaustive: every reader decides what each case means to it. */
public sealed interface Diagnosis {
    /** The server that it is about. */
    Address subject();

    /** The diagnoses that a failing server with replicas can get; at most one of them holds at a time. */
    sealed interface OfSource extends Diagnosis {
        Instant since();

        List<Witness> witnesses();
    }

    /** The primary answers nobody and no replica receives from it. Refuted by one replica that receives. */
    record PrimaryDead(Address subject, Instant since, List<Witness> witnesses) implements OfSource {
        public PrimaryDead {
            witnesses = List.copyOf(witnesses);
        }
    }

    /** An intermediate answers nobody and none of its replicas receives from it. */
    record IntermediateDead(Address subject, Address source, Instant since, List<Witness> witnesses)
            implements OfSource {
        public IntermediateDead {
            witnesses = List.copyOf(witnesses);
        }
    }

    /** We cannot reach it, but replicas still receive from it: a problem between it and us, not a failure of it. */
    record UnreachableFromHere(Address subject, Instant since, List<Witness> witnesses, List<Address> stillConnected)
            implements OfSource {
        public UnreachableFromHere {
            witnesses = List.copyOf(witnesses);
            stillConnected = List.copyOf(stillConnected);
        }
    }

    /** Neither it nor (too many of) its replicas answer: more likely we are cut off than that all of them died. */
    record TooFewWitnesses(Address subject, Instant since, List<Witness> witnesses, List<Address> silent)
            implements OfSource {
        public TooFewWitnesses {
            witnesses = List.copyOf(witnesses);
            silent = List.copyOf(silent);
        }
    }

    /** It fails to answer, and what would decide the matter is still being asked. */
    record Suspected(Address subject, Instant since, List<Witness> witnesses, Missing missing) implements OfSource {
        public Suspected {
            witnesses = List.copyOf(witnesses);
        }

        /** What evidence is still missing. */
        public enum Missing {
            /** No new connection to it has been tried to its end. */
            OWN_ATTEMPT,
            /** Replicas have not been asked since the suspicion arose. */
            FRESH_WITNESSES,
            /** Replicas believe to be connected while nothing arrives: their receivers have to be restarted to know. */
            RECEIVER_RESTART,
            /** Receivers were restarted, their new state is not seen yet. */
            RECEIVER_ANSWER
        }
    }

    /** It answers, but will not let us in. It lives; nothing is recovered. */
    record TurnsUsAway(Address subject, Instant since, String detail) implements Diagnosis {}

    /** What answers there does not speak the protocol. */
    record AnswersNonsense(Address subject, Instant since, String detail) implements Diagnosis {}

    /** A server without replicas does not answer. */
    record Unreachable(Address subject, Instant since, String detail) implements Diagnosis {}

    record ReceiverBroken(Address subject, Address source, int errorNumber, String text) implements Diagnosis {}

    record ReceiverStopped(Address subject, Address source) implements Diagnosis {}

    record ApplierBroken(Address subject, int errorNumber, String text) implements Diagnosis {}

    record ApplierStopped(Address subject) implements Diagnosis {}

    record Lagging(Address subject, Duration lag) implements Diagnosis {}

    /** A replica that accepts writes of ordinary accounts: errant transactions can arise there. */
    record WritableReplica(Address subject) implements Diagnosis {}

    /** A primary that accepts no writes of ordinary accounts. */
    record ReadOnlyPrimary(Address subject) implements Diagnosis {}

    /** A replica of the chain does not log what it applies: it cannot be promoted nor have replicas. */
    record DoesNotLogUpdates(Address subject) implements Diagnosis {}

    /** Two servers of one chain have the same server_id: each drops the other's transactions as its own. */
    record SameServerId(Address subject, Address other, long serverId) implements Diagnosis {}

    /** Replicates from itself through others; nobody is the primary. */
    record ReplicationLoop(Address subject, List<Address> members) implements Diagnosis {
        public ReplicationLoop {
            members = List.copyOf(members);
        }
    }

    /** A former primary, replaced by a failover, answers again. */
    record FormerPrimaryReturned(Address subject, Address replacedBy, boolean writable) implements Diagnosis {}

    /** A replica that a recovery could not keep in the chain. */
    record LostReplica(Address subject, String reason, Instant since) implements Diagnosis {}

    /** No Pseudo-GTID entry could be written to a primary without GTIDs. */
    record NoPseudoGtid(Address subject, String reason) implements Diagnosis {}

    /** A replica has applied something beyond the end of its source's log, which a crash or a reset cut short. */
    record AheadOfSource(Address subject, Address source, Coordinates received, Coordinates written)
            implements Diagnosis {}

    /** A Binlog Server has no room for more: it stores and acknowledges nothing, and goes on serving what it has. */
    record BinlogServerFull(Address subject) implements Diagnosis {}

    /** A Binlog Server was away when the primary that it follows was replaced: nothing new comes from there. */
    record ReplacedWhileAway(Address subject, Address former, Address replacedBy) implements Diagnosis {}

    /** A Binlog Server met another history at its source than the one that it stores. */
    record BinlogServerDiverged(Address subject, Address source) implements Diagnosis {}
}
