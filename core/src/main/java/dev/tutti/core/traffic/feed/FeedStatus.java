package dev.tutti.core.traffic.feed;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** How a router stands to what it is to say. */
public sealed interface FeedStatus {
    /** One sentence for people. */
    String sentence();

    /** It has not been looked at yet. */
    record NotYet() implements FeedStatus {
        @Override
        public String sentence() {
            return "has not been looked at yet";
        }
    }

    /** It says what it should; that was read back. */
    record Settled(Instant since) implements FeedStatus {
        @Override
        public String sentence() {
            return "says what it should, since " + since;
        }
    }

    /** Somebody else has changed it, and it is left so. */
    record Drifted(List<Drift> drift, Instant since) implements FeedStatus {
        public Drifted {
            drift = List.copyOf(drift);
        }

        @Override
        public String sentence() {
            return drift.stream().map(Drift::sentence).collect(Collectors.joining(". "));
        }
    }

    /**
     * It may say something else.
     *
     * @param failures how many attempts in a row
     * @param made how many changes of the last attempt were confirmed, of {@code planned}
     */
    record Failing(Failure failure, Instant since, int failures, int made, int planned) implements FeedStatus {
        @Override
        public String sentence() {
            return failure.sentence() + (made > 0 ? " (" + made + " of " + planned + " changes are made)" : "") + ", since " + since
                    + ", attempt " + failures;
        }
    }
}
