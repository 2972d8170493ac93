package dev.tutti.binlogserver.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A log file that is kept as it is. */
final class PlainBytes implements LogBytes {
    private final FileChannel channel;

    private PlainBytes(FileChannel channel) {
        this.channel = channel;
    }

    static PlainBytes reading(Path file) throws IOException {
        return new PlainBytes(FileChannel.open(file, StandardOpenOption.READ));
    }

    static PlainBytes writing(Path file) throws IOException {
        return new PlainBytes(FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int n = channel.read(target, at);
            if (n < 0) {
                return;
            }
            at += n;
        }
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        long at = position;
        while (source.hasRemaining()) {
            at += channel.write(source, at);
        }
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void truncate(long position) throws IOException {
        channel.truncate(position);
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
