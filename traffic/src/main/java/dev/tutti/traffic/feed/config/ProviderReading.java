package dev.tutti.traffic.feed.config;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.core.traffic.feed.Timing;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import dev.tutti.traffic.feed.config.RouterConfig.AgentChecks;
import dev.tutti.traffic.feed.config.RouterConfig.Commands;
import dev.tutti.traffic.feed.config.RouterConfig.ConsulKeys;
import dev.tutti.traffic.feed.config.RouterConfig.DnsZone;
import dev.tutti.traffic.feed.config.RouterConfig.EtcdKeys;
import dev.tutti.traffic.feed.config.RouterConfig.HaProxyFile;
import dev.tutti.traffic.feed.config.RouterConfig.HaProxyPort;
import dev.tutti.traffic.feed.config.RouterConfig.HostedZone;
import dev.tutti.traffic.feed.config.RouterConfig.ProxySqlAdmin;
import dev.tutti.traffic.feed.config.RouterConfig.VirtualAddresses;
import dev.tutti.traffic.feed.dns.Route53;
import dev.tutti.traffic.feed.proxy.AdminSession;

import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Turns one section into a router. Stateless. */
final class ProviderReading {
    private static final Set<String> ALGORITHMS =
            Set.of("hmac-sha1", "hmac-sha224", "hmac-sha256", "hmac-sha384", "hmac-sha512");

    /** What some kinds have and others do not, besides lists. */
    private static final List<String> OF_SOME = List.of("server", "zone", "key_name", "key_algorithm", "secret_file",
            "secret_env", "access_key", "weighted", "poll", "request", "url", "socket", "listen", "user", "load_pending");

    private ProviderReading() {}

    /** The words of {@code kind}. */
    enum Kind {
        RFC2136,
        ROUTE53,
        HAPROXY,
        AGENT_CHECK,
        PROXYSQL,
        CONSUL,
        ETCD,
        ADDRESS,
        COMMAND
    }

    private static Set<String> optionsOf(Kind kind) {
        return switch (kind) {
            case RFC2136 -> Set.of("server", "zone", "key_name", "key_algorithm", "secret_file", "secret_env");
            case ROUTE53 -> Set.of("zone", "url", "access_key", "secret_file", "secret_env", "weighted", "request", "poll");
            case HAPROXY -> Set.of("socket");
            case AGENT_CHECK -> Set.of("listen");
            case PROXYSQL -> Set.of("server", "user", "secret_file", "secret_env", "load_pending");
            case CONSUL -> Set.of("url", "secret_file", "secret_env");
            case ETCD -> Set.of("url", "user", "secret_file", "secret_env");
            case ADDRESS -> Set.of("request");
            case COMMAND -> Set.of();
        };
    }

    static ProviderConfig provider(ConfigReader reader) throws ConfigException {
        String name = reader.require("name", ProviderReading::name);
        Kind kind = reader.require("kind", ConfigReader.oneOf(Kind.class));
        refuseOthers(reader, kind);
        RouterConfig router = router(reader, kind);
        return new ProviderConfig(
                name,
                reader.require("mend", ConfigReader::onOrOff),
                timing(reader, kind),
                router,
                BindingReading.bindings(reader, kind, router));
    }

    private static String name(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("write a name for people, such as \"haproxy in paris\"");
        }
        return text.strip();
    }

    private static void refuseOthers(ConfigReader reader, Kind kind) throws ConfigException {
        String word = kind.name().toLowerCase(Locale.ROOT);
        for (String option : OF_SOME) {
            if (!optionsOf(kind).contains(option) && reader.value(option, text -> text).isPresent()) {
                throw reader.wrong(option, "kind " + word + " has no such option");
            }
        }
        for (String list : List.of("apply", "read")) {
            if (kind != Kind.COMMAND && !reader.list(list, text -> text).isEmpty()) {
                throw reader.wrong(list, "kind " + word + " has no such option");
            }
        }
        if (kind != Kind.ADDRESS && !reader.sections("hosts").isEmpty()) {
            throw reader.wrong("hosts", "kind " + word + " has no such option");
        }
    }

    private static Timing timing(ConfigReader reader, Kind kind) throws ConfigException {
        Duration deadline = reader.value("deadline", ConfigReader::positiveDuration)
                .orElse(kind == Kind.ROUTE53 ? Duration.ofMinutes(2) : Duration.ofSeconds(10));
        Duration first = reader.require("retry_first", ConfigReader::positiveDuration);
        Duration most = reader.require("retry_most", ConfigReader::positiveDuration);
        if (most.compareTo(first) < 0) {
            throw reader.wrong("retry_most", "it must not be shorter than retry_first");
        }
        return new Timing(deadline, reader.require("check", ConfigReader::positiveDuration), first, most);
    }

    private static RouterConfig router(ConfigReader reader, Kind kind) throws ConfigException {
        return switch (kind) {
            case RFC2136 -> zone(reader);
            case ROUTE53 -> hostedZone(reader);
            case HAPROXY -> reader.require("socket", text -> text.startsWith("/")
                    ? new HaProxyFile(ConfigReader.path(text))
                    : new HaProxyPort(Address.parse(text)));
            case AGENT_CHECK -> new AgentChecks(reader.require("listen", Address::parse));
            case PROXYSQL -> new ProxySqlAdmin(
                    new AdminSession.Access(
                            reader.require("server", Address::parse),
                            new Credentials(reader.require("user", String::strip), requiredSecret(reader))),
                    reader.value("load_pending", ConfigReader::onOrOff).orElse(false));
            case CONSUL -> new ConsulKeys(reader.require("url", ProviderReading::url), secret(reader));
            case ETCD -> etcd(reader);
            case ADDRESS -> addresses(reader);
            case COMMAND -> new Commands(command(reader, "apply"), command(reader, "read"));
        };
    }

    private static DnsZone zone(ConfigReader reader) throws ConfigException {
        Secret secret = requiredSecret(reader);
        try {
            Base64.getDecoder().decode(secret.reveal());
        } catch (IllegalArgumentException e) {
            throw reader.wrong("key_name", "its secret is not base64; write it as the DNS server's key statement has it");
        }
        return new DnsZone(
                reader.require("server", Address::parse),
                reader.require("zone", BindingReading::dnsName),
                reader.require("key_name", BindingReading::dnsName),
                reader.value("key_algorithm", ProviderReading::algorithm).orElse("hmac-sha256"),
                secret);
    }

    private static String algorithm(String text) {
        if (!ALGORITHMS.contains(text)) {
            throw new IllegalArgumentException("write one of " + String.join(", ", ALGORITHMS.stream().sorted().toList()));
        }
        return text;
    }

    private static HostedZone hostedZone(ConfigReader reader) throws ConfigException {
        Optional<String> accessKey = reader.value("access_key", String::strip);
        Optional<Secret> secretKey = secret(reader);
        if (accessKey.isPresent() && secretKey.isEmpty()) {
            throw reader.wrong("access_key", "its secret is missing: name secret_file or secret_env");
        }
        if (accessKey.isEmpty() && secretKey.isPresent()) {
            throw reader.wrong("access_key", "it is missing, and without it nobody knows whose the secret is");
        }
        return new HostedZone(new Route53.Settings(
                reader.require("zone", ProviderReading::zoneId),
                reader.value("url", ProviderReading::url),
                accessKey,
                secretKey,
                reader.value("weighted", ConfigReader::onOrOff).orElse(false),
                reader.value("request", ConfigReader::positiveDuration).orElse(Duration.ofSeconds(10)),
                reader.value("poll", ConfigReader::positiveDuration).orElse(Duration.ofSeconds(2))));
    }

    private static String zoneId(String text) {
        String id = text.strip().substring(text.strip().lastIndexOf('/') + 1);
        if (!id.matches("[A-Z0-9]{1,32}")) {
            throw new IllegalArgumentException("write the hosted zone's id, such as Z0123456789ABC, not its name");
        }
        return id;
    }

    private static EtcdKeys etcd(ConfigReader reader) throws ConfigException {
        Optional<String> user = reader.value("user", String::strip);
        Optional<Secret> password = secret(reader);
        if (user.isPresent() != password.isPresent()) {
            throw reader.wrong("user", "an account takes both: user, and secret_file or secret_env");
        }
        return new EtcdKeys(reader.require("url", ProviderReading::url),
                user.flatMap(name -> password.map(secret -> new Credentials(name, secret))));
    }

    private static VirtualAddresses addresses(ConfigReader reader) throws ConfigException {
        Map<String, String> agents = new TreeMap<>();
        for (ConfigReader host : reader.sections("hosts")) {
            String ip = host.require("ip", BindingReading::ip);
            if (agents.put(ip, host.require("agent", String::strip)) != null) {
                throw host.wrong("ip", "two hosts have the address " + ip);
            }
        }
        if (agents.isEmpty()) {
            throw reader.wrong("hosts", "write each host that may have the address, with its ip and its agent");
        }
        return new VirtualAddresses(agents, reader.value("request", ConfigReader::positiveDuration).orElse(Duration.ofSeconds(2)));
    }

    private static List<String> command(ConfigReader reader, String name) throws ConfigException {
        List<String> command = reader.list(name, text -> text);
        if (command.isEmpty() || !command.getFirst().startsWith("/")) {
            throw reader.wrong(name, "write the whole path of a program, and below it its arguments, one a line");
        }
        return command;
    }

    private static URI url(String text) {
        URI uri = URI.create(text.strip());
        if ((!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) || uri.getHost() == null) {
            throw new IllegalArgumentException("write it as https://host:port");
        }
        if (uri.getUserInfo() != null) {
            throw new IllegalArgumentException("write no account into it, but secret_file or secret_env");
        }
        return uri;
    }

    private static Optional<Secret> secret(ConfigReader reader) throws ConfigException {
        Optional<Secret> file = reader.value("secret_file", ConfigReader::secretFile);
        Optional<Secret> variable = reader.value("secret_env", ConfigReader::secretVariable);
        if (file.isPresent() && variable.isPresent()) {
            throw reader.wrong("secret_env", "there is a secret_file as well; write one of both");
        }
        return file.or(() -> variable);
    }

    private static Secret requiredSecret(ConfigReader reader) throws ConfigException {
        Optional<Secret> found = secret(reader);
        if (found.isEmpty()) {
            throw reader.wrong("secret_file", "it is missing (or secret_env)");
        }
        return found.get();
    }
}
