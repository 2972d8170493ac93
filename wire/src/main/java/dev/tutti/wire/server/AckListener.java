package dev.tutti.wire.server;

/** Learns what a replica sends while its dump runs. Called by one thread, which is not the dumping one. */
@FunctionalInterface
public interface AckListener {
    /** The replica has received and flushed everything up to this position of this file (semi-synchronous replication). */
    void acknowledged(String file, long position);

    /** The client has gone, or was cut off: nothing more will come, and a dump that waits for something to send may end. */
    default void clientLeft() {}
}
