package dev.tutti.core.traffic.feed;

import java.time.Duration;
import java.util.List;

/** Why a router does not say what it is to say. Each names what, where and what to do; none ever holds a secret. */
public sealed interface Failure {
    /** The router or the part of it that this is about. */
    String where();

    /** One sentence for people. */
    String sentence();

    /** It does not know or not let us: a key, a grant, a name that is not there. Trying again soon is of no use. */
    record Refused(String where, String what, String remedy) implements Failure {
        @Override
        public String sentence() {
            return where + " refuses: " + what + "; " + remedy;
        }
    }

    /** Nobody answers there. */
    record Unreachable(String where, String what) implements Failure {
        @Override
        public String sentence() {
            return where + " cannot be reached: " + what + "; see whether it runs and whether a firewall is between";
        }
    }

    /** It was still busy when its time was over; whether it has made the change is not known. */
    record TimedOut(String where, String doing, Duration limit) implements Failure {
        @Override
        public String sentence() {
            return where + " did not finish within " + limit.toMillis() + " ms: " + doing
                    + "; see what keeps it busy, or give it more time (deadline, request)";
        }
    }

    /** It answers that it cannot, or something that is no answer. */
    record Faulty(String where, String what) implements Failure {
        @Override
        public String sentence() {
            return where + " fails: " + what + "; its own log says more";
        }
    }

    /** It wants to be asked less often. */
    record Throttled(String where, String what) implements Failure {
        @Override
        public String sentence() {
            return where + " wants to be asked less often: " + what + "; it is asked again later";
        }
    }

    /** Between looking and changing somebody else has changed it; nothing of theirs was overwritten. */
    record Conflict(String where, String what) implements Failure {
        @Override
        public String sentence() {
            return where + " was changed by somebody else in the same moment: " + what + "; it is looked at again";
        }
    }

    /** It said that it had made the changes, and does not say what it should. */
    record NotConfirmed(String where, List<String> differences) implements Failure {
        public NotConfirmed {
            differences = List.copyOf(differences);
        }

        @Override
        public String sentence() {
            return where + " took the changes and does not show them: " + String.join("; ", differences)
                    + "; see whether something else writes there";
        }
    }

    /** A route came that it cannot say at all. */
    record Unsayable(String where, String what, String remedy) implements Failure {
        @Override
        public String sentence() {
            return where + " cannot say this: " + what + "; " + remedy;
        }
    }

    /** Newer routes came while this was waiting; not a fault of anybody. */
    record Superseded(String where) implements Failure {
        @Override
        public String sentence() {
            return where + " gets newer routes, which came while it was waited for";
        }
    }
}
