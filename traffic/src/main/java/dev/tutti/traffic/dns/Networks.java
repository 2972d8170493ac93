package dev.tutti.traffic.dns;

import dev.tutti.traffic.zone.Network;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * To which site an address belongs: binary trees over its bits, the longest network wins, and any described network outranks what is known
 * by geography. Immutable; looking up allocates nothing. A
 * result is a site's number, 0 for none, and in its upper half the scope: how many bits all addresses share that get the same.
 */
final class Networks {
    private static final int NONE = -1;

    private final Both described;
    private final @Nullable Both located;

    /** @param sites networks by site; the first is number 1 */
    Networks(Map<String, List<Network>> sites) {
        this(sites, Map.of());
    }

    /**
     * @param sites networks by site; the first is number 1
     * @param geography networks by site that count where no other does
     */
    Networks(Map<String, List<Network>> sites, Map<String, List<Network>> geography) {
        described = Both.of(List.copyOf(sites.values()));
        located = geography.isEmpty()
                ? null
                : Both.of(sites.keySet().stream().map(site -> geography.getOrDefault(site, List.of())).toList());
    }

    /** For both families. */
    private record Both(Tree four, Tree six, boolean empty) {
        /** @param bySite the networks of the first are those of number 1 */
        static Both of(List<List<Network>> bySite) {
            Builder v4 = new Builder();
            Builder v6 = new Builder();
            int number = 0;
            int count = 0;
            for (List<Network> networks : bySite) {
                number++;
                for (Network network : networks) {
                    (network.address().length == 4 ? v4 : v6).add(network, number);
                    count++;
                }
            }
            return new Both(v4.build(), v6.build(), count == 0);
        }

        long find(byte[] address, int from, boolean ipv4, int bits) {
            return (ipv4 ? four : six).find(address, from, bits);
        }
    }

    boolean isEmpty() {
        return described.empty && (located == null || located.empty);
    }

    /**
     * Looks up.
     *
     * @param bits how many of the address are known
     */
    long find(byte[] address, int from, boolean ipv4, int bits) {
        long found = described.find(address, from, ipv4, bits);
        Both more = located;
        if (more == null || site(found) != 0) {
            return found;
        }
        long geographic = more.find(address, from, ipv4, bits);
        return (long) Math.max(scope(found), scope(geographic)) << 32 | site(geographic);
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
