package dev.tutti.control;

import static org.awaitility.Awaitility.await;

import dev.tutti.control.api.ApiServer;
import dev.tutti.control.api.Tokens;
import dev.tutti.control.config.Config;
import dev.tutti.control.record.DecisionLog;
import dev.tutti.control.record.DecisionRecord;
import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.SqliteJournal;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Replication;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.process.Ports;
import dev.tutti.settings.ConfigException;
import org.awaitility.core.ConditionTimeoutException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A control plane with its API on a free port, as a user would start it, for a test. */
final class TestPlane implements AutoCloseable {
    static final String TOKEN = "token-of-the-tests-1234567890";

    /** Generous: the tests must pass on a machine with something else to do as well. */
    static final Duration LONG = Duration.ofSeconds(45);

    private final ControlPlane plane;
    private final ApiServer api;
    private final ApiClient client;
    private final Config config;

    private TestPlane(Config config, ControlPlane plane, ApiServer api) {
        this.config = config;
        this.plane = plane;
        this.api = api;
        this.client = new ApiClient(api.url(), TOKEN);
    }

    /** What the configuration file says. Not thread safe. */
    static final class Setup {
        private final Path folder;
        private final Map<String, List<String>> sections = new LinkedHashMap<>();
        private String account = Accounts.ADMIN.user();
        private String password = Accounts.ADMIN.password().reveal();
        private UnaryOperator<DecisionLog> journal = UnaryOperator.identity();

        private Setup(Path folder) {
            this.folder = folder;
            with("pseudo_gtid", "every: 1s");
        }

        /** One more line in a section, such as {@code "recovery", "primary: by_hand"}. */
        Setup with(String section, String line) {
            sections.computeIfAbsent(section, name -> new ArrayList<>()).add(line);
            return this;
        }

        /** The same, in place of what the section holds. */
        Setup only(String section, String line) {
            sections.remove(section);
            return with(section, line);
        }

        Setup account(String user, String secret) {
            account = user;
            password = secret;
            return this;
        }

        /** Puts something around the journal. */
        Setup journal(UnaryOperator<DecisionLog> around) {
            journal = around;
            return this;
        }

        Path stateFolder() {
            return folder.resolve("state");
        }

        /** The file's text; everything that it names exists. */
        String yaml() throws IOException {
            Path passwordFile = Files.writeString(folder.resolve("password"), password + "\n");
            Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
            Map<String, List<String>> all = new LinkedHashMap<>();
            all.put("server", List.of(
                    "listen: 127.0.0.1:" + Ports.take(),
                    "state_folder: " + stateFolder(),
                    "tokens: [{name: tester, file: " + token + "}]"));
            all.put("fleet", List.of("user: " + account, "password_file: " + passwordFile));
            sections.forEach((name, lines) -> all.merge(name, lines, (before, more) -> {
                List<String> both = new ArrayList<>(before);
                both.addAll(more);
                return both;
            }));
            return all.entrySet().stream()
                    .map(section -> section.getKey() + ":\n"
                            + section.getValue().stream().map(line -> "  " + line + "\n").collect(Collectors.joining()))
                    .collect(Collectors.joining());
        }

        Config config() throws IOException, ConfigException {
            return Config.parse(yaml(), "test.yaml");
        }

        TestPlane start() throws IOException, ConfigException {
            Config config = config();
            ControlPlane plane = new ControlPlane(
                    config, journal.apply(SqliteJournal.open(config.stateFolder())), new SteadyClock());
            ApiServer api = ApiServer.start(plane, Tokens.of(config), "test");
            plane.start();
            return new TestPlane(config, plane, api);
        }
    }

    /** Watches what these servers of a fleet lead to. */
    static Setup over(Path folder, LabServer... seeds) {
        return over(folder, List.of(seeds).stream().map(LabServer::address).toList());
    }

    static Setup over(Path folder, List<Address> seeds) {
        return new Setup(folder)
                .with("fleet", "seeds: [" + seeds.stream().map(Address::toString).collect(Collectors.joining(", ")) + "]");
    }

    /** Watches a whole fleet and waits until recoveries are possible. */
    static TestPlane ready(Path folder, Fleet fleet, UnaryOperator<Setup> change) throws IOException, ConfigException {
        TestPlane started = change.apply(over(folder, fleet.servers().getLast())).start();
        try {
            started.awaitReady(fleet);
            return started;
        } catch (ConditionTimeoutException e) {
            started.close();
            throw e;
        }
    }

    static TestPlane ready(Path folder, Fleet fleet) throws IOException, ConfigException {
        return ready(folder, fleet, UnaryOperator.identity());
    }

    ControlPlane plane() {
        return plane;
    }

    ApiClient api() {
        return client;
    }

    Config config() {
        return config;
    }

    /** Waits until every running server is seen, each replica replicates, and all logs hold a Pseudo-GTID entry. */
    void awaitReady(Fleet fleet) {
        List<LabServer> running = fleet.servers().stream()
                .filter(server -> server.pid().isPresent())
                .toList();
        until("all servers are seen", () -> running.stream().allMatch(server -> seen(server.address())
                .filter(found -> found.answering()
                        && found.lastStatus().flatMap(status -> status.replicating()).map(Replication::healthy).orElse(true))
                .isPresent()));
        until("every log holds an entry", () -> running.stream().allMatch(Entries::inLog));
    }

    Optional<Watched> seen(Address server) {
        return plane.state().fleet().server(server);
    }

    /** Whom a server replicates from, as the control plane knows it. */
    Optional<Address> sourceOf(LabServer server) {
        return seen(server.address()).filter(Watched::answering).flatMap(Watched::source);
    }

    /** The newest recovery of this kind about this server, once it has ended. */
    Recovery awaitEnded(Recovery.Kind kind, LabServer subject) {
        until(kind + " of " + subject + " ends", () -> recovery(kind, subject).map(Recovery::ended).isPresent());
        return recovery(kind, subject).orElseThrow();
    }

    /** The same, and it reached its goal. */
    Recovery awaitSucceeded(Recovery.Kind kind, LabServer subject) {
        Recovery ended = awaitEnded(kind, subject);
        if (ended.state() != Recovery.State.SUCCEEDED) {
            throw new AssertionError(ended.outcome() + " " + ended);
        }
        return ended;
    }

    Optional<Recovery> recovery(Recovery.Kind kind, LabServer subject) {
        return plane.journal().recoveries(null, 100).stream()
                .filter(one -> one.kind() == kind && one.subject().equals(subject.address().toString()))
                .findFirst();
    }

    List<DecisionRecord> decisionsAbout(LabServer server) {
        return plane.journal().decisions(null, server.address().toString(), 100);
    }

    /** The decision with this verdict about this server, once it is journalled. */
    DecisionRecord awaitVerdict(LabServer server, String verdict) {
        until("\"" + verdict + "\" is decided about " + server, () -> verdict(server, verdict).isPresent());
        return verdict(server, verdict).orElseThrow();
    }

    private Optional<DecisionRecord> verdict(LabServer server, String verdict) {
        return decisionsAbout(server).stream()
                .filter(decision -> decision.verdict().equals(verdict))
                .findFirst();
    }

    /** Waits for the problem of this kind of this server, as the API tells it; its sentence. */
    String awaitProblem(Address server, String kind) {
        until("problem " + kind + " of " + server, () -> problem(server, kind).isPresent());
        return problem(server, kind).orElseThrow();
    }

    Optional<String> problem(Address server, String kind) {
        return client.get("/api/v1/problems").json().valueStream()
                .filter(problem -> problem.get("server").asString().equals(server.toString())
                        && problem.get("kind").asString().equals(kind))
                .map(problem -> problem.get("sentence").asString())
                .findFirst();
    }

    void until(String what, BooleanSupplier condition) {
        try {
            await(what).atMost(LONG).pollInterval(Duration.ofMillis(20)).until(condition::getAsBoolean);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + "\n" + account(), e);
        }
    }

    /** What happened, for the message of a test that fails. */
    private String account() {
        StringBuilder text = new StringBuilder();
        plane.journal().decisions(null, null, 30).forEach(one -> text.append(one.at()).append(' ')
                .append(one.sentence()).append(" (").append(one.verdict()).append(")\n"));
        plane.journal().recoveries(null, 5).forEach(one -> text.append(one).append('\n'));
        plane.state().fleet().servers().values().forEach(one -> text.append(one).append('\n'));
        return text.toString();
    }

    @Override
    public void close() {
        api.close();
        plane.close();
        Ports.release(config.listen().port());
    }
}
