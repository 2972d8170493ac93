package dev.tutti.bench.binlogs;

import dev.tutti.wire.binlog.Checksum;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.PayloadWriter;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A log file of a size and an event size of one's choice, as MariaDB would have written it: the beginning is taken from a real one, the
 * transactions behind it are made up and correct, checksums and positions included.
 */
final class LogFile {
    /** What events are like. */
    enum Events {
        /** GTID and a short statement: 42 and some 80 bytes. */
        SMALL,
        /** Statements of 1 MiB. */
        LARGE,
        /** Nine short ones, then one of 64 KiB. */
        MIXED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int MARIADB_GTID = 162;
    private static final int QUERY = 2;
    private static final int STANDALONE = 1;
    private static final long SEED = 42;

    private final OutputStream out;
    private final Checksum checksum = new Checksum();
    private final SplittableRandom random = new SplittableRandom(SEED);
    private long position;
    private long number;

    private LogFile(OutputStream out, long position, long number) {
        this.out = out;
        this.position = position;
        this.number = number;
    }

    /**
     * Writes a file.
     *
     * @param head everything of a real file up to its first transaction
     * @param firstNumber the GTID of the first transaction, in domain 0
     * @return the number behind the last transaction
     */
    static long write(Path file, byte[] head, Events events, long bytes, long firstNumber) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            out.write(head);
            LogFile log = new LogFile(out, head.length, firstNumber);
            for (int i = 0; log.position < bytes; i++) {
                log.transaction(switch (events) {
                    case SMALL -> 40;
                    case LARGE -> 1 << 20;
                    case MIXED -> i % 10 == 9 ? 64 << 10 : 40;
                });
            }
            return log.number;
        }
    }

    private void transaction(int statement) throws IOException {
        event(MARIADB_GTID, new PayloadWriter().i64(number++).u32(0).u8(STANDALONE).zeros(6));
        byte[] text = new byte[statement];
        Arrays.fill(text, (byte) 'x');
        LittleEndian.putI64(text, 8, random.nextLong() & 0x7f7f_7f7f_7f7f_7f7fL);
        byte[] begin = "insert ".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(begin, 0, text, 0, begin.length);
        event(QUERY, new PayloadWriter(statement + 32).u32(1).u32(0).u8(0).u16(0).u16(0).u8(0).bytes(text));
    }

    private void event(int type, PayloadWriter body) throws IOException {
        int length = EventHeader.LENGTH + body.length() + EventHeader.CHECKSUM_LENGTH;
        position += length;
        byte[] event = new PayloadWriter(length)
                .u32(1_700_000_000L)
                .u8(type)
                .u32(1)
                .u32(length)
                .u32(position)
                .u16(0)
                .bytes(body.toBytes())
                .zeros(EventHeader.CHECKSUM_LENGTH)
                .toBytes();
        checksum.sign(event, 0, length);
        out.write(event);
    }
}
