package dev.tutti.control.config;

import dev.tutti.control.notify.Moment;
import dev.tutti.control.session.Sessions.Tls;
import dev.tutti.core.galera.care.CarePolicy;
import dev.tutti.core.galera.quorum.Layout;
import dev.tutti.core.match.PseudoGtid;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.core.policy.AddressPattern;
import dev.tutti.core.policy.Mode;
import dev.tutti.core.policy.Policy;
import dev.tutti.core.policy.Policy.ChainPolicy;
import dev.tutti.core.policy.Promotion;
import dev.tutti.core.policy.Promotion.Preference;
import dev.tutti.core.policy.Timing;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import dev.tutti.settings.GaleraSection;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The whole configuration, checked. Immutable. */
public record Config(
        Address listen,
        Path stateFolder,
        List<Token> tokens,
        Duration keepDecisions,
        List<Address> seeds,
        Credentials credentials,
        Optional<Credentials> replication,
        Tls tls,
        List<AddressPattern> ignored,
        Policy policy,
        Duration actDeadline,
        Injection injection,
        Map<Moment, Path> hooks,
        Duration hookDeadline,
        List<URI> webhooks,
        Galera galera,
        Agents agents,
        Optional<Path> dns,
        Optional<Path> routers,
        Duration tellDeadline,
        Optional<Path> mesh) {
    private static final String PAGE = "docs/configuration.md";

    /** More would be a crash loop that nobody is told of. */
    private static final int MOST_ATTEMPTS = 100;

    public Config {
        tokens = List.copyOf(tokens);
        seeds = List.copyOf(seeds);
        ignored = List.copyOf(ignored);
        hooks = Map.copyOf(hooks);
        webhooks = List.copyOf(webhooks);
    }

    /** Who may change things. */
    public record Token(String name, Secret value) {}

    /**
     * The write/write clusters.
     *
     * @param poll how often all nodes of a cluster are looked at
     * @param clusters as they are described; further nodes are found through these
     * @param agents the agent's address by that of its node
     * @param joinDeadline how long a joiner may take without progress
     * @param drain how long load balancers get to notice that a node was taken out of rotation
     * @param measureLinks how often links are measured; zero for never
     * @param compare how long rows are compared after a recovery; zero for never
     */
    public record Galera(
            Duration poll,
            List<Layout> clusters,
            Map<Address, Address> agents,
            CarePolicy care,
            Duration joinDeadline,
            Duration drain,
            Duration measureLinks,
            Duration compare) {
        public Galera {
            clusters = List.copyOf(clusters);
            agents = Map.copyOf(agents);
        }
    }

    /**
     * How agents are asked.
     *
     * @param access how both sides know each other
     * @param deadline how long an answer may take
     * @param hosts agents by name, whether a node is beside them or not
     */
    public record Agents(Access access, Duration poll, Duration deadline, Map<String, Address> hosts) {
        public Agents {
            hosts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(hosts));
        }

        /** How a control plane proves itself. */
        public sealed interface Access {
            /** No agents are configured. */
            record None() implements Access {}

            /** @param revoked null without a list */
            record MutualTls(Path certificate, Path key, Path authority, @Nullable Path revoked) implements Access {}

            record Token(Secret value) implements Access {}
        }
    }

    /** How Pseudo-GTID entries are written and recognised. */
    public record Injection(boolean enabled, Duration every, Pattern pattern) {}

    /** Reads and checks a file. */
    public static Config read(Path file) throws ConfigException {
        return from(ConfigReader.read(file, Options.ALL, PAGE));
    }

    /** Reads and checks a text, for tests and for `--check` on standard input. */
    public static Config parse(String text, String name) throws ConfigException {
        return from(ConfigReader.parse(text, name, Options.ALL, PAGE));
    }

    private static Config from(ConfigReader reader) throws ConfigException {
        List<Token> tokens = new ArrayList<>();
        for (ConfigReader token : reader.sections("server.tokens")) {
            tokens.add(new Token(token.require("name", text -> text), token.require("file", ConfigReader::secretFile)));
        }
        Galera galera = galera(reader);
        return new Config(
                reader.require("server.listen", Address::parse),
                reader.require("server.state_folder", ConfigReader::path),
                tokens,
                reader.require("server.keep_decisions", ConfigReader::positiveDuration),
                reader.list("fleet.seeds", Address::parse),
                new Credentials(reader.require("fleet.user", text -> text), password(reader, "fleet.")),
                replication(reader),
                reader.require("fleet.tls", ConfigReader.oneOf(Tls.class)),
                reader.list("fleet.ignore", AddressPattern::new),
                policy(reader, galera),
                reader.require("recovery.act_deadline", ConfigReader::positiveDuration),
                injection(reader),
                hooks(reader),
                reader.require("hooks.deadline", ConfigReader::positiveDuration),
                reader.list("hooks.webhooks", Config::url),
                galera,
                agents(reader, galera),
                reader.value("traffic.dns", ConfigReader::path),
                routers(reader),
                reader.require("traffic.tell_deadline", ConfigReader::positiveDuration),
                reader.value("mesh.description", ConfigReader::path));
    }

    private static Optional<Path> routers(ConfigReader reader) throws ConfigException {
        Optional<Path> routers = reader.value("traffic.routers", ConfigReader::path);
        if (routers.isPresent() && reader.value("traffic.dns", ConfigReader::path).isEmpty()) {
            throw reader.wrong("traffic.routers", "routers are told what names answer: set traffic.dns as well");
        }
        return routers;
    }

    private static Galera galera(ConfigReader reader) throws ConfigException {
        return new Galera(
                reader.require("galera.poll", ConfigReader::positiveDuration),
                GaleraSection.read(reader),
                GaleraSection.agents(reader),
                new CarePolicy(
                        reader.require("galera.recovery", ConfigReader.oneOf(Mode.class)),
                        reader.require("galera.restart", ConfigReader.oneOf(Mode.class)),
                        reader.require("galera.restart_attempts", ConfigReader.number(0, MOST_ATTEMPTS)).intValue(),
                        reader.require("galera.restart_window", ConfigReader::positiveDuration),
                        reader.require("galera.patience", ConfigReader::duration)),
                reader.require("galera.join_deadline", ConfigReader::positiveDuration),
                reader.require("galera.drain", ConfigReader::duration),
                reader.require("galera.measure_links", ConfigReader::duration),
                reader.require("galera.compare", ConfigReader::duration));
    }

    private static Agents agents(ConfigReader reader, Galera galera) throws ConfigException {
        Map<String, Address> hosts = new LinkedHashMap<>();
        for (ConfigReader host : reader.sections("agents.hosts")) {
            String name = host.require("name", text -> text);
            if (hosts.put(name, host.require("address", Address::parse)) != null) {
                throw host.wrong("name", "two agents are called " + name);
            }
        }
        Optional<Path> certificate = reader.value("agents.certificate", ConfigReader::path);
        Optional<Secret> token = reader.value("agents.token_file", ConfigReader::secretFile);
        Agents.Access access;
        if (certificate.isPresent()) {
            access = new Agents.Access.MutualTls(
                    certificate.get(),
                    reader.require("agents.key", ConfigReader::path),
                    reader.require("agents.authority", ConfigReader::path),
                    reader.value("agents.revoked", ConfigReader::path).orElse(null));
        } else if (token.isPresent()) {
            access = new Agents.Access.Token(token.get());
        } else if (galera.agents().isEmpty() && hosts.isEmpty()) {
            access = new Agents.Access.None();
        } else {
            throw new ConfigException("There are agents, and nothing is said about how to ask them: write agents.certificate,"
                    + " agents.key and agents.authority (tutti pki create client), or agents.token_file for agents on loopback");
        }
        return new Agents(
                access,
                reader.require("agents.poll", ConfigReader::positiveDuration),
                reader.require("agents.deadline", ConfigReader::positiveDuration),
                hosts);
    }

    private static Optional<Credentials> replication(ConfigReader reader) throws ConfigException {
        Secret password = password(reader, "fleet.replication_");
        return reader.value("fleet.replication_user", text -> text).map(user -> new Credentials(user, password));
    }

    private static Secret password(ConfigReader reader, String of) throws ConfigException {
        Optional<Secret> fromFile = reader.value(of + "password_file", ConfigReader::secretFile);
        Optional<Secret> fromEnvironment = reader.value(of + "password_env", ConfigReader::secretVariable);
        return fromFile.or(() -> fromEnvironment).orElseGet(() -> Secret.of(""));
    }

    private static Policy policy(ConfigReader reader, Galera galera) throws ConfigException {
        Timing timing = new Timing(
                reader.require("timing.poll", ConfigReader::positiveDuration),
                reader.require("timing.probe_deadline", ConfigReader::positiveDuration),
                reader.require("timing.silence_bound", ConfigReader::positiveDuration),
                reader.require("timing.reprobe", ConfigReader::positiveDuration),
                reader.require("timing.recent_enough", ConfigReader::positiveDuration));
        ChainPolicy fallback = new ChainPolicy(
                reader.require("recovery.primary", ConfigReader.oneOf(Mode.class)),
                reader.require("recovery.intermediate", ConfigReader.oneOf(Mode.class)),
                reader.require("recovery.anti_flapping", ConfigReader::duration));
        List<Policy.ForChain> chains = new ArrayList<>();
        // When a node dies the others take the writes: promoting a replica below it would make a second history.
        galera.clusters().forEach(layout -> layout.cluster().nodes().forEach(node -> chains.add(new Policy.ForChain(
                new AddressPattern(node.address().toString()),
                new ChainPolicy(Mode.BY_HAND, fallback.intermediate(), fallback.antiFlapping())))));
        for (ConfigReader chain : reader.sections("recovery.chains")) {
            chains.add(new Policy.ForChain(
                    chain.require("chain", AddressPattern::new),
                    new ChainPolicy(
                            chain.value("primary", ConfigReader.oneOf(Mode.class)).orElse(fallback.primary()),
                            chain.value("intermediate", ConfigReader.oneOf(Mode.class)).orElse(fallback.intermediate()),
                            chain.value("anti_flapping", ConfigReader::duration).orElse(fallback.antiFlapping()))));
        }
        return new Policy(
                timing,
                fallback,
                chains,
                promotion(reader),
                reader.require("recovery.drain_deadline", ConfigReader::positiveDuration));
    }

    private static Promotion promotion(ConfigReader reader) throws ConfigException {
        List<Promotion.Rule> rules = new ArrayList<>();
        for (ConfigReader rule : reader.sections("promotion.rules")) {
            rules.add(new Promotion.Rule(
                    rule.require("servers", AddressPattern::new),
                    rule.require("preference", ConfigReader.oneOf(Preference.class))));
        }
        List<Promotion.Site> sites = new ArrayList<>();
        for (ConfigReader site : reader.sections("promotion.sites")) {
            sites.add(new Promotion.Site(
                    site.require("name", text -> text), site.require("servers", AddressPattern::new)));
        }
        return new Promotion(
                rules,
                sites,
                reader.require("promotion.across_sites", ConfigReader::onOrOff),
                reader.require("promotion.max_lag", ConfigReader::positiveDuration));
    }

    private static Injection injection(ConfigReader reader) throws ConfigException {
        return new Injection(
                reader.require("pseudo_gtid.inject", ConfigReader::onOrOff),
                reader.require("pseudo_gtid.every", ConfigReader::positiveDuration),
                reader.value("pseudo_gtid.pattern", text -> Pattern.compile(text, Pattern.CASE_INSENSITIVE))
                        .orElse(PseudoGtid.DEFAULT_PATTERN));
    }

    private static Map<Moment, Path> hooks(ConfigReader reader) throws ConfigException {
        Map<Moment, Path> hooks = new EnumMap<>(Moment.class);
        for (Moment moment : Moment.values()) {
            reader.value("hooks." + moment.name().toLowerCase(Locale.ROOT), Config::executable)
                    .ifPresent(path -> hooks.put(moment, path));
        }
        return hooks;
    }

    // ---- values --------------------------------------------------------------------------------------------------

    private static Path executable(String text) {
        Path path = ConfigReader.path(text);
        if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
            throw new IllegalArgumentException("there is no such file that may be executed");
        }
        return path;
    }

    private static URI url(String text) {
        URI uri = URI.create(text);
        if (uri.getHost() == null || !(text.startsWith("http://") || text.startsWith("https://"))) {
            throw new IllegalArgumentException("write a URL that begins with http:// or https://");
        }
        return uri;
    }
}
