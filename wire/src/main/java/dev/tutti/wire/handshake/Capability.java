package dev.tutti.wire.handshake;

/**
 * What client and server offer each other, as bits. Source: {@code include/mysql_com.h}; the upper 32 bits of MariaDB's own
 * extensions are not used here.
 */
public final class Capability {
    public static final int LONG_PASSWORD = 1;
    public static final int FOUND_ROWS = 1 << 1;
    public static final int LONG_FLAG = 1 << 2;
    public static final int CONNECT_WITH_DB = 1 << 3;
    public static final int PROTOCOL_41 = 1 << 9;
    public static final int SSL = 1 << 11;
    public static final int TRANSACTIONS = 1 << 13;
    public static final int SECURE_CONNECTION = 1 << 15;
    public static final int PLUGIN_AUTH = 1 << 19;
    public static final int CONNECT_ATTRS = 1 << 20;
    public static final int PLUGIN_AUTH_LENENC = 1 << 21;

    private Capability() {}
}
