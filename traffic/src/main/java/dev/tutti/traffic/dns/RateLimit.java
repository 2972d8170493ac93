package dev.tutti.traffic.dns;

import dev.tutti.traffic.zone.DnsConfig.Limit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many answers a network of clients gets a second. Each has a second's worth in advance, then one at a time (the generic cell
 * rate algorithm: a network is described by the one moment until which it has used up its share). A fixed table holds all: two networks
 * that meet in a slot share it, which limits them too early and never too late. Thread-safe; asking allocates nothing.
 */
final class RateLimit {
    private static final int SLOTS = 1 << 16;

    private final long nanosEach;
    private final int slip;
    private final Networks exempt;
    private final AtomicLongArray usedUntil;
    private final long seed;

    /** @param seed so that nobody can choose networks that share a slot with another */
    RateLimit(Limit limit, long seed) {
        this.nanosEach = limit.perSecond() == 0 ? 0 : 1_000_000_000L / limit.perSecond();
        this.slip = limit.slip();
        this.exempt = new Networks(Map.of("exempt", List.copyOf(limit.exempt())));
        this.usedUntil = new AtomicLongArray(limit.perSecond() == 0 ? 1 : SLOTS);
        this.seed = seed | 1;
    }

    /** Whether there is a limit at all. */
    boolean active() {
        return nanosEach != 0;
    }

    /** What to do with a question. */
    enum Verdict {
        ANSWER,
        /** Say that the answer is to be fetched by TCP. */
        SLIP,
        DROP
    }

    /**
     * Decides.
     *
     * @param chance any number
     * @param nanos of a clock that never goes back
     */
    Verdict judge(byte[] address, boolean ipv4, long nanos, int chance) {
        if (!exempt.isEmpty() && Networks.site(exempt.find(address, 0, ipv4, ipv4 ? 32 : 128)) != 0) {
            return Verdict.ANSWER;
        }
        int slot = slot(address, ipv4);
        while (true) {
            long until = usedUntil.get(slot);
            // Differences, as the clock may begin anywhere; a slot that was never used reads zero, which may lie in the future.
            long start = until == 0 || until - nanos < 0 || until - nanos > 2_000_000_000L ? nanos : until;
            if (start - nanos > 1_000_000_000L) {
                return slip > 0 && (slip == 1 || Integer.remainderUnsigned(chance, slip) == 0) ? Verdict.SLIP : Verdict.DROP;
            }
            if (usedUntil.compareAndSet(slot, until, start + nanosEach)) {
                return Verdict.ANSWER;
            }
        }
    }

    private int slot(byte[] address, boolean ipv4) {
        long network = ipv4 ? 1 : 2;
        int bytes = ipv4 ? 3 : 7;
        for (int i = 0; i < bytes; i++) {
            network = network << 8 | (address[i] & 0xff);
        }
        long mixed = network * seed;
        mixed = (mixed ^ (mixed >>> 32)) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 48) & (SLOTS - 1);
    }
}
