package dev.tutti.wire.binlog;

import dev.tutti.wire.packet.LittleEndian;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * How the rows of one table lie in its rows events, by its Table_map event, for counting them: values are stepped over, never read.
 * Immutable. Sources: MySQL internals, "Table_map_event" and "Rows_event"; {@code log_event.cc}, {@code calc_field_size}.
 */
final class RowCount {
    private static final int TABLE_ID = 6;

    private final String table;
    private final byte[] types;
    private final int[] metadata;

    private RowCount(String table, byte[] types, int[] metadata) {
        this.table = table;
        this.types = types;
        this.metadata = metadata;
    }

    /** Schema and name. */
    String table() {
        return table;
    }

    static long tableId(byte[] bytes, int body) {
        return LittleEndian.u32(bytes, body) | ((long) LittleEndian.u16(bytes, body + 4) << 32);
    }

    /** Null when the event is not as it should be. */
    static @Nullable RowCount of(byte[] bytes, int body, int end) {
        try {
            int at = body + TABLE_ID + 2;
            int schemaLength = LittleEndian.u8(bytes, at);
            String schema = new String(bytes, at + 1, schemaLength, StandardCharsets.UTF_8);
            at += schemaLength + 2;
            int nameLength = LittleEndian.u8(bytes, at);
            String name = new String(bytes, at + 1, nameLength, StandardCharsets.UTF_8);
            at += nameLength + 2;
            Cursor in = new Cursor(bytes, at, end);
            int columns = (int) in.packed();
            byte[] types = in.take(columns);
            in.packed();
            int[] metadata = new int[columns];
            for (int i = 0; i < columns; i++) {
                metadata[i] = switch (metadataLength(types[i] & 0xff)) {
                    case 1 -> in.u8();
                    // Of these the first byte is the more important one.
                    case 2 -> bigEndian(types[i] & 0xff) ? in.u8() << 8 | in.u8() : in.u8() | in.u8() << 8;
                    default -> 0;
                };
            }
            return new RowCount(schema + "." + name, types, metadata);
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
    }

    private static boolean bigEndian(int type) {
        return type == 254 || type == 246 || type == 247 || type == 248;
    }

    private static int metadataLength(int type) {
        return switch (type) {
            case 4, 5, 17, 18, 19, 140, 242, 245, 249, 250, 251, 252, 255 -> 1;
            case 15, 16, 141, 246, 247, 248, 253, 254 -> 2;
            default -> 0;
        };
    }

    /**
     * Counts the rows of an event.
     *
     * @param at behind its table id, flags and extra data: at the number of columns
     * @return -1 when they cannot be counted
     */
    long rows(byte[] bytes, int at, int end, boolean update, @Nullable Compression compression) {
        try {
            Cursor in = new Cursor(bytes, at, end);
            int columns = (int) in.packed();
            if (columns != types.length) {
                return -1;
            }
            byte[] before = in.take((columns + 7) / 8);
            byte[] after = update ? in.take((columns + 7) / 8) : before;
            if (compression != null) {
                compression.inflate(bytes, in.at, end);
                in = new Cursor(compression.buffer(), 0, compression.length());
            }
            long rows = 0;
            while (in.at < in.end) {
                image(in, before);
                if (update) {
                    image(in, after);
                }
                rows++;
            }
            return in.at == in.end ? rows : -1;
        } catch (IndexOutOfBoundsException | dev.tutti.wire.packet.MalformedPacketException e) {
            return -1;
        }
    }

    private void image(Cursor in, byte[] present) {
        int count = 0;
        for (int i = 0; i < types.length; i++) {
            count += bit(present, i) ? 1 : 0;
        }
        byte[] nulls = in.take((count + 7) / 8);
        int index = 0;
        for (int i = 0; i < types.length; i++) {
            if (bit(present, i) && !bit(nulls, index++)) {
                in.skip(length(in, types[i] & 0xff, metadata[i]));
            }
        }
    }

    private static boolean bit(byte[] bits, int index) {
        return (bits[index / 8] & 1 << (index % 8)) != 0;
    }

    /** Of the value at the cursor; what says how long it is has been read then. */
    private static long length(Cursor in, int type, int meta) {
        return switch (type) {
            case 6 -> 0;
            case 1, 13 -> 1;
            case 2 -> 2;
            case 9, 10, 11, 14 -> 3;
            case 3, 4, 7 -> 4;
            case 5, 8, 12 -> 8;
            case 17 -> 4 + (meta + 1) / 2;
            case 18 -> 5 + (meta + 1) / 2;
            case 19 -> 3 + (meta + 1) / 2;
            case 16 -> (meta >> 8) + ((meta & 0xff) > 0 ? 1 : 0);
            case 15, 141, 253 -> meta > 255 ? in.u8() | in.u8() << 8 : in.u8();
            case 140, 242, 245, 249, 250, 251, 252, 255 -> in.number(meta);
            case 246 -> decimal(meta >> 8, meta & 0xff);
            case 247, 248 -> meta & 0xff;
            case 254 -> string(in, meta);
            default -> throw new IndexOutOfBoundsException("a column of type " + type);
        };
    }

    /** Its metadata say whether it is an ENUM or a SET, or hold two bits of a length above 255. */
    private static long string(Cursor in, int meta) {
        int first = meta >> 8;
        if (first == 247 || first == 248) {
            return meta & 0xff;
        }
        int longest = ((first & 0x30) ^ 0x30) << 4 | (meta & 0xff);
        return longest > 255 ? in.u8() | in.u8() << 8 : in.u8();
    }

    /** Nine digits in four bytes, the rest of each part in as few as hold it. */
    private static long decimal(int precision, int scale) {
        int[] bytes = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};
        int whole = precision - scale;
        return whole / 9 * 4L + bytes[whole % 9] + scale / 9 * 4L + bytes[scale % 9];
    }

    /** A range of bytes. Every step is checked against its end. */
    private static final class Cursor {
        private final byte[] bytes;
        private final int end;
        private int at;

        Cursor(byte[] bytes, int at, int end) {
            this.bytes = bytes;
            this.at = at;
            this.end = end;
        }

        int u8() {
            skip(1);
            return bytes[at - 1] & 0xff;
        }

        long number(int length) {
            long value = 0;
            for (int i = 0; i < length; i++) {
                value |= (long) u8() << (8 * i);
            }
            return value;
        }

        long packed() {
            int head = u8();
            return switch (head) {
                case 0xfc -> number(2);
                case 0xfd -> number(3);
                case 0xfb, 0xfe, 0xff -> throw new IndexOutOfBoundsException("a length of " + head);
                default -> head;
            };
        }

        byte[] take(int count) {
            skip(count);
            return java.util.Arrays.copyOfRange(bytes, at - count, at);
        }

        void skip(long count) {
            if (count < 0 || count > end - at) {
                throw new IndexOutOfBoundsException("the event ends inside");
            }
            at += (int) count;
        }
    }
}
