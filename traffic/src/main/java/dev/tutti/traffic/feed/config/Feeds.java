package dev.tutti.traffic.feed.config;

import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.Feed;
import dev.tutti.traffic.feed.FeedReport;
import dev.tutti.traffic.feed.Feeder;
import dev.tutti.traffic.feed.Provider;
import dev.tutti.traffic.feed.RouteListener;
import dev.tutti.traffic.feed.address.AddressHost;
import dev.tutti.traffic.feed.address.VirtualAddress;
import dev.tutti.traffic.feed.command.CommandProvider;
import dev.tutti.traffic.feed.config.RouterConfig.AgentChecks;
import dev.tutti.traffic.feed.dns.DynamicUpdates;
import dev.tutti.traffic.feed.dns.Route53;
import dev.tutti.traffic.feed.keys.Consul;
import dev.tutti.traffic.feed.keys.Etcd;
import dev.tutti.traffic.feed.proxy.AgentCheck;
import dev.tutti.traffic.feed.proxy.HaProxy;
import dev.tutti.traffic.feed.proxy.ProxySql;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/** Puts together what the configuration names. Stateless. */
public final class Feeds {
    private Feeds() {}

    /**
     * A feed of all these routers; none is spoken to before it is told routes.
     *
     * @param chance numbers from 0 to 1
     * @param listener told after each round, on that router's thread
     * @throws IOException if agent checks cannot be answered where they should; nothing is left open
     * @throws IllegalArgumentException if an agent is not known
     */
    public static Feed open(
            List<ProviderConfig> providers,
            AddressHosts hosts,
            InstantSource clock,
            DoubleSupplier chance,
            Consumer<FeedReport> listener)
            throws IOException {
        List<Feeder> feeders = new ArrayList<>();
        List<RouteListener> listeners = new ArrayList<>();
        boolean whole = false;
        try {
            for (ProviderConfig config : providers) {
                if (config.router() instanceof AgentChecks checks) {
                    listeners.add(AgentCheck.listen(checks.listen()));
                } else {
                    feeders.add(new Feeder(config.name(), provider(config.router(), config.bindings(), hosts), config.mend(),
                            config.timing(), clock, chance, listener));
                }
            }
            whole = true;
            return new Feed(feeders, listeners);
        } finally {
            if (!whole) {
                feeders.forEach(Feeder::close);
                listeners.forEach(RouteListener::close);
            }
        }
    }

    private static Provider provider(RouterConfig router, List<Binding> bindings, AddressHosts hosts) {
        return switch (router) {
            case RouterConfig.DnsZone zone -> new DynamicUpdates(zone.server(), name(zone.zone()),
                    new TSIG(TSIG.algorithmToName(zone.keyAlgorithm()), zone.keyName(), zone.secret().reveal()), bindings);
            case RouterConfig.HostedZone zone -> new Route53(zone.settings(), bindings);
            case RouterConfig.HaProxyFile file -> HaProxy.at(file.socket(), bindings);
            case RouterConfig.HaProxyPort port -> HaProxy.at(port.socket(), bindings);
            case RouterConfig.ProxySqlAdmin admin -> new ProxySql(admin.access(), admin.loadPending(), bindings);
            case RouterConfig.ConsulKeys keys -> new Consul(keys.url(), keys.token(), bindings);
            case RouterConfig.EtcdKeys keys -> new Etcd(keys.url(), keys.account(), bindings);
            case RouterConfig.VirtualAddresses addresses -> {
                Map<String, AddressHost> byIp = new TreeMap<>();
                addresses.agents().forEach((ip, agent) -> byIp.put(ip, hosts.host(agent)));
                yield new VirtualAddress(byIp, ip -> hosts.isFenced(addresses.agents().getOrDefault(ip, "")), addresses.hostLimit(),
                        bindings);
            }
            case RouterConfig.Commands commands -> new CommandProvider(commands.apply(), commands.read(), bindings);
            case AgentChecks checks -> throw new IllegalArgumentException("agent checks at " + checks.listen() + " are no provider");
        };
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException(text + " is no DNS name", e);
        }
    }
}
