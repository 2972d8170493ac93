package dev.tutti.binlogserver.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

/**
 * A log file that is encrypted with AES-256 in counter mode (NIST SP 800-38A, 6.5): every byte stands where it would stand
 * without, so that appending and reading from the middle cost no more than what is appended and read. The key is of this file
 * alone, and therefore the counter begins with 0.
 */
final class CipherBytes implements LogBytes {
    private static final int BLOCK = 16;
    private static final int CHUNK = 64 * 1024;

    private final LogBytes raw;
    private final SecretKey key;

    CipherBytes(LogBytes raw, SecretKey key) {
        this.raw = raw;
        this.key = key;
    }

    private Cipher at(long position) throws IOException {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            byte[] counter = ByteBuffer.allocate(BLOCK).putLong(8, position / BLOCK).array();
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
            cipher.update(new byte[(int) (position % BLOCK)]);
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java cannot encrypt with AES-256", e);
        }
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
        ByteBuffer mine = target.duplicate();
        raw.read(target, position);
        mine.limit(target.position());
        Cipher cipher = at(position);
        byte[] chunk = new byte[Math.min(CHUNK, mine.remaining())];
        while (mine.hasRemaining()) {
            int count = Math.min(chunk.length, mine.remaining());
            mine.get(mine.position(), chunk, 0, count);
            mine.put(cipher.update(chunk, 0, count));
        }
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        Cipher cipher = at(position);
        byte[] chunk = new byte[Math.min(CHUNK, source.remaining())];
        long at = position;
        while (source.hasRemaining()) {
            int count = Math.min(chunk.length, source.remaining());
            source.get(chunk, 0, count);
            raw.write(ByteBuffer.wrap(cipher.update(chunk, 0, count)), at);
            at += count;
        }
    }

    @Override
    public long size() throws IOException {
        return raw.size();
    }

    @Override
    public long stored() throws IOException {
        return raw.stored();
    }

    @Override
    public void force() throws IOException {
        raw.force();
    }

    @Override
    public void truncate(long position) throws IOException {
        raw.truncate(position);
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
