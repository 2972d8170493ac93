package dev.tutti.wire.binlog;

/**
 * Where things stand in the 19 bytes before every event: {@code timestamp4 type1 serverId4 length4 end4 flags2}. Source: MySQL
 * internals, "Binary Log Event Header".
 */
public final class EventHeader {
    public static final int LENGTH = 19;
    public static final int TYPE_AT = 4;
    public static final int SERVER_ID_AT = 5;
    public static final int LENGTH_AT = 9;
    public static final int END_AT = 13;
    public static final int FLAGS_AT = 17;

    /** Set in the Format_description of a file that is being written, or was when its server crashed. */
    public static final int IN_USE = 0x1;
    /** Made up by the sender; stands in no file. */
    public static final int ARTIFICIAL = 0x20;
    /** Readers who do not know the type may go over it. */
    public static final int IGNORABLE = 0x80;

    public static final int CHECKSUM_LENGTH = 4;

    private EventHeader() {}
}
