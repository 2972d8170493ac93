package dev.tutti.traffic.feed.config;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.traffic.feed.dns.Route53;
import dev.tutti.traffic.feed.proxy.AdminSession;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a kind of router needs to be spoken to. */
public sealed interface RouterConfig {
    /** A zone changed by dynamic updates; the secret is in base64. */
    record DnsZone(Address server, String zone, String keyName, String keyAlgorithm, Secret secret) implements RouterConfig {}

    /** A hosted zone. */
    record HostedZone(Route53.Settings settings) implements RouterConfig {}

    /** HAProxy's runtime interface at a file. */
    record HaProxyFile(Path socket) implements RouterConfig {}

    /** The same on TCP. */
    record HaProxyPort(Address socket) implements RouterConfig {}

    /** Where agent checks are answered. */
    record AgentChecks(Address listen) implements RouterConfig {}

    /** ProxySQL's admin interface. */
    record ProxySqlAdmin(AdminSession.Access access, boolean loadPending) implements RouterConfig {}

    /** Consul's keys. */
    record ConsulKeys(URI url, Optional<Secret> token) implements RouterConfig {}

    /** etcd's keys. */
    record EtcdKeys(URI url, Optional<Credentials> account) implements RouterConfig {}

    /**
     * Virtual addresses.
     *
     * @param agents by their hosts' own IP addresses
     */
    record VirtualAddresses(Map<String, String> agents, Duration hostLimit) implements RouterConfig {}

    /** Two commands. */
    record Commands(List<String> apply, List<String> read) implements RouterConfig {}
}
