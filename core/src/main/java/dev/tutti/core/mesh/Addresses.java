package dev.tutti.core.mesh;

/**
 * Which address of the pool is whose. It depends on the pool and on the numbers of the sites concerned and on nothing else, so
 * that no address changes when sites come and go.
 *
 * <p>The pool has about s × s addresses. The host of number n has the n-th; after the first s come the tunnels, two addresses
 * each: that between numbers a &lt; b is the (b(b−1)/2 + a)-th pair. The last, for b = s − 1, ends at s² − 1.
 */
final class Addresses {
    private Addresses() {}

    /** The root of the pool's size, even, so that the pairs after it are networks of two addresses. */
    private static int side(Subnet pool) {
        return (int) Math.min(256, (long) Math.sqrt((double) pool.size()) & ~1L);
    }

    /** The greatest number that a site can have. */
    static int mostNumber(Subnet pool) {
        return Math.max(0, side(pool) - 1);
    }

    static Ipv4 host(Subnet pool, int number) {
        return pool.first().plus(number);
    }

    /** The two addresses of a tunnel; the first is for the lower number. */
    static Subnet tunnel(Subnet pool, int one, int other) {
        int low = Math.min(one, other);
        int high = Math.max(one, other);
        return new Subnet(pool.first().plus(side(pool) + high * (high - 1) + 2 * low), 31);
    }
}
