package dev.tutti.control.agents;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** A binary log on a server's host, from its beginning to the end that it had when it was listed. Used by one thread. */
final class AgentLog extends InputStream {
    /** So small that it comes within an agent's deadline over a slow link as well. */
    private static final int PIECE = 256 * 1024;

    private final AgentClient agent;
    private final AgentClient.LogFile file;
    private byte[] piece = new byte[0];
    private int at;
    private long asked;

    AgentLog(AgentClient agent, AgentClient.LogFile file) {
        this.agent = agent;
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        return more() ? piece[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, target, offset, count);
        at += count;
        return count;
    }

    private boolean more() throws IOException {
        if (at < piece.length) {
            return true;
        }
        if (asked >= file.bytes()) {
            return false;
        }
        try {
            piece = agent.piece(file.name(), asked, (int) Math.min(PIECE, file.bytes() - asked));
        } catch (AgentException e) {
            throw new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
        asked += piece.length;
        at = 0;
        return piece.length > 0;
    }
}
