package dev.tutti.core.engine;

import dev.tutti.core.diagnosis.Diagnosis;
import dev.tutti.core.model.Address;

import java.time.Duration;
import java.time.Instant;

/**
 * One conclusion about one server, and what follows from it.
 *
 * @param subject which server
 * @param chain its chain
 * @param about what was concluded
 * @param verdict what follows
 */
public record Decision(Instant at, String chain, Address subject, About about, Verdict verdict) {
    /** What a decision is about. */
    public sealed interface About {
        record Concluded(Diagnosis diagnosis) implements About {}

        /** The server answers again before anything was done. */
        record AnswersAgain(Instant suspectedSince) implements About {}

        /** This process itself was not running on time: what it saw around then does not count. */
        record WeWerePaused(Duration pause) implements About {}
    }

    /** What follows from a conclusion. */
    public sealed interface Verdict {
        /** A recovery starts. */
        record Recovering() implements Verdict {}

        /** More evidence is needed and being asked for. */
        record Asking() implements Verdict {}

        /** Nothing, since nothing needs doing. */
        record NothingToDo() implements Verdict {}

        /** The evidence forbids it. */
        record EvidenceForbids() implements Verdict {}

        /** The policy leaves it to a person. */
        record ByHandOnly() implements Verdict {}

        /** The policy says off. */
        record SwitchedOff() implements Verdict {}

        /** A recovery of the same kind in the same chain is too recent. */
        record TooSoon(Address previousSubject, Instant previousAt, Instant until) implements Verdict {}

        /** The server is in downtime. */
        record InDowntime(Instant until, String reason) implements Verdict {}

        /** The primary of its chain is in trouble as well: where its replicas can go is not settled yet. */
        record AfterItsPrimary(Address primary) implements Verdict {}

        /** A recovery of it was tried already and ended without success; it is not repeated blindly. */
        record TriedAlready(Instant at) implements Verdict {}
    }

    /** Whether it says the same as another, apart from the time. */
    public boolean saysTheSame(Decision other) {
        return subject.equals(other.subject)
                && verdict.equals(other.verdict)
                && about.getClass() == other.about.getClass()
                && kind().equals(other.kind());
    }

    private Object kind() {
        return about instanceof About.Concluded concluded
                ? concluded.diagnosis() instanceof Diagnosis.Suspected suspected
                        ? suspected.missing()
                        : concluded.diagnosis().getClass()
                : about;
    }
}
