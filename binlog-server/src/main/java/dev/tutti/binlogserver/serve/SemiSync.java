package dev.tutti.binlogserver.serve;

/** The two bytes before each event of a semi-synchronous stream. Source: {@code plugin/semisync/semisync.h}. */
final class SemiSync {
    static final byte MAGIC = (byte) 0xef;
    /** Asks the replica to acknowledge this event. */
    static final byte ANSWER = 1;
    /** The number of the packet behind one that is to be acknowledged: replicas begin to count anew where they answer. */
    static final int NEXT_NUMBER = 1;

    private SemiSync() {}
}
