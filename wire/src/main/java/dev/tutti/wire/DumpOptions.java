package dev.tutti.wire;

/**
 * How to ask for a binary log.
 *
 * @param serverId as whom to ask. 0, as mysqlbinlog does, makes every server stop at the end of its log and never ends another
 *     client's dump. With any other number a server first ends the dump of whoever came with the same number before (MariaDB;
 *     MySQL among clients without a uuid), and MySQL 5.6 before 5.6.20 does not stop at the end
 * @param verifyChecksums whether to check every event's CRC-32, where the log has them
 */
public record DumpOptions(long serverId, boolean verifyChecksums) {
    public DumpOptions {
        if (serverId < 0 || serverId > 0xffff_ffffL) {
            throw new IllegalArgumentException("a server id is between 0 and 4294967295, not " + serverId);
        }
    }

    public static DumpOptions defaults() {
        return new DumpOptions(0, true);
    }

    public DumpOptions withVerifyChecksums(boolean other) {
        return new DumpOptions(serverId, other);
    }

    public DumpOptions withServerId(long other) {
        return new DumpOptions(other, verifyChecksums);
    }
}
