package dev.tutti.agent.http;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;

/** Bytes by which another agent measures its link to here, for one at a time. Thread-safe. */
final class Noise {
    private final Semaphore probing = new Semaphore(1);
    private final byte[] piece = new byte[64 * 1024];

    Noise() {
        new SplittableRandom(7420).nextBytes(piece); // nothing on the way can compress it
    }

    Answer of(int bytes) {
        if (!probing.tryAcquire()) {
            return Answer.error(409, "busy", "Another agent measures its link to here");
        }
        try {
            byte[] body = new byte[bytes];
            for (int at = 0; at < bytes; at += piece.length) {
                System.arraycopy(piece, 0, body, at, Math.min(piece.length, bytes - at));
            }
            return new Answer(200, "application/octet-stream", body, Map.of());
        } finally {
            probing.release();
        }
    }
}
