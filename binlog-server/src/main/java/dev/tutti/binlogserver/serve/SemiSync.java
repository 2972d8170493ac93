package dev.tutti.binlogserver.serve;

/** The two bytes before each event of a semi-synchronous stream. Source: {@code plugin/semisync/semisync.h}. */
final class SemiSync {
    static final byte MAGIC = (byte) 0xef;
    /** Asks the replica to acknowledge this event. */
    static final byte ANSWER = 1;

    private SemiSync() {}
}
