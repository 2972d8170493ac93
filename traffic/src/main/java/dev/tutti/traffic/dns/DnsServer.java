package dev.tutti.traffic.dns;

import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.decide.Forced;
import dev.tutti.core.traffic.decide.Overrides;
import dev.tutti.core.traffic.tell.Alike;
import dev.tutti.core.traffic.tell.History;
import dev.tutti.settings.ConfigException;
import dev.tutti.traffic.health.Checkers;
import dev.tutti.traffic.health.Observatory;
import dev.tutti.traffic.transfer.Notifier;
import dev.tutti.traffic.transfer.Serials;
import dev.tutti.traffic.transfer.Transfers;
import dev.tutti.traffic.transfer.ZoneSource;
import dev.tutti.traffic.zone.Check;
import dev.tutti.traffic.zone.DnsConfig;
import dev.tutti.traffic.zone.Zone;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * An authoritative DNS server with health checks: answers, checks, decides, tells secondaries, and lets people ask why and overrule.
 * Thread-safe.
 */
public final class DnsServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DnsServer.class);
    private static final long LOOK_MILLIS = 1000;
    private static final FileTime NEVER = FileTime.fromMillis(0);

    private final @Nullable Path file;
    private final OverrideFile overrideFile;
    private final Observatory observatory;
    private final Checkers checkers;
    private final Desk desk;
    private final Notifier notifier;
    private final Chronicle chronicle;
    private final List<Counters> counters = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final AtomicReference<String> reloadProblem = new AtomicReference<>("");
    private @Nullable List<FileTime> seen;
    private volatile boolean closed;

    private DnsServer(DnsConfig config, @Nullable Path file, Evidence evidence, InstantSource clock, Chronicle chronicle)
            throws IOException {
        this.file = file;
        this.chronicle = chronicle;
        this.seen = file == null ? null : timesOf(file, config);
        Path folder = config.server().stateFolder();
        this.overrideFile = OverrideFile.in(folder);
        AtomicReference<@Nullable Desk> later = new AtomicReference<>();
        this.observatory = new Observatory(clock, config.server().shareOfObservers(), checks -> {
            Desk there = later.get();
            if (there != null) {
                there.changed(checks);
            }
        });
        this.desk = new Desk(evidence, observatory, Serials.open(folder, clock), chronicle, overrideFile.read(), config);
        later.set(desk);
        this.checkers = new Checkers(observatory);
        this.notifier = new Notifier(new Zones());
    }

    /** What secondaries see. */
    private final class Zones implements ZoneSource {
        @Override
        public Optional<Content> zone(Name origin) {
            return desk.zone(Name.fromConstantString(origin.toString().toLowerCase(java.util.Locale.ROOT)).toString())
                    .map(state -> new Content(state.zone(), Compiler.start(state.zone(), state.serial()), state.routes()));
        }

        @Override
        public List<Zone> zones() {
            return desk.config().zones();
        }
    }

    /**
     * Starts a server.
     *
     * @param file from which the configuration was read, and which is read again when it changes; null when it never does
     * @param evidence what is known beyond its own checks
     * @throws IOException in a sentence, if a file cannot be used or an address is taken
     */
    public static DnsServer start(DnsConfig config, @Nullable Path file, Evidence evidence, InstantSource clock) throws IOException {
        return start(config, file, evidence, clock, new Chronicle(clock, List.of(), changes -> {}));
    }

    /**
     * Starts a server that goes on with the history of an earlier one.
     *
     * @param chronicle is this server's alone
     * @throws IOException in a sentence, if a file cannot be used or an address is taken
     */
    public static DnsServer start(
            DnsConfig config, @Nullable Path file, Evidence evidence, InstantSource clock, Chronicle chronicle) throws IOException {
        DnsServer server = new DnsServer(config, file, evidence, clock, chronicle);
        try {
            server.open(config);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void open(DnsConfig config) throws IOException {
        desk.start();
        SecureRandom random = new SecureRandom();
        RateLimit limit = new RateLimit(config.server().limit(), random.nextLong());
        Transfers transfers = new Transfers(new Zones(), this::plain);
        SlowLane slow = new SlowLane(transfers);
        // First, so that whoever gets an answer can ask why.
        parts.add(Admin.start(config.server().admin(), config.server().token(), this));
        for (InetSocketAddress listen : config.server().listen()) {
            parts.add(UdpServer.start(
                    listen, config.server().receivers(), desk::published, limit, slow, counters, random.nextInt()));
            parts.add(TcpServer.start(listen, config.server().tcpConnections(), desk::published, limit, slow));
        }
        desk.onChange(notifier::changed);
        checkers.set(made(config));
        Set<String> all = new java.util.HashSet<>();
        config.zones().forEach(zone -> all.add(zone.origin().toString()));
        notifier.changed(all);
        Thread.ofVirtual().name("dns-look").start(this::look);
    }

    private byte[] plain(byte[] question, boolean tcp) {
        byte[] out = new byte[65_535];
        Answerer answerer = new Answerer(question.length, new Counters(), new RateLimit(new DnsConfig.Limit(0, 0, List.of()), 1));
        int end = answerer.answer(desk.published(), question, question.length, out, new byte[16], true, tcp, 0);
        return Arrays.copyOf(out, Math.max(0, end));
    }

    /** Looks now and then at what nobody reports: observers that fell silent, and a file that has changed. */
    private void look() {
        try {
            while (!closed) {
                Thread.sleep(LOOK_MILLIS);
                observatory.look();
                if (file != null && isAnother(file)) {
                    reload();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** When the file, and the one that it names for countries, were written last; that one may be away, and is another then. */
    private static List<FileTime> timesOf(Path file, DnsConfig config) throws IOException {
        List<FileTime> times = new ArrayList<>(List.of(Files.getLastModifiedTime(file)));
        Path countries = config.geography().file();
        if (countries != null) {
            times.add(Files.exists(countries) ? Files.getLastModifiedTime(countries) : NEVER);
        }
        return List.copyOf(times);
    }

    private boolean isAnother(Path path) {
        try {
            return !timesOf(path, desk.config()).equals(seen);
        } catch (IOException e) {
            return false; // it is being replaced, or away: what was read goes on
        }
    }

    /**
     * Reads the configuration file again. What is wrong with it changes nothing: what worked before goes on.
     *
     * @return what is wrong, or an empty text
     */
    public synchronized String reload() {
        if (file == null) {
            return "there is no file to read";
        }
        try {
            seen = timesOf(file, desk.config());
            DnsConfig next = DnsConfig.read(file);
            if (!next.server().equals(desk.config().server())) {
                log.warn("The section \"dns\" has changed; that takes a restart");
            }
            desk.adopt(next);
            checkers.set(made(next));
            reloadProblem.set("");
            log.info("{} is taken: {}", file, summary(next));
        } catch (ConfigException | IOException e) {
            String problem = String.valueOf(e.getMessage());
            reloadProblem.set(problem);
            log.error("{}. What was read before goes on", problem);
        }
        return String.valueOf(reloadProblem.get());
    }

    /** The checks that this process makes; others are made by observers elsewhere. */
    private static Map<String, Check> made(DnsConfig config) {
        return config.checks().entrySet().stream()
                .filter(check -> check.getValue().watchers().counts(Checkers.HERE))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** A configuration in a few words. */
    public static String summary(DnsConfig config) {
        int names = config.zones().stream().mapToInt(zone -> zone.names().size()).sum();
        return count(config.zones().size(), "zone") + ", " + count(names, "name") + " with targets or roles, "
                + count(config.checks().size() + config.calculated().size(), "check");
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** What is wrong with the file since it was last taken; empty when nothing is. */
    String reloadProblem() {
        return String.valueOf(reloadProblem.get());
    }

    /** What people have said, the newest last. */
    public List<Forced> overrides() {
        return desk.overrides().all();
    }

    /**
     * Says something of targets by hand: on disk first, and answered from when this returns.
     *
     * @param pattern names of targets, with {@code *} and {@code ?}
     * @throws IOException if that cannot be kept
     */
    public void force(String pattern, boolean up) throws IOException {
        override(before -> before.with(new Forced(pattern, up)));
    }

    /** Leaves targets to their checks again; whether anything had been said with this pattern. */
    public boolean leave(String pattern) throws IOException {
        boolean said = overrides().stream().anyMatch(one -> one.pattern().equals(pattern));
        if (said) {
            override(before -> before.without(pattern));
        }
        return said;
    }

    /** Changes what people have said: on disk first, and answered from when this returns. */
    synchronized void override(UnaryOperator<Overrides> change) throws IOException {
        Overrides next = change.apply(desk.overrides());
        overrideFile.write(next);
        desk.override(next);
    }

    /**
     * What clients at an address would be answered now, and why.
     *
     * @param name fully qualified or not, in any case
     * @return empty when the name is bound to nothing here
     */
    public Optional<Asked> ask(String name, InetAddress client) {
        String full = (name.endsWith(".") ? name : name + ".").toLowerCase(java.util.Locale.ROOT);
        byte[] address = client.getAddress();
        long found = desk.published().networks().find(address, 0, address.length == 4, address.length * 8);
        List<String> sites = List.copyOf(desk.config().networks().keySet());
        int number = Networks.site(found);
        @Nullable String site = number == 0 || number > sites.size() ? null : sites.get(number - 1);
        return desk.ask(full, site).map(route -> new Asked(route, Optional.ofNullable(site)));
    }

    /**
     * An answer with its reason.
     *
     * @param site in which the client is
     */
    public record Asked(Route route, Optional<String> site) {}

    /** Where clients of unknown sites are sent now, by name. */
    public Map<String, Route> routes() {
        return desk.routes();
    }

    /** What each name answers now: who gets what, and why. */
    public Map<String, List<Alike>> names() {
        return desk.alike();
    }

    /** What has changed, as far as it is kept. */
    public History history() {
        return chronicle.history();
    }

    /** Is told the zones in which something has changed, after it is answered. The listener returns at once. */
    public void onChange(Consumer<Set<String>> listener) {
        desk.onChange(listener);
    }

    /** Takes another observer's result of a check; whether there is such a check, of which the observer's word counts. */
    public boolean report(String check, String observer, boolean success, String detail) {
        return observatory.report(check, observer, success, detail);
    }

    /** What it was told last and took. */
    public DnsConfig config() {
        return desk.config();
    }

    Desk desk() {
        return desk;
    }

    Observatory observatory() {
        return observatory;
    }

    Checkers checkers() {
        return checkers;
    }

    List<Counters> counters() {
        return List.copyOf(counters);
    }

    @Override
    public void close() {
        closed = true;
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                log.debug("Closing failed: {}", e.getMessage());
            }
        }
        checkers.close();
        notifier.close();
        desk.close();
    }
}
