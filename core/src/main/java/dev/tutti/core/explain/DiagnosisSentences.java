package dev.tutti.core.explain;

import dev.tutti.core.diagnosis.Diagnosis;
import dev.tutti.core.diagnosis.Witness;
import dev.tutti.core.engine.Decision;
import dev.tutti.core.model.Address;

import java.util.List;

/** Diagnoses and decisions in words. */
public final class DiagnosisSentences {
    private DiagnosisSentences() {}

    public static String of(Diagnosis diagnosis) {
        return switch (diagnosis) {
            case Diagnosis.PrimaryDead dead -> "primary " + dead.subject() + " is dead: it answers nobody and "
                    + agreement(dead.witnesses()) + " lost it";
            case Diagnosis.IntermediateDead dead -> "intermediate " + dead.subject() + " is dead: it answers nobody and "
                    + agreement(dead.witnesses()) + " lost it";
            case Diagnosis.UnreachableFromHere unreachable -> unreachable.stillConnected().isEmpty()
                    ? unreachable.subject() + " answers, but will not serve us"
                    : unreachable.subject() + " cannot be reached from here, but "
                            + Sentences.list(unreachable.stillConnected()) + " still "
                            + (unreachable.stillConnected().size() == 1 ? "receives" : "receive") + " from it";
            case Diagnosis.TooFewWitnesses few -> few.subject() + " does not answer, but "
                    + (few.silent().isEmpty()
                            ? "no replica can testify that it is dead"
                            : "neither do " + Sentences.list(few.silent())
                                    + ": more likely we are cut off than that all of them died");
            case Diagnosis.Suspected suspected -> suspected.subject() + " does not answer; "
                    + switch (suspected.missing()) {
                        case OWN_ATTEMPT -> "a new connection is being tried";
                        case FRESH_WITNESSES -> "its replicas are being asked";
                        case RECEIVER_RESTART -> "its replicas have had nothing from it since and cannot tell why: their"
                                + " receivers are restarted to know";
                        case RECEIVER_ANSWER -> "the receivers of its replicas were restarted, their answer is awaited";
                    };
            case Diagnosis.TurnsUsAway away -> away.subject() + " lives but will not let us in: " + away.detail();
            case Diagnosis.AnswersNonsense nonsense -> "what answers at " + nonsense.subject()
                    + " does not speak the protocol: " + nonsense.detail();
            case Diagnosis.Unreachable unreachable -> unreachable.subject() + " does not answer: "
                    + unnamed(unreachable.subject(), unreachable.detail());
            case Diagnosis.ReceiverBroken broken -> broken.subject() + " does not receive from " + broken.source()
                    + ": error " + broken.errorNumber() + ", " + broken.text();
            case Diagnosis.ReceiverStopped stopped -> "the receiver of " + stopped.subject() + " is stopped";
            case Diagnosis.ApplierBroken broken -> "the applier of " + broken.subject() + " stopped with error "
                    + broken.errorNumber() + ": " + broken.text();
            case Diagnosis.ApplierStopped stopped -> "the applier of " + stopped.subject() + " is stopped";
            case Diagnosis.Lagging lagging -> lagging.subject() + " is " + Sentences.of(lagging.lag()) + " behind";
            case Diagnosis.WritableReplica writable -> "replica " + writable.subject()
                    + " accepts writes: errant transactions can arise there";
            case Diagnosis.ReadOnlyPrimary readOnly -> "primary " + readOnly.subject() + " accepts no writes";
            case Diagnosis.DoesNotLogUpdates silent -> silent.subject()
                    + " does not log what it replicates: it cannot be promoted nor have replicas";
            case Diagnosis.SameServerId same -> same.subject() + " and " + same.other() + " have the same server_id "
                    + same.serverId();
            case Diagnosis.ReplicationLoop loop -> Sentences.list(loop.members())
                    + " replicate from each other in a loop: nobody is the primary";
            case Diagnosis.FormerPrimaryReturned former -> "the former primary " + former.subject()
                    + " answers again; " + former.replacedBy() + " has taken over"
                    + (former.writable() ? ", and both accept writes" : "; it accepts no writes and waits for a person");
            case Diagnosis.LostReplica lost -> lost.subject() + " could not be kept in its chain: " + lost.reason();
            case Diagnosis.NoPseudoGtid none -> "no Pseudo-GTID entry can be written to " + none.subject() + ": "
                    + none.reason();
            case Diagnosis.AheadOfSource ahead -> ahead.subject() + " has received up to " + ahead.received() + ", but "
                    + ahead.source() + " has only written up to " + ahead.written()
                    + ": a crash or a reset cut its log short";
            case Diagnosis.BinlogServerFull full -> "the disk of the Binlog Server " + full.subject()
                    + " is full: it stores and acknowledges nothing more, and serves what it has";
            case Diagnosis.ReplacedWhileAway away -> "the Binlog Server " + away.subject() + " follows " + away.former()
                    + ", which " + away.replacedBy() + " replaced while it was away";
            case Diagnosis.BinlogServerDiverged diverged -> "the Binlog Server " + diverged.subject()
                    + " stores another history than " + diverged.source() + " has: it stores nothing more until a person decides";
        };
    }

    private static String agreement(List<Witness> witnesses) {
        long lost = witnesses.stream().filter(witness -> witness.says() == Witness.Says.LOST).count();
        return lost + " of " + witnesses.size() + (witnesses.size() == 1 ? " replica" : " replicas");
    }

    public static String of(Witness witness) {
        return witness.replica() + " " + switch (witness.says()) {
            case LOST -> "lost it" + (witness.errorNumber() == 0 ? "" : " (error " + witness.errorNumber() + ")");
            case RECEIVING -> "still receives from it";
            case STANDING_STILL -> "has had nothing from it since"
                    + (witness.errorNumber() == 0 ? "" : " (error " + witness.errorNumber() + " is older)");
            case TURNS_US_AWAY -> "will not let us in and cannot tell";
            case STOPPED -> "has its receiver stopped and cannot tell";
            case SILENT -> "does not answer either";
        };
    }

    /** What was concluded and what follows, in one sentence. */
    public static String of(Decision decision) {
        String about = switch (decision.about()) {
            case Decision.About.Concluded concluded -> of(concluded.diagnosis());
            case Decision.About.AnswersAgain again -> decision.subject() + " answers again";
            case Decision.About.WeWerePaused paused -> "this process itself did not run for "
                    + Sentences.of(paused.pause()) + ": what it saw of " + decision.subject() + " does not count";
        };
        return about + switch (decision.verdict()) {
            case Decision.Verdict.Recovering recovering -> "; recovering";
            case Decision.Verdict.Asking asking -> "";
            case Decision.Verdict.NothingToDo nothing -> "";
            case Decision.Verdict.EvidenceForbids forbids -> "; nothing is done";
            case Decision.Verdict.ByHandOnly byHand -> "; recovery is left to a person (by hand only): tutti "
                    + (isAbout(decision, Diagnosis.ReplacedWhileAway.class) ? "relocate " : "recover ") + decision.subject();
            case Decision.Verdict.SwitchedOff off -> "; recovery is switched off for this chain";
            case Decision.Verdict.TooSoon soon -> "; not recovered by itself, as " + soon.previousSubject()
                    + " was recovered at " + soon.previousAt() + ": acknowledge that recovery, recover by hand, or wait until "
                    + soon.until();
            case Decision.Verdict.InDowntime downtime -> "; it is in downtime until " + downtime.until() + " ("
                    + downtime.reason() + ")";
            case Decision.Verdict.AfterItsPrimary after -> "; its replicas are moved when it is settled who follows the primary "
                    + after.primary();
            case Decision.Verdict.TriedAlready tried -> "; its recovery at " + tried.at()
                    + " ended without success and is not repeated blindly: see it, then tutti recover "
                    + decision.subject();
        };
    }

    private static boolean isAbout(Decision decision, Class<? extends Diagnosis> kind) {
        return decision.about() instanceof Decision.About.Concluded concluded && kind.isInstance(concluded.diagnosis());
    }

    /** A failure names its server, which the sentence has done already. */
    private static String unnamed(Address subject, String detail) {
        String name = subject + ": ";
        return detail.startsWith(name) ? detail.substring(name.length()) : detail;
    }
}
