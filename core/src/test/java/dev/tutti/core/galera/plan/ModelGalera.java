package dev.tutti.core.galera.plan;

import static dev.tutti.core.galera.Galeras.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.Galeras;
import dev.tutti.core.galera.Look;
import dev.tutti.core.galera.model.Bootstrap;
import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.PrimaryView;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A cluster that forgets nothing: each node has its transactions, so that what a plan would lose can be counted. Nodes see each
 * other always; it is only we who may not see them.
 */
final class ModelGalera {
    private enum State {
        PRIMARY,
        WITHOUT_QUORUM,
        NOT_SERVING,
        DOWN
    }

    private static final class Node {
        State state = State.PRIMARY;
        boolean silent;
        boolean clean;
        boolean saved;
        List<Long> data = new ArrayList<>();
        @Nullable PrimaryView last;
    }

    private final int size;
    private final GaleraCluster cluster;
    private final Map<Integer, Node> nodes = new HashMap<>();
    private final Map<Integer, long[]> journal = new HashMap<>();
    private final Random random;
    private @Nullable PrimaryView journalledView;
    private @Nullable Bootstrap ordered;
    private long views = 1;
    private long transactions;

    ModelGalera(int size, Random random) {
        this.size = size;
        this.random = random;
        int[] weights = new int[size];
        Arrays.fill(weights, 1);
        cluster = Galeras.cluster(weights);
        IntStream.rangeClosed(1, size).forEach(number -> nodes.put(number, new Node()));
        newView();
    }

    private Node node(int number) {
        return Objects.requireNonNull(nodes.get(number));
    }

    private Node node(Address address) {
        return node(Integer.parseInt(address.host().substring(1)));
    }

    private int[] in(State state) {
        return IntStream.rangeClosed(1, size).filter(number -> node(number).state == state).toArray();
    }

    private void newView() {
        int[] members = in(State.PRIMARY);
        if (members.length > 0) {
            PrimaryView view = Look.view(views++, members);
            Arrays.stream(members).forEach(member -> node(member).last = view);
        }
    }

    void write(int count) {
        for (int i = 0; i < count && in(State.PRIMARY).length > 0; i++) {
            long transaction = ++transactions;
            Arrays.stream(in(State.PRIMARY)).forEach(member -> node(member).data.add(transaction));
        }
    }

    /** Some die at once, and may lose what was not on disk yet. */
    void kill(Set<Integer> victims, int mostLost) {
        int members = in(State.PRIMARY).length;
        for (int victim : victims) {
            Node node = node(victim);
            if (node.state != State.DOWN) {
                node.clean = false;
                int lost = Math.min(node.data.size(), mostLost == 0 ? 0 : random.nextInt(mostLost + 1));
                node.data = new ArrayList<>(node.data.subList(0, node.data.size() - lost));
            }
            node.state = State.DOWN;
        }
        int stay = in(State.PRIMARY).length;
        if (stay < members && stay * 2 <= members) {
            Arrays.stream(in(State.PRIMARY)).forEach(member -> node(member).state = State.WITHOUT_QUORUM);
        } else if (stay < members) {
            newView();
        }
    }

    void stopOrderly(int number) {
        Node node = node(number);
        if (node.state == State.PRIMARY) {
            node.state = State.DOWN;
            node.clean = true;
            node.last = null;
            newView();
        }
    }

    void hide(int number, boolean hidden) {
        node(number).silent = hidden;
    }

    /** Looks, and journals what it sees. */
    GaleraSight look() {
        Look look = Look.at(cluster);
        for (int number = 1; number <= size; number++) {
            Node node = node(number);
            if (!node.silent) {
                see(look, number, node);
            }
        }
        journal.forEach((number, known) -> look.journalled(number, GROUP, known[0], known[1] == 1));
        if (journalledView != null) {
            look.lastView(journalledView);
        }
        if (ordered != null) {
            look.ordered(ordered);
        }
        return look.see();
    }

    private void see(Look look, int number, Node node) {
        switch (node.state) {
            case PRIMARY -> {
                look.primary(number, node.data.size(), in(State.PRIMARY));
                journalledView = node.last;
                if (ordered != null && node(ordered.node()).equals(node)) {
                    ordered = null;
                }
            }
            case WITHOUT_QUORUM -> look.withoutQuorum(number, node.data.size(), in(State.WITHOUT_QUORUM));
            case NOT_SERVING -> look.notServing(number);
            case DOWN -> {
                if (node.clean) {
                    look.stopped(number, node.data.size(), random.nextBoolean());
                } else {
                    look.crashed(number, node.data.size(), node.last);
                }
            }
        }
        boolean known = journal.containsKey(number);
        if (node.state == State.PRIMARY || (known && node.state == State.DOWN && in(State.PRIMARY).length > 0)) {
            journal.put(number, new long[] {node.data.size(), node.state == State.PRIMARY ? 1 : 0});
        }
    }

    /** Carries out a plan, and dies after some steps. Returns whether it came to the end. */
    boolean carryOut(GaleraPlan plan, int steps) {
        int done = 0;
        for (GaleraPlan.Stage stage : plan.stages()) {
            for (GaleraStep step : stage.steps()) {
                if (done++ >= steps) {
                    return false;
                }
                if (!node(step.server()).silent && perform(step)) {
                    continue;
                }
                if (stage.vital()) {
                    return false;
                }
                break;
            }
        }
        return true;
    }

    private boolean perform(GaleraStep step) {
        Node node = node(step.server());
        switch (step) {
            case GaleraStep.FenceNode fence -> stop(node);
            case GaleraStep.StopNode stop -> stop(node);
            case GaleraStep.SaveDataFolder save -> node.saved = true;
            case GaleraStep.StartWithPosition start -> start(node);
            case GaleraStep.BootstrapNew bootstrap -> {
                ordered = bootstrap.identity();
                begin(List.of(node));
            }
            case GaleraStep.PcBootstrap bootstrap -> {
                ordered = bootstrap.identity();
                begin(Arrays.stream(in(State.WITHOUT_QUORUM)).mapToObj(this::node).toList());
            }
            case GaleraStep.AwaitPrimary await -> {
                return node.state == State.PRIMARY;
            }
            case GaleraStep.JoinNode join -> {
                if (in(State.PRIMARY).length == 0) {
                    return false;
                }
                join(node);
            }
            default -> {
                // Nothing that this model knows of.
            }
        }
        return true;
    }

    private void stop(Node node) {
        assertThat(node.state).as("nobody stops a primary").isNotEqualTo(State.PRIMARY);
        if (node.state != State.DOWN) {
            // A node that waits for others of its view keeps gvwstate.dat only if it is killed.
            node.clean = true;
            node.last = null;
            node.state = State.DOWN;
        }
    }

    private void start(Node node) {
        assertThat(node.state).isEqualTo(State.DOWN);
        if (in(State.PRIMARY).length > 0) {
            join(node);
            return;
        }
        node.state = State.NOT_SERVING;
        PrimaryView view = node.last;
        List<Node> waiting = nodes.values().stream()
                .filter(other -> other.state == State.NOT_SERVING && view != null && view.equals(other.last))
                .toList();
        if (view != null && waiting.size() == view.members().size()) {
            begin(waiting);
        }
    }

    /** A primary component forms anew: nobody else may have one, and nobody anywhere may have more than it begins with. */
    private void begin(List<Node> members) {
        assertThat(in(State.PRIMARY)).as("a second primary component").isEmpty();
        List<Long> most = members.stream().map(node -> node.data).max(Comparator.comparingInt(List::size)).orElseThrow();
        nodes.forEach((number, node) -> assertThat(prefix(node.data, most))
                .as("n%d has %s, begun with %s", number, node.data, most)
                .isTrue());
        members.forEach(node -> {
            node.state = State.PRIMARY;
            node.data = new ArrayList<>(most);
        });
        newView();
    }

    private void join(Node node) {
        List<Long> cluster = node(in(State.PRIMARY)[0]).data;
        assertThat(node.saved || prefix(node.data, cluster)).as("%s overwritten by %s", node.data, cluster).isTrue();
        node.data = new ArrayList<>(cluster);
        node.state = State.PRIMARY;
        newView();
    }

    private static boolean prefix(List<Long> one, List<Long> other) {
        return one.size() <= other.size() && other.subList(0, one.size()).equals(one);
    }

    boolean whole() {
        return in(State.PRIMARY).length == size;
    }

    Optional<Set<Integer>> some() {
        Set<Integer> victims = new HashSet<>();
        IntStream.rangeClosed(1, size).filter(number -> random.nextBoolean()).forEach(victims::add);
        return victims.isEmpty() ? Optional.empty() : Optional.of(victims);
    }
}
