package dev.tutti.traffic.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.traffic.dns.RateLimit.Verdict;
import dev.tutti.traffic.zone.DnsConfig.Limit;
import dev.tutti.traffic.zone.Network;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Addresses find their site, and networks their limit. */
class NetworksTest {
    @Test
    void theLongestNetworkWinsAndTheScopeHoldsForAllThatShareIt() {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            Map<String, List<Network>> sites = new LinkedHashMap<>();
            for (int site = 0; site < 5; site++) {
                List<Network> networks = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    int bits = random.nextInt(13);
                    int address = (random.nextInt() & 0xfff00000) & (bits == 0 ? 0 : -1 << (32 - bits));
                    networks.add(new Network(bytes(address), bits));
                }
                sites.put("s" + site, networks);
            }
            Networks tree = new Networks(sites);
            for (int i = 0; i < 50; i++) {
                int address = random.nextInt();
                long found = tree.find(bytes(address), 0, true, 32);
                assertThat(lengthOf(sites, address, Networks.site(found))).isEqualTo(longest(sites, address));
                int scope = Networks.scope(found);
                int sharing = scope == 0 ? random.nextInt() : address ^ (scope == 32 ? 0 : random.nextInt() >>> scope);
                assertThat(Networks.site(tree.find(bytes(sharing), 0, true, 32))).isEqualTo(Networks.site(found));
            }
        }
    }

    @Test
    void aDescribedNetworkOutranksGeographyAlsoWhereThatKnowsSmallerOnes() {
        Networks tree = new Networks(
                sites(List.of(Network.parse("81.2.0.0/16")), List.of()),
                sites(List.of(), List.of(Network.parse("81.2.64.0/18"), Network.parse("90.0.0.0/9"))));
        assertThat(Networks.site(tree.find(bytes(0x51024001), 0, true, 32))).isEqualTo(1);
        long france = tree.find(bytes(0x5a000001), 0, true, 32);
        assertThat(Networks.site(france)).isEqualTo(2);
        assertThat(Networks.scope(france)).isEqualTo(9);
        long nowhere = tree.find(bytes(0x03000001), 0, true, 32);
        assertThat(Networks.site(nowhere)).isZero();
        assertThat(tree.isEmpty()).isFalse();
    }

    private static Map<String, List<Network>> sites(List<Network> one, List<Network> two) {
        Map<String, List<Network>> sites = new LinkedHashMap<>();
        sites.put("one", one);
        sites.put("two", two);
        return sites;
    }

    private static int lengthOf(Map<String, List<Network>> sites, int address, int site) {
        return site == 0 ? -1 : longest(Map.of("", List.copyOf(sites.values()).get(site - 1)), address);
    }

    private static int longest(Map<String, List<Network>> sites, int address) {
        return sites.values().stream()
                .flatMap(List::stream)
                .filter(one -> one.bits() == 0 || (address ^ number(one.address())) >>> (32 - one.bits()) == 0)
                .mapToInt(Network::bits)
                .max()
                .orElse(-1);
    }

    private static int number(byte[] bytes) {
        return (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    }

    private static byte[] bytes(int address) {
        return new byte[] {(byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address};
    }

    @Test
    void aNetworkHasASecondInAdvanceAndThenItsRate() {
        RateLimit limit = new RateLimit(new Limit(100, 2, List.of(Network.parse("10.9.0.0/16"))), 5);
        byte[] client = {10, 1, 2, 3};
        long now = 1_000_000_000_000L;
        assertThat(answered(limit, client, now, 1000)).isBetween(100, 102);
        assertThat(answered(limit, new byte[] {10, 1, 2, 99}, now, 1000)).as("the same network").isZero();
        assertThat(answered(limit, new byte[] {10, 1, 3, 3}, now, 1000)).as("another network").isBetween(100, 102);
        assertThat(answered(limit, new byte[] {10, 9, 3, 3}, now, 1000)).as("exempt").isEqualTo(1000);
        assertThat(answered(limit, client, now + 500_000_000, 1000)).isBetween(49, 52);
        assertThat(answered(limit, client, now + 60_000_000_000L, 1000)).isBetween(100, 102);
    }

    @Test
    void everySecondOfTheOthersIsToldToComeByTcp() {
        RateLimit limit = new RateLimit(new Limit(1, 2, List.of()), 5);
        byte[] client = {10, 1, 2, 3};
        int slipped = 0;
        for (int i = 0; i < 1000; i++) {
            slipped += limit.judge(client, true, 5, i) == Verdict.SLIP ? 1 : 0;
        }
        assertThat(slipped).isBetween(490, 500);
        assertThat(new RateLimit(new Limit(0, 2, List.of()), 5).active()).isFalse();
    }

    private static int answered(RateLimit limit, byte[] client, long now, int asked) {
        int answered = 0;
        for (int i = 0; i < asked; i++) {
            answered += limit.judge(client, true, now, i) == Verdict.ANSWER ? 1 : 0;
        }
        return answered;
    }
}
