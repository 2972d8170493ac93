package dev.tutti.binlogserver.sql;

import dev.tutti.binlogserver.store.FileIndex;
import dev.tutti.binlogserver.store.GtidSource;
import dev.tutti.binlogserver.store.LogStore;
import dev.tutti.binlogserver.store.Positions;
import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.server.Reply;

import java.io.IOException;

/** SHOW BINLOG EVENTS, and where a transaction or a Pseudo-GTID entry stands, through the index. Thread-safe. */
final class EventRows {
    private final LogStore store;

    EventRows(LogStore store) {
        this.store = store;
    }

    /** {@code [IN 'file'] [FROM position] [LIMIT [offset,] count]}. */
    Reply show(Tokens tokens) throws NotUnderstoodException, IOException {
        StoredFile file = null;
        if (tokens.take("IN")) {
            String name = tokens.text();
            file = store.find(name).orElse(null);
            if (file == null) {
                return new Reply.Err(1220, "HY000", "Error when executing command SHOW BINLOG EVENTS: Could not find target log");
            }
        } else if (!store.files().isEmpty()) {
            file = store.files().getFirst();
        }
        long from = tokens.take("FROM") ? Math.max(4, tokens.number()) : 4;
        long skip = 0;
        long count = Long.MAX_VALUE;
        if (tokens.take("LIMIT")) {
            count = tokens.number();
            if (tokens.take(",")) {
                skip = count;
                count = tokens.number();
            } else if (tokens.take("OFFSET")) {
                skip = tokens.number();
            }
        }
        tokens.expectEnd();
        Table table = new Table("Log_name", "Pos", "Event_type", "Server_id", "End_log_pos", "Info");
        if (file != null) {
            if (from > file.published() || !Positions.isBoundary(file, from)) {
                return new Reply.Err(1220, "HY000", "Error when executing command SHOW BINLOG EVENTS: Wrong offset or I/O error");
            }
            fill(table, file, from, skip, count);
        }
        return table.reply("Pos", "Server_id", "End_log_pos");
    }

    private static void fill(Table table, StoredFile file, long from, long skip, long count) throws IOException {
        long[] seen = {0};
        if (count == 0) {
            return;
        }
        Positions.read(file, from, (bytes, at, end, start, to) -> {
            seen[0]++;
            if (seen[0] > skip) {
                table.row(
                        file.name(),
                        start,
                        EventText.type(bytes, at),
                        LittleEndian.u32(bytes, at + EventHeader.SERVER_ID_AT),
                        to,
                        EventText.info(bytes, at, end));
            }
            return seen[0] - skip < count;
        });
    }

    Reply gtid(String text) throws IOException {
        Table table = new Table("Log_name", "Pos");
        int colon = text.lastIndexOf(':');
        String[] parts = text.split("-");
        try {
            GtidSource source;
            long number;
            if (colon < 0) {
                if (parts.length != 3) {
                    throw new NumberFormatException("three numbers are expected");
                }
                source = GtidSource.mariadb(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
                number = Long.parseUnsignedLong(parts[2]);
            } else {
                source = GtidSource.mysql(text.substring(0, colon));
                number = Long.parseLong(text.substring(colon + 1));
            }
            for (Positions.At at : Positions.find(store, source, number)) {
                table.row(at.file().name(), at.position());
            }
            return table.reply("Pos");
        } catch (IllegalArgumentException e) {
            return new Reply.Err(1231, "42000", "'" + text + "' is not a GTID: write domain-server-number or uuid:number");
        }
    }

    Reply entry(String key) {
        Table table = new Table("Log_name", "Pos", "End_log_pos");
        for (StoredFile file : store.files()) {
            for (FileIndex.Entry entry : file.index().entries()) {
                if (entry.key().equals(key) && entry.to() <= file.published()) {
                    table.row(file.name(), entry.from(), entry.to());
                }
            }
        }
        return table.reply("Pos", "End_log_pos");
    }
}
