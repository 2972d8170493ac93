package dev.tutti.core.fleet;

import java.time.Instant;

/** How it stands between this process and a server. */
public sealed interface Contact {
    /** Never reached so far, and not known to fail. */
    record NotYet() implements Contact {}

    /** The last look succeeded. */
    record Answering() implements Contact {}

    /**
     * Looks fail.
     *
     * @param since when the first of the unbroken run of failures was noticed; a run of silence is broken by an answer that
     *     turns us away, and the other way round
     * @param kind what the strongest failure so far says, see {@link Failure#strength}
     * @param freshAttempts how many <em>new</em> connections have failed since then; a lost session alone is 0
     * @param detail the last failure in words
     */
    record Failing(Instant since, Failure kind, int freshAttempts, String detail) implements Contact {}

    /** What kind of failure a look met. */
    enum Failure {
        /** A session that stood was closed by the other side: the process ended, or somebody closed it. */
        SESSION_CLOSED(1),
        /** Nothing came back within the deadline, neither on the session nor on a new connection. */
        SILENT(2),
        /** The operating system there refused the connection: nobody listens. */
        REFUSED(3),
        /** The server answered and would not let us in (password, too many connections, blocked host): it lives. */
        TURNED_AWAY(0),
        /** Something answered that does not speak the protocol. */
        NONSENSE(0),
        /** The name does not resolve, or there is no route. */
        NO_ROUTE(2);

        private final int strength;

        Failure(int strength) {
            this.strength = strength;
        }

        /** How strongly this speaks for the server being gone; 0 speaks against it. */
        public int strength() {
            return strength;
        }

        public boolean speaksForLife() {
            return strength == 0;
        }
    }
}
