package dev.tutti.control.api;

import dev.tutti.control.ControlPlane;
import dev.tutti.control.api.Shapes.Chain;
import dev.tutti.control.api.Shapes.Problem;
import dev.tutti.control.api.Shapes.Server;
import dev.tutti.core.diagnosis.Diagnosis;
import dev.tutti.core.engine.Decision;
import dev.tutti.core.engine.EngineState;
import dev.tutti.core.explain.DiagnosisSentences;
import dev.tutti.core.fleet.Contact;
import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.BinlogServer;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.model.Version;
import dev.tutti.core.policy.Mode;
import dev.tutti.core.policy.Policy;
import dev.tutti.core.problems.Problems;
import dev.tutti.core.problems.Problems.Severity;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known, in the API's shapes, at one moment. Made anew for every answer from one immutable state, so that an answer
 * never contradicts itself.
 */
final class Views {
    static final Comparator<Shapes.ProblemOf> GRAVEST_FIRST = Comparator.comparingInt(
                    (Shapes.ProblemOf problem) -> severityRank(problem.severity()))
            .thenComparing(Shapes.ProblemOf::server);

    private final EngineState state;
    private final FleetState fleet;
    private final Policy policy;
    private final Instant now;
    private final Instant started;
    private final Map<Address, List<Diagnosis>> problems;
    private final Map<Address, List<Watched>> replicas = new HashMap<>();
    private final List<Watched> roots = new ArrayList<>();

    Views(ControlPlane plane) {
        state = plane.state();
        fleet = state.fleet();
        policy = plane.config().policy();
        now = plane.clock().instant();
        started = plane.started();
        problems = Problems.of(state, plane.injectionProblems());
        fleet.servers().values().forEach(server -> {
            Optional<Address> source = server.source().filter(address -> fleet.server(address).isPresent());
            if (source.isPresent() && !startsLoop(server)) {
                replicas.computeIfAbsent(source.get(), address -> new ArrayList<>()).add(server);
            } else {
                roots.add(server);
            }
        });
        replicas.values().forEach(list -> list.sort(Comparator.comparing(Watched::address)));
        roots.sort(Comparator.comparing(Watched::address));
    }

    /** In a loop everybody has a source; the smallest address stands for the top. */
    private boolean startsLoop(Watched server) {
        return fleet.inLoop(server.address()) && fleet.rootOf(server.address()).equals(server.address());
    }

    List<Chain> chains(boolean withMembers) {
        Map<String, List<Watched>> byName = new HashMap<>();
        for (Watched root : roots) {
            byName.computeIfAbsent(root.chain(), name -> new ArrayList<>()).add(root);
        }
        List<Chain> chains = new ArrayList<>();
        byName.forEach((name, tops) -> chains.add(chain(name, tops, withMembers)));
        chains.sort(Comparator.comparingInt((Chain chain) -> rank(chain.state())).thenComparing(Chain::name));
        return chains;
    }

    private static int rank(String chainState) {
        return switch (chainState) {
            case "alarm" -> 0;
            case "troubled" -> 1;
            default -> 2;
        };
    }

    private Chain chain(String name, List<Watched> tops, boolean withMembers) {
        List<Server> members = new ArrayList<>();
        Set<Address> done = new HashSet<>();
        tops.forEach(top -> addTree(top, 0, members, done));
        int problemCount = members.stream().mapToInt(member -> member.problems().size()).sum();
        Optional<Watched> primary = tops.stream().filter(this::isPrimary).findFirst();
        boolean recovering = members.stream()
                .anyMatch(member -> state.inProgress().containsKey(Address.parse(member.address())));
        String chainState = stateOf(members, recovering || (primary.isEmpty() && members.stream().anyMatch(this::hasReplicas)));
        Policy.ChainPolicy modes = policy.forChain(name);
        return new Chain(
                name,
                primary.map(server -> server.address().toString()).orElse(null),
                members.size(),
                problemCount,
                chainState,
                sentence(members, primary, chainState),
                since(name),
                recovering,
                lower(modes.primary()),
                lower(modes.intermediate()),
                withMembers ? members : null);
    }

    private boolean isPrimary(Watched top) {
        return top.answering()
                && top.status() != null
                && top.status().replication() == null
                && !top.status().storesOnly()
                && !state.replacedBy().containsKey(top.address());
    }

    /** Alarm: a server that others depend on fails. Troubled: something is wrong, and writes work. */
    private String stateOf(List<Server> members, boolean urgent) {
        boolean alarm = urgent;
        boolean troubled = false;
        for (Server member : members) {
            boolean grave = member.problems().stream().anyMatch(problem -> problem.severity().equals("error"));
            alarm |= grave && member.contact().equals("failing") && feeds(member);
            troubled |= member.problems().stream().anyMatch(problem -> !problem.severity().equals("notice"));
        }
        return alarm ? "alarm" : troubled ? "troubled" : "calm";
    }

    /** Whether a server that answers depends on it: what is dead below a dead one waits for nothing. */
    private boolean feeds(Server member) {
        return replicas.getOrDefault(Address.parse(member.address()), List.of()).stream().anyMatch(Watched::answering);
    }

    private boolean hasReplicas(Server member) {
        return replicas.containsKey(Address.parse(member.address()));
    }

    private String sentence(List<Server> members, Optional<Watched> primary, String chainState) {
        if (chainState.equals("calm")) {
            return primary.map(server -> server.address() + " takes the writes; "
                            + (members.size() == 1 ? "it has no replicas" : "all " + (members.size() - 1) + " replicas replicate"))
                    .orElse("nobody takes the writes yet");
        }
        String worst = members.stream()
                .flatMap(member -> member.problems().stream())
                .min(Comparator.comparingInt(problem -> severityRank(problem.severity())))
                .map(Problem::sentence)
                .orElse("a recovery is under way");
        return chainState.equals("troubled") && primary.isPresent()
                ? "Writes work on " + primary.get().address() + "; " + worst
                : worst;
    }

    private static int severityRank(String severity) {
        return switch (severity) {
            case "error" -> 0;
            case "warning" -> 1;
            default -> 2;
        };
    }

    /** Since when it is as it is: the last decision about the chain, else since we watch. */
    private Instant since(String chain) {
        return state.latest()
                .values()
                .filter(decision -> decision.chain().equals(chain))
                .map(Decision::at)
                .max(Comparator.naturalOrder())
                .orElse(started);
    }

    /** All servers, a source before its replicas, chain by chain in the order of {@link #chains}. */
    List<Server> servers() {
        List<Server> all = new ArrayList<>();
        Set<Address> done = new HashSet<>();
        roots.forEach(root -> addTree(root, 0, all, done));
        return all;
    }

    private void addTree(Watched server, int depth, List<Server> into, Set<Address> done) {
        if (!done.add(server.address())) {
            return;
        }
        into.add(server(server, depth));
        replicas.getOrDefault(server.address(), List.of())
                .forEach(replica -> addTree(replica, depth + 1, into, done));
    }

    Optional<Server> server(Address address) {
        return fleet.server(address).map(server -> server(server, fleet.ancestry(address).size() - 1));
    }

    private Server server(Watched server, int depth) {
        ServerStatus status = server.status();
        Replication replication = status == null ? null : status.replication();
        Address address = server.address();
        return new Server(
                address.toString(),
                server.chain(),
                role(server),
                server.source().map(Address::toString).orElse(null),
                depth,
                switch (server.contact()) {
                    case Contact.Answering answering -> "answering";
                    case Contact.Failing failing -> "failing";
                    case Contact.NotYet notYet -> "not_yet";
                },
                server.contact() instanceof Contact.Failing failing ? failing.detail() : null,
                server.contact() instanceof Contact.Failing failing ? failing.since() : null,
                server.seenAt(),
                status == null ? null : status.serverId(),
                status == null ? null : status.uuid(),
                status == null ? null : flavour(status.version()),
                status == null ? null : status.version().number(),
                status == null ? null : status.readOnly(),
                status == null ? null : status.logsBinary(),
                status == null ? null : status.logsReplicaUpdates(),
                status == null ? null : status.logFormat(),
                status == null ? null : text(status.written()),
                replication == null ? null : lower(replication.receiver()),
                replication == null ? null : replication.receiverError(),
                replication == null ? null : replication.applierRunning(),
                replication == null ? null : replication.applierError(),
                replication == null ? null : text(replication.received()),
                replication == null ? null : text(replication.applied()),
                replication == null || replication.lag() == null ? null : replication.lag().toMillis() / 1000.0,
                policy.promotion().siteOf(address).orElse(null),
                state.downtimes().containsKey(address) && now.isBefore(state.downtimes().get(address).until())
                        ? new Shapes.Downtime(
                                state.downtimes().get(address).until(), state.downtimes().get(address).reason())
                        : null,
                state.lost().containsKey(address)
                        ? new Shapes.Lost(state.lost().get(address).reason(), state.lost().get(address).since())
                        : null,
                status != null && status.storesOnly() ? "binlog-server" : "server",
                status == null ? null : stored(status.binlogServer()),
                problems.getOrDefault(address, List.of()).stream().map(Views::problem).toList());
    }

    private static Shapes.@Nullable BinlogServer stored(@Nullable BinlogServer it) {
        return it == null
                ? null
                : new Shapes.BinlogServer(
                        it.software(),
                        it.state().name().toLowerCase(Locale.ROOT),
                        it.firstFile(),
                        it.lastFile(),
                        it.bytes(),
                        it.freeBytes(),
                        it.replicas(),
                        it.semiSync());
    }

    private String role(Watched server) {
        if (server.status() == null) {
            return "unknown";
        }
        if (state.replacedBy().containsKey(server.address())) {
            return "former_primary";
        }
        boolean feeds = replicas.containsKey(server.address());
        if (server.source().isPresent()) {
            return feeds ? "intermediate" : "replica";
        }
        return server.status().storesOnly() ? "replica" : "primary";
    }

    static Problem problem(Diagnosis diagnosis) {
        return new Problem(kind(diagnosis), lower(Problems.severity(diagnosis)), DiagnosisSentences.of(diagnosis));
    }

    List<Shapes.ProblemOf> problems() {
        List<Shapes.ProblemOf> all = new ArrayList<>();
        problems.forEach((address, ofServer) -> ofServer.forEach(diagnosis -> all.add(new Shapes.ProblemOf(
                address.toString(),
                fleet.server(address).map(Watched::chain).orElse(address.toString()),
                kind(diagnosis),
                lower(Problems.severity(diagnosis)),
                DiagnosisSentences.of(diagnosis)))));
        all.sort(GRAVEST_FIRST);
        return all;
    }

    /** The server that takes a chain's writes, when that is certain: exactly one claims it. */
    Optional<Watched> primaryOf(String chain) {
        List<Watched> claimants = roots.stream()
                .filter(root -> root.chain().equals(chain) && isPrimary(root))
                .filter(root -> root.status() != null && !root.status().readOnly())
                .toList();
        return claimants.size() == 1 ? Optional.of(claimants.getFirst()) : Optional.empty();
    }

    Instant now() {
        return now;
    }

    private static String kind(Diagnosis diagnosis) {
        return snake(diagnosis.getClass().getSimpleName());
    }

    /** As the beginning of a sentence. */
    static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    static String snake(String camelCase) {
        return camelCase.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static String flavour(Version version) {
        return version.family() == Version.Family.MARIADB ? "MariaDB" : "MySQL";
    }

    private static @Nullable String text(@Nullable Coordinates coordinates) {
        return coordinates == null ? null : coordinates.toString();
    }

    private static String lower(Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    private static String lower(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    private static String lower(Replication.Receiver receiver) {
        return receiver.name().toLowerCase(Locale.ROOT);
    }
}
