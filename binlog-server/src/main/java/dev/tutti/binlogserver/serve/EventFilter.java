package dev.tutti.binlogserver.serve;

import dev.tutti.binlogserver.store.StoredFile;

import java.nio.ByteBuffer;

/** Which events of a log one replica does not want. Used by its dump's thread. */
interface EventFilter {
    /**
     * Takes the next event in the order of the log.
     *
     * @param at where the event begins; its bytes are in little-endian order
     * @return whether it is to be sent
     */
    boolean wants(ByteBuffer bytes, int at, int length);

    /** Whether everything from this position of the file up to its end is wanted, so that nobody need look. */
    boolean wantsAll(StoredFile file, long from);
}
