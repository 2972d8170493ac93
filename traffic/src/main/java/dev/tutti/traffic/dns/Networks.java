package dev.tutti.traffic.dns;

import dev.tutti.traffic.zone.Network;

import java.util.List;
import java.util.Map;

/**
 * To which site an address belongs: a binary tree over its bits, the longest network wins. Immutable; looking up allocates nothing. A
 * result is a site's number, 0 for none, and in its upper half the scope: how many bits all addresses share that get the same.
 */
final class Networks {
    private static final int NONE = -1;

    private final Tree four;
    private final Tree six;
    private final boolean empty;

    /** @param sites networks by site; the first is number 1 */
    Networks(Map<String, List<Network>> sites) {
        Builder v4 = new Builder();
        Builder v6 = new Builder();
        int number = 0;
        int count = 0;
        for (List<Network> networks : sites.values()) {
            number++;
            for (Network network : networks) {
                (network.address().length == 4 ? v4 : v6).add(network, number);
                count++;
            }
        }
        four = v4.build();
        six = v6.build();
        empty = count == 0;
    }

    boolean isEmpty() {
        return empty;
    }

    /**
     * Looks up.
     *
     * @param bits how many of the address are known
     */
    long find(byte[] address, int from, boolean ipv4, int bits) {
        return (ipv4 ? four : six).find(address, from, bits);
    }

    static int site(long found) {
        return (int) found;
    }

    static int scope(long found) {
        return (int) (found >>> 32);
    }

    @SuppressWarnings("ArrayRecordComponent") // built once, then only read
    private record Tree(int[] children, int[] values) {
        long find(byte[] address, int from, int bits) {
            int node = 0;
            int value = values[0];
            int depth = 0;
            while (depth < bits) {
                if (children[2 * node] == NONE && children[2 * node + 1] == NONE) {
                    break;
                }
                int bit = address[from + (depth >> 3)] >> (7 - (depth & 7)) & 1;
                depth++;
                int next = children[2 * node + bit];
                if (next == NONE) {
                    break;
                }
                node = next;
                if (values[node] != 0) {
                    value = values[node];
                }
            }
            return (long) depth << 32 | value;
        }
    }

    private static final class Builder {
        private int[] children = {NONE, NONE};
        private int[] values = {0};
        private int nodes = 1;

        void add(Network network, int site) {
            int node = 0;
            for (int depth = 0; depth < network.bits(); depth++) {
                int bit = network.address()[depth >> 3] >> (7 - (depth & 7)) & 1;
                if (children[2 * node + bit] == NONE) {
                    if (nodes == values.length) {
                        values = java.util.Arrays.copyOf(values, nodes * 2);
                        children = java.util.Arrays.copyOf(children, nodes * 4);
                    }
                    children[2 * nodes] = NONE;
                    children[2 * nodes + 1] = NONE;
                    children[2 * node + bit] = nodes++;
                }
                node = children[2 * node + bit];
            }
            values[node] = site;
        }

        Tree build() {
            return new Tree(children, values);
        }
    }
}
