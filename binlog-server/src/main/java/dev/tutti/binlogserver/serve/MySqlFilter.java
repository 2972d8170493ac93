package dev.tutti.binlogserver.serve;

import dev.tutti.binlogserver.store.GtidSet;
import dev.tutti.binlogserver.store.GtidSource;
import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.binlog.EventType;
import dev.tutti.wire.binlog.Gtids;
import dev.tutti.wire.packet.MalformedPacketException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Leaves out the transactions that a MySQL replica said that it has. */
final class MySqlFilter implements EventFilter {
    private final GtidSet known;
    private final Gtids gtids = new Gtids();
    private boolean leavingOut;

    MySqlFilter(GtidSet known) {
        this.known = known;
    }

    @Override
    public boolean wants(ByteBuffer bytes, int at, int length) {
        int type = bytes.get(at + EventHeader.TYPE_AT) & 0xff;
        switch (type) {
            case EventType.GTID -> {
                int body = at + EventHeader.LENGTH;
                ByteBuffer big = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
                leavingOut = known.contains(
                        new GtidSource(big.getLong(body + 1), big.getLong(body + 9), ""), bytes.getLong(body + 17));
            }
            case EventType.GTID_TAGGED -> leavingOut = knowsTagged(bytes, at, length);
            case EventType.ANONYMOUS_GTID, EventType.FORMAT_DESCRIPTION, EventType.ROTATE, EventType.STOP,
                    EventType.PREVIOUS_GTIDS ->
                leavingOut = false;
            default -> {}
        }
        return !leavingOut;
    }

    private boolean knowsTagged(ByteBuffer bytes, int at, int length) {
        byte[] event = new byte[length];
        bytes.get(at, event);
        try {
            String gtid = gtids.tagged(event, EventHeader.LENGTH, length);
            int colon = gtid.lastIndexOf(':');
            return known.contains(GtidSource.mysql(gtid.substring(0, colon)), Long.parseLong(gtid.substring(colon + 1)));
        } catch (MalformedPacketException e) {
            // Rather twice than not at all: the replica knows what it has.
            return false;
        }
    }

    @Override
    public boolean wantsAll(StoredFile file, long from) {
        return !leavingOut && !file.index().mayHold(known, from);
    }
}
