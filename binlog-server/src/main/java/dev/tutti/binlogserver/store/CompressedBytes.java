package dev.tutti.binlogserver.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A complete log file in Zstandard's seekable format: frames of 256 KiB that can be read each by itself, and behind them a table
 * of their lengths in a frame that other readers skip. {@code zstd -d} makes the log file of it. Thread-safe.
 *
 * <p>Source: {@code contrib/seekable_format/zstd_seekable_compression_format.md} of Zstandard, version 0.1.0.
 */
final class CompressedBytes implements LogBytes {
    static final int FRAME = 256 * 1024;
    private static final int LEVEL = 3;
    private static final int SKIPPABLE = 0x184D2A5E;
    private static final int SEEKABLE = 0x8F92EAB1;
    private static final int FOOTER = 9;
    private static final int ENTRY = 8;

    private final LogBytes raw;
    private final Frames frames;
    /** Where each frame begins in the compressed file, and where the last one ends. */
    private final long[] starts;
    private final long size;

    private CompressedBytes(LogBytes raw, Frames frames, long[] starts, long size) {
        this.raw = raw;
        this.frames = frames;
        this.starts = starts;
        this.size = size;
    }

    /**
     * Reads the table.
     *
     * @throws StoreException if there is none, or one that this class did not write
     */
    static CompressedBytes open(String name, LogBytes raw, Frames frames) throws IOException {
        long length = raw.size();
        ByteBuffer footer = read(raw, Math.max(0, length - FOOTER), FOOTER);
        if (footer.remaining() < FOOTER || footer.getInt(5) != SEEKABLE || footer.get(4) != 0) {
            throw damaged(name);
        }
        int count = footer.getInt(0);
        long tableAt = length - FOOTER - (long) count * ENTRY;
        if (count < 0 || tableAt < 0) {
            throw damaged(name);
        }
        ByteBuffer table = read(raw, tableAt, count * ENTRY);
        long[] starts = new long[count + 1];
        long size = 0;
        for (int i = 0; i < count; i++) {
            starts[i + 1] = starts[i] + (table.getInt() & 0xffff_ffffL);
            int plain = table.getInt();
            if (plain < 1 || plain > FRAME || (plain < FRAME && i < count - 1)) {
                throw damaged(name);
            }
            size += plain;
        }
        if (starts[count] + 8 != tableAt) {
            throw damaged(name);
        }
        return new CompressedBytes(raw, frames, starts, size);
    }

    private static StoreException damaged(String name) {
        return new StoreException("The compressed log file " + name + " does not end with the table of its frames: it is damaged."
                + " Put it back from a copy, or remove it together with all older ones.");
    }

    private static ByteBuffer read(LogBytes raw, long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        raw.read(bytes, from);
        return bytes.flip();
    }

    /** Writes a compressed form of these bytes, durable when this returns. */
    static void write(StoredFile file, LogBytes target) throws IOException {
        List<int[]> written = new ArrayList<>();
        long at = 0;
        long out = 0;
        ByteBuffer plain = ByteBuffer.allocate(FRAME);
        try (ZstdCompressCtx zstd = new ZstdCompressCtx()) {
            zstd.setLevel(LEVEL).setChecksum(true);
            while (at < file.published()) {
                plain.clear().limit((int) Math.min(FRAME, file.published() - at));
                file.read(plain, at);
                byte[] frame = zstd.compress(Arrays.copyOf(plain.array(), plain.position()));
                target.write(ByteBuffer.wrap(frame), out);
                written.add(new int[] {frame.length, plain.position()});
                at += plain.position();
                out += frame.length;
                if (plain.hasRemaining()) {
                    throw new StoreException("The log file " + file.name() + " ends at " + at + " before its end.");
                }
            }
        }
        int length = written.size() * ENTRY + FOOTER;
        ByteBuffer table = ByteBuffer.allocate(8 + length).order(ByteOrder.LITTLE_ENDIAN).putInt(SKIPPABLE).putInt(length);
        written.forEach(each -> table.putInt(each[0]).putInt(each[1]));
        target.write(table.putInt(written.size()).put((byte) 0).putInt(SEEKABLE).flip(), out);
        target.force();
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining() && at < size) {
            int number = (int) (at / FRAME);
            byte[] frame = frames.get(this, number);
            int from = (int) (at % FRAME);
            int count = Math.min(target.remaining(), frame.length - from);
            target.put(frame, from, count);
            at += count;
        }
    }

    /** One frame, from the disk. */
    byte[] decompress(int number) throws IOException {
        byte[] packed = new byte[(int) (starts[number + 1] - starts[number])];
        raw.read(ByteBuffer.wrap(packed), starts[number]);
        byte[] frame = new byte[(int) Math.min(FRAME, size - (long) number * FRAME)];
        try {
            long count = Zstd.decompressByteArray(frame, 0, frame.length, packed, 0, packed.length);
            if (!Zstd.isError(count) && count == frame.length) {
                return frame;
            }
            throw new StoreException("Frame " + number + " of a compressed log file is damaged: "
                    + (Zstd.isError(count) ? Zstd.getErrorName(count) : "it has " + count + " bytes"));
        } catch (ZstdException e) {
            throw new StoreException("Frame " + number + " of a compressed log file is damaged: " + e.getMessage(), e);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long stored() throws IOException {
        return raw.size();
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        throw new StoreException("A compressed log file is complete; nothing can be added.");
    }

    @Override
    public void force() {}

    @Override
    public void truncate(long position) throws IOException {
        throw new StoreException("A compressed log file is complete; nothing can be cut off.");
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
