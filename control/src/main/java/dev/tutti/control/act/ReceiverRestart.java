package dev.tutti.control.act;

import dev.tutti.control.observe.Looker;
import dev.tutti.control.session.Session;
import dev.tutti.control.session.SessionException;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.dialect.UnexpectedAnswerException;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.Replication.Receiver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/**
 * Restarts the receiver of a replica for its testimony about its source. Thread safe; blocks, meant for virtual threads.
 *
 * <p>Invariants: only while the applier runs, seen just before, as MariaDB drops what was received and not applied once both
 * threads have stopped. Once the receiver was told to stop it is told to start, whatever became of the first: on a session of
 * its own, which a statement that hangs does not hold up.
 */
public final class ReceiverRestart {
    private static final Logger log = LoggerFactory.getLogger(ReceiverRestart.class);

    /** A replica whose receiver stays stopped is worse than one that is asked a third time. */
    private static final int ATTEMPTS_TO_START = 3;

    private final Sessions sessions;
    private final Duration stopDeadline;
    private final Duration startDeadline;

    /**
     * @param stopDeadline for connecting, and for each answer until the receiver has stopped
     * @param startDeadline for connecting, and for each answer, when it is started: a START waits for a STOP that hangs
     */
    public ReceiverRestart(Sessions sessions, Duration stopDeadline, Duration startDeadline) {
        this.sessions = sessions;
        this.stopDeadline = stopDeadline;
        this.startDeadline = startDeadline;
    }

    /** Whether the receiver was stopped and started. */
    public boolean perform(Address replica) {
        boolean told = false;
        boolean stopped = false;
        try (Session session = sessions.open(replica, stopDeadline)) {
            Replication now = Looker.once(session).replication();
            if (now == null || !now.applierRunning() || now.receiver() == Receiver.STOPPED) {
                log.info("the receiver of {} is not restarted: its replication was changed meanwhile", replica);
                return false;
            }
            told = true;
            session.execute(session.dialect().stopReceiver());
            stopped = true;
        } catch (SessionException | UnexpectedAnswerException e) {
            log.warn("the receiver of {} could not be stopped for its testimony: {}", replica, e.getMessage());
        }
        return told && start(replica) && stopped;
    }

    private boolean start(Address replica) {
        for (int attempt = 1; attempt <= ATTEMPTS_TO_START; attempt++) {
            try (Session session = sessions.open(replica, startDeadline)) {
                session.execute(session.dialect().startReceiver());
                return true;
            } catch (SessionException e) {
                log.warn("the receiver of {} could not be started again (attempt {} of {}): {}",
                        replica, attempt, ATTEMPTS_TO_START, e.getMessage());
            }
        }
        return false;
    }
}
