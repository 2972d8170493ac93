package dev.tutti.traffic.zone;

import dev.tutti.core.model.Secret;
import dev.tutti.core.traffic.decide.Sites;
import dev.tutti.core.traffic.health.Calculated;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a DNS server is told.
 *
 * @param networks by site, in the order of the configuration
 * @param geography which clients of no network belong to which site
 * @param checks by name
 * @param calculated by name
 */
public record DnsConfig(
        Server server,
        Sites sites,
        Map<String, List<Network>> networks,
        Geography geography,
        Map<String, Check> checks,
        Map<String, Calculated> calculated,
        List<Zone> zones) {
    private static final String PAGE = "docs/dns.md";

    public DnsConfig {
        networks = new LinkedHashMap<>(networks);
        checks = Map.copyOf(checks);
        calculated = Map.copyOf(calculated);
        zones = List.copyOf(zones);
    }

    /**
     * The server itself. All of it needs a restart to change.
     *
     * @param listen UDP and TCP
     * @param receivers threads that receive UDP, for each address
     * @param admin where people ask and override, on loopback
     * @param token that changes need; null when nobody may change anything
     * @param shareOfObservers see {@link dev.tutti.core.traffic.health.Observers}
     */
    public record Server(
            List<InetSocketAddress> listen,
            int receivers,
            InetSocketAddress admin,
            @Nullable Secret token,
            Path stateFolder,
            int shareOfObservers,
            int tcpConnections,
            Limit limit) {
        public Server {
            listen = List.copyOf(listen);
        }
    }

    /**
     * How much one network of clients is answered over UDP.
     *
     * @param perSecond answers for a /24 or a /56; 0 for no limit
     * @param slip every how manieth of the others is told to come by TCP instead of being dropped; 0 for none
     * @param exempt who has no limit
     */
    public record Limit(int perSecond, int slip, List<Network> exempt) {
        public Limit {
            exempt = List.copyOf(exempt);
        }
    }

    /** Reads and checks a file. */
    public static DnsConfig read(Path file) throws ConfigException {
        return Reading.from(ConfigReader.read(file, Options.ALL, PAGE));
    }

    /**
     * Reads a file with nothing but a section {@code checks}, of which none is calculated.
     *
     * @return by name
     */
    public static Map<String, Check> readChecks(Path file) throws ConfigException {
        ConfigReader reader = ConfigReader.read(
                file, Options.ALL.stream().filter(option -> option.path().startsWith("checks[]")).toList(), PAGE);
        CheckReading read = CheckReading.of(reader);
        if (!read.calculated().isEmpty()) {
            throw reader.wrong("checks", "whoever serves names calculates: leave out "
                    + String.join(", ", read.calculated().keySet()));
        }
        return read.checks();
    }

    /**
     * Reads and checks a text.
     *
     * @param name what messages call it
     */
    public static DnsConfig parse(String text, String name) throws ConfigException {
        return Reading.from(ConfigReader.parse(text, name, Options.ALL, PAGE));
    }
}
