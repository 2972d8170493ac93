package dev.tutti.binlogserver.store;

import java.util.HexFormat;

/**
 * Who numbers transactions: a MySQL server's uuid, perhaps with a tag, or a MariaDB domain and server id.
 *
 * @param high the uuid's upper half; for MariaDB the domain
 * @param low the uuid's lower half; for MariaDB the server id
 * @param tag MySQL's tag, mostly empty; {@code null} marks a MariaDB source
 */
public record GtidSource(long high, long low, @org.jspecify.annotations.Nullable String tag) {
    public static GtidSource mariadb(long domain, long server) {
        return new GtidSource(domain, server, null);
    }

    /** Reads a uuid, in any case, perhaps with {@code :tag} behind it. */
    public static GtidSource mysql(String text) {
        int colon = text.indexOf(':');
        String uuid = (colon < 0 ? text : text.substring(0, colon)).replace("-", "");
        if (uuid.length() != 32) {
            throw new IllegalArgumentException("\"" + text + "\" is not a server's uuid");
        }
        return new GtidSource(
                HexFormat.fromHexDigitsToLong(uuid, 0, 16),
                HexFormat.fromHexDigitsToLong(uuid, 16, 32),
                colon < 0 ? "" : text.substring(colon + 1));
    }

    public boolean isMariaDb() {
        return tag == null;
    }

    /** How the family writes a transaction of this source. */
    public String gtid(long number) {
        return isMariaDb() ? high + "-" + low + "-" + Long.toUnsignedString(number) : this + ":" + number;
    }

    @Override
    public String toString() {
        if (isMariaDb()) {
            return high + "-" + low;
        }
        return tag == null || tag.isEmpty() ? server() : server() + ":" + tag;
    }

    /** The uuid without any tag. */
    String server() {
        HexFormat hex = HexFormat.of();
        String first = hex.toHexDigits(high);
        String second = hex.toHexDigits(low);
        return first.substring(0, 8) + '-' + first.substring(8, 12) + '-' + first.substring(12) + '-'
                + second.substring(0, 4) + '-' + second.substring(4);
    }
}
