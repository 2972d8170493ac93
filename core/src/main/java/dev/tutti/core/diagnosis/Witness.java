package dev.tutti.core.diagnosis;

import dev.tutti.core.model.Address;

import java.time.Instant;

/**
 * What one replica says about its source.
 *
 * @param replica who says it
 * @param at when it said so
 * @param says what
 * @param errorNumber its receiver's error number, 0 without one
 */
public record Witness(Address replica, Instant at, Says says, int errorNumber) {
    /** The possible testimonies about a suspected source. */
    public enum Says {
        /** Its receiver lost the source and cannot reconnect. */
        LOST,
        /** Its receiver is connected and something arrived since the suspicion arose. */
        RECEIVING,
        /** Nothing arrived since the suspicion arose, and nothing was lost since either. Proves nothing yet. */
        STANDING_STILL,
        /** Its receiver was stopped by somebody: it knows nothing. */
        STOPPED,
        /** It answers, but will not let us in: it knows, and cannot tell. */
        TURNS_US_AWAY,
        /** It cannot be asked, although it could until shortly before the suspicion arose. */
        SILENT
    }
}
