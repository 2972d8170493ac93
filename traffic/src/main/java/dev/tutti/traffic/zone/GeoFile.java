package dev.tutti.traffic.zone;

import com.maxmind.db.DatabaseRecord;
import com.maxmind.db.DeserializationException;
import com.maxmind.db.InvalidDatabaseException;
import com.maxmind.db.InvalidNetworkException;
import com.maxmind.db.Networks;
import com.maxmind.db.Reader;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a file in MaxMind's format, as GeoLite2-Country and GeoLite2-City are. Stateless. */
final class GeoFile {
    private static final int IPV4_BITS = 32;
    /** Where IPv4 is in a file that holds both: ::/96. */
    private static final int IPV4_PREFIX = 96;

    private GeoFile() {}

    /**
     * The networks of each site; a country outranks its continent.
     *
     * @param countries the site by country
     * @param continents the site by continent
     * @throws IOException if the file cannot be read or is something else, with the reason
     */
    static Map<String, List<Network>> networks(Path file, Map<String, String> countries, Map<String, String> continents)
            throws IOException {
        Joined joined = new Joined();
        try (Reader reader = new Reader(file.toFile(), Reader.FileMode.MEMORY_MAPPED)) {
            Networks<GeoPlace> all = reader.networks(GeoPlace.class);
            while (all.hasNext()) {
                DatabaseRecord<GeoPlace> record = all.next();
                String site = site(record.data(), countries, continents);
                if (site != null) {
                    joined.add(network(record), site);
                }
            }
        } catch (InvalidDatabaseException | InvalidNetworkException | DeserializationException | IllegalArgumentException e) {
            throw new IOException("it is no file of MaxMind's format, or a broken one (" + e.getMessage() + ")", e);
        }
        return joined.bySite();
    }

    private static @Nullable String site(
            @Nullable GeoPlace place, Map<String, String> countries, Map<String, String> continents) {
        if (place == null) {
            return null;
        }
        String country = place.country() == null ? null : place.country().code();
        String site = country == null ? null : countries.get(country);
        String continent = place.continent() == null ? null : place.continent().code();
        return site != null || continent == null ? site : continents.get(continent);
    }

    private static Network network(DatabaseRecord<GeoPlace> record) {
        InetAddress first = record.network().networkAddress();
        byte[] address = first.getAddress();
        int bits = record.network().prefixLength();
        if (address.length * 8 == IPV4_BITS) {
            return new Network(address, bits > IPV4_BITS ? bits - IPV4_PREFIX : bits);
        }
        return bits >= IPV4_PREFIX && isIpv4(address)
                ? new Network(Arrays.copyOfRange(address, IPV4_PREFIX / 8, address.length), bits - IPV4_PREFIX)
                : new Network(address, bits);
    }

    private static boolean isIpv4(byte[] address) {
        for (int i = 0; i < IPV4_PREFIX / 8; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Networks in the order of their addresses; two halves of one network that belong to one site become that network. */
    private static final class Joined {
        private final List<Network> networks = new ArrayList<>();
        private final List<String> sites = new ArrayList<>();

        void add(Network network, String site) {
            Network last = network;
            while (!networks.isEmpty() && sites.getLast().equals(site) && areHalves(networks.getLast(), last)) {
                last = new Network(networks.removeLast().address(), last.bits() - 1);
                sites.removeLast();
            }
            networks.add(last);
            sites.add(site);
        }

        private static boolean areHalves(Network lower, Network upper) {
            int bits = upper.bits();
            if (bits == 0 || lower.bits() != bits || lower.address().length != upper.address().length) {
                return false;
            }
            byte[] expected = lower.address().clone();
            int mask = 0x80 >> ((bits - 1) % 8);
            if ((expected[(bits - 1) / 8] & mask) != 0) {
                return false;
            }
            expected[(bits - 1) / 8] |= (byte) mask;
            return Arrays.equals(expected, upper.address());
        }

        Map<String, List<Network>> bySite() {
            Map<String, List<Network>> all = new HashMap<>();
            for (int i = 0; i < networks.size(); i++) {
                all.computeIfAbsent(sites.get(i), site -> new ArrayList<>()).add(networks.get(i));
            }
            return all;
        }
    }
}
