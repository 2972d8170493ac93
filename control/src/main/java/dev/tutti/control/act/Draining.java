package dev.tutti.control.act;

import dev.tutti.control.act.StepResult.Done;
import dev.tutti.control.act.StepResult.Failed;
import dev.tutti.control.observe.Looker;
import dev.tutti.control.session.Session;
import dev.tutti.control.session.SessionException;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.Replication.Workers;
import dev.tutti.core.plan.Step;

import java.time.Duration;

/**
 * Waits until a replica that was cut off from its source has applied everything that it received.
 *
 * <p>Equal coordinates of what was received and applied end the waiting, where no worker of a parallel applier is at work
 * any more. What stays unequal may be a transaction that the source did not finish sending: then the applier, and all of its
 * workers, idle in front of it, for good.
 *
 * <p>For one thread, the caller's.
 */
final class Draining {
    /** Of one thread that applies and says that it idles, each look is the truth; three forgive one that was under way. */
    private static final int IDLE_LOOKS = 3;

    /**
     * A worker shows that it waits for a moment after it was given work, until it is scheduled: milliseconds, and more on a
     * machine that is overloaded.
     */
    private static final Duration WORKERS_IDLE = Duration.ofMillis(500);

    private final Session session;
    private final Looker looker;
    private final Step.Drain step;
    private final Waiting waiting;
    private int idleLooks;
    private long idleSince;
    private Coordinates idleAt = new Coordinates("", 0);
    private boolean coordinatesAreExact;

    private Draining(Session session, Looker looker, Step.Drain step) {
        this.session = session;
        this.looker = looker;
        this.step = step;
        this.waiting = Waiting.atMost(step.deadline());
        this.coordinatesAreExact = !session.dialect().coordinatesLag();
    }

    static StepResult untilDone(Session session, Looker looker, Step.Drain step)
            throws SessionException, InterruptedException {
        return new Draining(session, looker, step).untilDone();
    }

    private StepResult untilDone() throws SessionException, InterruptedException {
        while (true) {
            Replication now = looker.look().replication();
            if (now == null) {
                return new Failed(step.server(), "its replication was reset meanwhile");
            }
            if (now.applierError() != 0) {
                return new Failed(
                        step.server(),
                        "its applier stopped with error " + now.applierError() + ": " + now.applierErrorText());
            }
            count(now);
            boolean reached = now.applied().compareTo(now.received()) >= 0;
            if (reached && (now.workers() == Workers.NONE || idleForGood(now))) {
                return new Done("applied everything received, up to " + now.applied());
            }
            if (!reached && idleForGood(now)) {
                if (now.workers() == Workers.NONE || coordinatesAreExact) {
                    return new Done("applied every whole transaction received, up to " + now.applied()
                            + "; what stands behind it up to " + now.received()
                            + " is a transaction that the source did not finish sending");
                }
                // Stopped, the applier says exactly how far it came; by that it is compared with others.
                session.execute(session.dialect().stopApplier());
                session.execute(session.dialect().startApplier());
                coordinatesAreExact = true;
                idleLooks = 0;
            }
            if (!waiting.more()) {
                return new Failed(step.server(), howFar(now));
            }
        }
    }

    /** How long it has been idle at the same place. */
    private void count(Replication now) {
        boolean stillIdle = now.drained() && idleAt.equals(now.applied()) && idleLooks > 0;
        if (!stillIdle) {
            idleLooks = 0;
            idleSince = System.nanoTime();
        }
        idleLooks += now.drained() ? 1 : 0;
        idleAt = now.applied();
    }

    private boolean idleForGood(Replication now) {
        return now.drained()
                && idleLooks >= IDLE_LOOKS
                && (now.workers() == Workers.NONE || System.nanoTime() - idleSince >= WORKERS_IDLE.toNanos());
    }

    private String howFar(Replication now) {
        return "has applied " + now.applied() + " of " + now.received() + " after " + step.deadline().toSeconds() + " s"
                + (now.workers() == Workers.BUSY
                        ? "; workers of its parallel applier are at work, or may not be seen (PROCESS)"
                        : "");
    }
}
