package dev.tutti.core.plan;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;

import java.util.List;

/** Why something is not done. Each case names what is missing or in the way. */
public sealed interface Refusal extends Planned {
    record UnknownServer(Address server) implements Refusal {}

    record NotAnswering(Address server) implements Refusal {}

    record IsNoReplica(Address server) implements Refusal {}

    record AlreadyThere(Address server, Address below) implements Refusal {}

    record BelowItself(Address server, Address below) implements Refusal {}

    /** The two are of different chains: their logs have nothing in common. */
    record DifferentChains(Address server, Address below) implements Refusal {}

    /** The new source cannot feed this replica. */
    record CannotReplicateFrom(Address server, Address below, String objection) implements Refusal {}

    record ApplierNotRunning(Address server, int errorNumber, String text) implements Refusal {}

    /** Replication filters make it lack transactions of its source, so logs cannot be compared with certainty. */
    record Filtered(Address server) implements Refusal {}

    /** A Binlog Server only goes on with the log that it stores; that of another server would not fit behind it. */
    record OnlyTheSameLog(Address server, Address below, Address log) implements Refusal {}

    record NoReplicas(Address server) implements Refusal {}

    record NotDead(Address server) implements Refusal {}

    record NobodyToGoTo(Address server, List<String> objections) implements Refusal {
        public NobodyToGoTo {
            objections = List.copyOf(objections);
        }
    }

    /** No drained replica may be promoted. */
    record NoCandidate(Address deadPrimary, List<Objection> objections) implements Refusal {
        public NoCandidate {
            objections = List.copyOf(objections);
        }
    }

    /** Promoting {@code best} would lose what {@code holder} has received beyond it. */
    record WouldLose(
            Address best, Coordinates bestAt, Address holder, Coordinates holderHas, String whyNotHolder)
            implements Refusal {}

    /** The writes of a living primary are not handed over. */
    record NoSwitchover(Address primary, String reason) implements Refusal {}

    /** Why one server may not be promoted. */
    record Objection(Address server, String reason) {}
}
