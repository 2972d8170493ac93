package dev.tutti.control.galera;

import dev.tutti.control.agents.AgentClient.LogFile;
import dev.tutti.control.agents.AgentException;
import dev.tutti.control.agents.AgentWatch;
import dev.tutti.control.agents.Agents;
import dev.tutti.core.galera.model.GaleraNode;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.LoggedView;
import dev.tutti.core.galera.plan.GaleraStep;
import dev.tutti.core.galera.split.Committed;
import dev.tutti.core.galera.split.Gathering;
import dev.tutti.core.galera.split.Separation;
import dev.tutti.core.galera.split.SplitOff;
import dev.tutti.core.galera.split.SplitOff.Kept;
import dev.tutti.core.galera.split.TableChange;
import dev.tutti.core.model.Address;
import dev.tutti.wire.binlog.LoggedTransaction;
import dev.tutti.wire.binlog.TransactionFile;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lists what one side of a split brain committed that the other does not have: where they separated by the views in their error
 * logs, and what came after that by the binary logs of the side, in which Galera's Xid events have the transactions' numbers. All
 * is read through the agents and changes nothing. Thread safe.
 */
final class SplitOffLister {
    /** Of one node's binary logs; and how long reading it may take. */
    private static final long MOST_BYTES = 2L << 30;

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Agents agents;
    private final ClusterWatch watch;
    private final ClusterMemory memory;

    SplitOffLister(Agents agents, ClusterWatch watch, ClusterMemory memory) {
        this.agents = agents;
        this.watch = watch;
        this.memory = memory;
    }

    /** @param saved where data folders of these nodes were saved */
    SplitOff list(GaleraStep.ListSplitOff step, Map<Address, String> saved) throws InterruptedException {
        List<String> doubts = new ArrayList<>();
        List<List<LoggedView>> given = views(step.side(), doubts);
        List<List<LoggedView>> kept = views(step.kept(), doubts);
        Separation separation = Separation.of(given, kept, names(step.side()), names(step.kept()));
        Optional<GaleraPosition> last = separation.last();
        if (last.isEmpty()) {
            doubts.add("no error log tells where the sides separated, so that what only one has cannot be told from the rest");
            List<Kept> folders = step.side().stream()
                    .map(node -> new Kept(node.toString(), saved.get(node), null, null))
                    .toList();
            return result(step, separation, null, List.of(), 0, List.of(), folders, doubts);
        }
        if (separation instanceof Separation.OneSided side) {
            doubts.add("only the error logs of " + (side.ofKept() ? "the side that goes on" : "the side that was given up")
                    + " tell where they separated: what was under way just then may be missing here");
        }
        long common = last.get().seqno();
        Set<Long> viewNumbers = given.stream()
                .flatMap(List::stream)
                .filter(view -> view.primary() && view.position().sameHistory(last.get()))
                .map(view -> view.position().seqno())
                .collect(Collectors.toSet());
        Gathering gathering = new Gathering(common, separation.moment(), viewNumbers);
        boolean anyRead = false;
        for (Address node : step.side()) {
            anyRead |= read(node, common, gathering, saved.get(node), doubts);
        }
        long highest = Math.max(gathering.highest(), remembered(step.side(), last.get()));
        long views = viewNumbers.stream().filter(seqno -> seqno > common && seqno <= highest).count();
        long byNumber = Math.max(0, highest - common - views);
        if (anyRead && byNumber > gathering.count()) {
            doubts.add((byNumber - gathering.count()) + " numbers up to " + highest + " are in none of these logs: transactions that"
                    + " were rolled back take a number as well, and so does what a log that is missing here has");
        }
        if (gathering.atTheEdge() > 0) {
            doubts.add(gathering.atTheEdge() + " of the statements have no number and stand where the sides separated: both may have"
                    + " them");
        }
        if (!anyRead) {
            doubts.add("no binary log of them could be read: this is the count by number, and the transactions are not listed");
        }
        long count = anyRead ? gathering.count() : byNumber;
        List<Committed> transactions = gathering.transactions();
        return result(step, separation, count, gathering.tables(), count - transactions.size(), transactions,
                gathering.kept(), doubts);
    }

    private static SplitOff result(
            GaleraStep.ListSplitOff step, Separation separation, @Nullable Long count, List<TableChange> tables, long notListed,
            List<Committed> transactions, List<Kept> kept, List<String> doubts) {
        return new SplitOff(
                step.side().stream().map(Address::toString).toList(),
                separation.last().map(at -> at.group().toString()).orElse(null),
                separation.last().map(GaleraPosition::seqno).orElse(null),
                separation.moment(),
                doubts.isEmpty() && separation instanceof Separation.Known,
                count, notListed, tables, transactions, kept, doubts);
    }

    private Set<String> names(List<Address> nodes) {
        return watch.state().layout().cluster().nodes().stream()
                .filter(node -> nodes.contains(node.address()))
                .map(GaleraNode::name)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** Of one node that tells nothing the others of its side tell as much. */
    private List<List<LoggedView>> views(List<Address> nodes, List<String> doubts) throws InterruptedException {
        List<List<LoggedView>> all = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (Address node : nodes) {
            try {
                all.add(Joins.agent(agents, node).views());
            } catch (AgentException e) {
                silent.add("the error log of " + node + " cannot be read: " + e.getMessage());
            }
        }
        if (all.isEmpty()) {
            doubts.addAll(silent);
        }
        return all;
    }

    private long remembered(List<Address> nodes, GaleraPosition history) {
        return memory.record().nodes().entrySet().stream()
                .filter(entry -> nodes.contains(entry.getKey()))
                .map(entry -> entry.getValue().position())
                .filter(position -> position.sameHistory(history))
                .mapToLong(GaleraPosition::seqno)
                .max()
                .orElse(-1);
    }

    // ---- binary logs

    /** Whether anything could be read. */
    private boolean read(Address node, long common, Gathering gathering, @Nullable String folder, List<String> doubts)
            throws InterruptedException {
        gathering.begin(node.toString());
        long end = System.nanoTime() + LONGEST.toNanos();
        boolean read = false;
        try {
            AgentWatch agent = Joins.agent(agents, node);
            List<LogFile> files = agent.logs().orElse(List.of());
            if (files.isEmpty()) {
                doubts.add(node + " has no binary log that its agent knows of (log_bin, and server.binary_logs of its agent)");
            } else {
                int from = first(agent, files, common);
                if (from < 0 && !files.getFirst().name().matches(".*\\.0*1")) {
                    doubts.add("the binary logs of " + node + " do not reach back to where the sides separated");
                }
                List<LogFile> needed = files.subList(Math.max(0, from), files.size());
                long bytes = 0;
                for (LogFile file : needed) {
                    bytes += file.bytes();
                    if (bytes > MOST_BYTES || System.nanoTime() > end) {
                        doubts.add("the binary logs of " + node + " were read up to " + file.name() + " only, as there is so much");
                        break;
                    }
                    read(agent, node, file, gathering);
                    read = true;
                }
            }
        } catch (AgentException | IOException e) {
            if (e instanceof InterruptedIOException) {
                throw (InterruptedException) new InterruptedException().initCause(e);
            }
            doubts.add("the binary logs of " + node + " could not be read to their end: " + e.getMessage());
        }
        gathering.end(folder);
        return read;
    }

    /**
     * The newest file that begins at the separation or before; -1 if the oldest one begins later. Most files are opened
     * for their first numbered transaction only.
     */
    private static int first(AgentWatch agent, List<LogFile> files, long common) throws IOException {
        for (int i = files.size() - 1; i >= 0; i--) {
            try (TransactionFile file = TransactionFile.open(agent.log(files.get(i)), files.get(i).name())) {
                for (LoggedTransaction one = file.next(); one != null; one = file.next()) {
                    if (one.xid() > 0) {
                        if (one.xid() <= common) {
                            return i;
                        }
                        break;
                    }
                }
            }
        }
        return -1;
    }

    private static void read(AgentWatch agent, Address node, LogFile log, Gathering gathering) throws IOException {
        try (TransactionFile file = TransactionFile.open(agent.log(log), log.name())) {
            for (LoggedTransaction one = file.next(); one != null; one = file.next()) {
                gathering.take(committed(one, node, log), log.name() + ":" + one.endsAt());
            }
        }
    }

    private static Committed committed(LoggedTransaction one, Address node, LogFile log) {
        return new Committed(
                one.xid() > 0 ? one.xid() : null,
                Instant.ofEpochSecond(one.time()),
                one.gtid(),
                node.toString(),
                log.name(),
                one.startsAt(),
                one.changes().stream()
                        .map(change -> new TableChange(
                                change.table(), change.inserted(), change.updated(), change.deleted(), change.counted()))
                        .toList(),
                one.statement());
    }
}
