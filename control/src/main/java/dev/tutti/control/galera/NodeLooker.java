package dev.tutti.control.galera;

import dev.tutti.control.session.Session;
import dev.tutti.control.session.SessionException;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.dialect.Dialect;
import dev.tutti.core.dialect.UnexpectedAnswerException;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Looks at one node through a session that it keeps. Only {@code SHOW} is used: a node without quorum answers everything else
 * with error 1047. One look at a time; {@link #close} may be called by any thread.
 */
final class NodeLooker implements AutoCloseable {
    private static final String STATUS = "SHOW GLOBAL STATUS LIKE 'wsrep%'";
    private static final String VARIABLES = "SHOW GLOBAL VARIABLES WHERE Variable_name LIKE 'wsrep%' OR Variable_name IN"
            + " ('auto_increment_increment', 'auto_increment_offset', 'innodb_flush_log_at_trx_commit')";

    private final Address node;
    private final Sessions sessions;
    private final Duration deadline;
    private final Runnable lost;
    private volatile @Nullable Session session;
    private volatile boolean closed;

    /** @param lost runs as soon as the node ends the session, also between two looks */
    NodeLooker(Address node, Sessions sessions, Duration deadline, Runnable lost) {
        this.node = node;
        this.sessions = sessions;
        this.deadline = deadline;
        this.lost = lost;
    }

    /** What a look came to. */
    sealed interface Look {
        record Answered(GaleraStatus status) implements Look {}

        /** @param lives whether something answers there, though not what was asked: it may serve others */
        record Not(String why, boolean lives) implements Look {}
    }

    /** Asks; takes no longer than the deadline for connecting and for each of two answers. */
    Look look() {
        try {
            Session open = session;
            if (open == null) {
                open = sessions.open(node, deadline);
                session = open;
                open.onLost(lost);
                if (closed) {
                    drop();
                    return new Look.Not("it is not watched any more", false);
                }
            }
            return GaleraStatus.of(Dialect.asOneRow(open.query(STATUS)), Dialect.asOneRow(open.query(VARIABLES)))
                    .<Look>map(Look.Answered::new)
                    .orElseGet(() -> new Look.Not("it answers and is no Galera node", true));
        } catch (SessionException e) {
            drop();
            return new Look.Not(String.valueOf(e.getMessage()), e.kind().speaksForLife());
        } catch (UnexpectedAnswerException | IllegalArgumentException e) {
            drop();
            return new Look.Not(String.valueOf(e.getMessage()), true);
        }
    }

    private void drop() {
        Session open = session;
        session = null;
        if (open != null) {
            open.abort();
        }
    }

    @Override
    public void close() {
        closed = true;
        drop();
    }
}
