package dev.tutti.control.agents;

import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.Grastate;
import dev.tutti.core.galera.model.Gvwstate;
import dev.tutti.core.galera.model.HostReport;
import dev.tutti.core.galera.model.HostReport.Host;
import dev.tutti.core.galera.model.HostReport.ServerProcess;
import dev.tutti.core.galera.model.LoggedView;
import dev.tutti.core.galera.model.Recovered;
import dev.tutti.core.galera.model.TransferProgress;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Watches the agent beside one server: a virtual thread of its own asks for a report once in every poll interval, and anybody may
 * ask for one in between. What was recovered of a stopped server counts until its process runs again, or its data are changed
 * by an order. Thread safe.
 */
public final class AgentWatch implements AutoCloseable {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** As long as a restart of the agent takes, or a host that is busy with the death of a large process. */
    private static final Duration BORNE = Duration.ofSeconds(20);

    private final Address server;
    private final AgentClient client;
    private final Duration poll;
    private final InstantSource clock;
    private final Thread thread;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile Seen seen;
    private final AtomicReference<Recovered> recovered = new AtomicReference<>(new Recovered.NotTried());
    private volatile long donorBytes = -1;
    private volatile boolean closed;

    /** What an ask came to. */
    private sealed interface Seen {
        record Nothing(Instant at, String why) implements Seen {}

        record Report(Instant at, AgentReport report) implements Seen {}
    }

    AgentWatch(Address server, AgentClient client, Duration poll, InstantSource clock) {
        this.server = server;
        this.client = client;
        this.poll = poll;
        this.clock = clock;
        this.seen = new Seen.Nothing(clock.instant(), "its agent " + client.address() + " was not asked yet");
        this.thread = Thread.ofVirtual().name("ask agent " + client.address()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    public Address server() {
        return server;
    }

    public Address agent() {
        return client.address();
    }

    AgentClient client() {
        return client;
    }

    private void run() {
        try {
            while (!closed) {
                long next = System.nanoTime() + poll.toNanos();
                ask();
                long left = next - System.nanoTime();
                if (left > 0) {
                    TimeUnit.NANOSECONDS.sleep(left);
                }
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Asks now; the answer is what {@link #report} says from then on. */
    public void ask() throws InterruptedException {
        asking.lockInterruptibly();
        try {
            Instant at = clock.instant();
            Recovered before = recovered.get();
            try {
                AgentReport report = client.report(donorBytes);
                if (report.process().state().equals("running")) {
                    // What was found since this report was asked for is newer than it.
                    recovered.compareAndSet(before, new Recovered.NotTried());
                }
                seen = new Seen.Report(at, report);
            } catch (AgentException e) {
                // Until it answers again, its server may be started and stopped, and what was wrong may be put right.
                recovered.compareAndSet(before, new Recovered.NotTried());
                seen = new Seen.Nothing(at, String.valueOf(e.getMessage()));
            }
        } finally {
            asking.unlock();
        }
    }

    /** What the remaining time of a state transfer is reckoned by: the bytes that the donor has; -1 when not known. */
    public void transferOf(long bytes) {
        donorBytes = bytes;
    }

    /** The newest report; empty when the last ask was not answered. */
    public Optional<AgentReport> newest() {
        return seen instanceof Seen.Report(var _, AgentReport report) ? Optional.of(report) : Optional.empty();
    }

    /** When the agent was asked, and how far its clock is from ours. */
    public Optional<Duration> clockOff() {
        return seen instanceof Seen.Report(Instant at, AgentReport report)
                ? Optional.of(Duration.between(at, report.at()))
                : Optional.empty();
    }

    /** Why nothing is known; empty when something is. */
    public String silence() {
        return seen instanceof Seen.Nothing(var _, String why) ? why : "";
    }

    /**
     * In the words of the core.
     *
     * @param flushLogAtCommit as the server last said; -1 when not known
     */
    public HostReport report(int flushLogAtCommit) {
        return switch (seen) {
            case Seen.Nothing(Instant at, String why) -> new HostReport.Silent(server, at, why);
            case Seen.Report(Instant at, AgentReport report) ->
                new HostReport.Answered(server, at, host(report, flushLogAtCommit));
        };
    }

    private Host host(AgentReport report, int flushLogAtCommit) {
        ServerProcess process = switch (report.process().state()) {
            case "running" -> ServerProcess.RUNNING;
            case "not_running" -> ServerProcess.NOT_RUNNING;
            default -> ServerProcess.UNKNOWN;
        };
        AgentReport.Galera files = report.galera();
        Grastate grastate = files == null ? new Grastate.Missing() : files.grastate();
        Gvwstate gvwstate = files == null ? new Gvwstate.Missing() : files.gvwstate();
        AgentReport.Transfer transfer = report.transfer();
        return new Host(
                process,
                report.data().present(),
                grastate,
                gvwstate,
                process == ServerProcess.NOT_RUNNING ? recovered() : new Recovered.NotTried(),
                files == null || files.transferMarkers().isEmpty() ? null : files.transferMarkers().getFirst(),
                report.data().bytes(),
                report.data().diskFree(),
                flushLogAtCommit,
                report.causes(),
                transfer == null
                        ? null
                        : new TransferProgress(
                                true, transfer.total(), transfer.done(), transfer.bytesPerSecond(),
                                Duration.ofSeconds(transfer.elapsedSeconds())));
    }

    /** What {@code --wsrep-recover} found, if it was run since the server stopped. */
    public Recovered recovered() {
        return Objects.requireNonNull(recovered.get());
    }

    /**
     * Gives an order and waits for its end.
     *
     * @param id under which it is done once; {@link #newId} for one that nobody gave before
     * @throws AgentException if it is not taken, or has not ended within the deadline; it may go on then
     */
    public AgentAction perform(String id, Order order, Duration limit) throws AgentException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        if (changesData(order)) {
            recovered.set(new Recovered.NotTried());
        }
        AgentAction action = client.order(id, order);
        while (action.running()) {
            if (System.nanoTime() > end) {
                throw new AgentException("the agent " + client.address() + " had not ended " + order.kind() + " after "
                        + limit.toSeconds() + " s: " + action.message());
            }
            TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
            action = followed(id, action);
        }
        ask();
        return action;
    }

    /** How far an action is. An agent that is slow to answer goes on with it all the same: that is borne for a while. */
    private AgentAction followed(String id, AgentAction last) throws AgentException, InterruptedException {
        long end = System.nanoTime() + BORNE.toNanos();
        while (true) {
            try {
                return client.action(id).orElseThrow(() ->
                        new AgentException("the agent " + client.address() + " knows nothing any more of " + last.kind()));
            } catch (AgentException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
            }
        }
    }

    public String newId(String kind) {
        return kind + "-" + UUID.randomUUID();
    }

    /** The action with this id, if it was ever asked for. */
    public Optional<AgentAction> action(String id) throws AgentException, InterruptedException {
        return client.action(id);
    }

    /** The views that the server's error log tells of, oldest first. */
    public List<LoggedView> views() throws AgentException, InterruptedException {
        return client.views();
    }

    /** The server's binary logs, oldest first; empty when the agent is not told where they are. */
    public Optional<List<AgentClient.LogFile>> logs() throws AgentException, InterruptedException {
        return client.logs();
    }

    /** The server's binary log from its beginning; reading it asks for piece after piece. */
    public InputStream log(AgentClient.LogFile file) {
        return new AgentLog(client, file);
    }

    private static boolean changesData(Order order) {
        return switch (order) {
            case Order.Start start -> true;
            case Order.Bootstrap bootstrap -> true;
            case Order.SaveData save -> true;
            case Order.Run run -> true;
            case Order.MarkSafe mark -> false;
            case Order.Probe probe -> false;
            case Order.Plain plain -> false;
        };
    }

    /** Finds out how far the data of the stopped server are; {@link #report} has it from then on. */
    public Recovered findPosition(Duration limit) throws InterruptedException {
        Recovered found;
        try {
            AgentAction action = perform(newId("position"), Order.Plain.RECOVER_POSITION, limit);
            found = found(action);
        } catch (AgentException e) {
            // Nobody knows; it is asked again.
            return new Recovered.Failed(-1, String.valueOf(e.getMessage()));
        }
        recovered.set(found);
        return found;
    }

    private static Recovered found(AgentAction action) {
        if (action.done()) {
            return GaleraPosition.parse(action.detail("uuid") + ":" + (long) action.number("seqno"))
                    .<Recovered>map(Recovered.Found::new)
                    .orElseGet(Recovered.Nothing::new);
        }
        List<String> output = action.output() == null ? List.of() : action.output();
        Integer code = action.exitCode();
        return code == null || code == 0
                ? code == null && !action.state().equals("failed")
                        ? new Recovered.NotTried()
                        : code == null ? new Recovered.Failed(-1, action.message()) : new Recovered.Nothing()
                : new Recovered.Failed(code, action.message() + (output.isEmpty() ? "" : ": " + output.getLast()));
    }

    /** Nothing can be done on the server's host. */
    public static AgentException none(Address server) {
        return new AgentException("no agent is known beside " + server + " (galera.clusters[].nodes[].agent)");
    }

    public static AgentException failed(AgentWatch agent, String what, AgentAction action) {
        return new AgentException("the agent " + agent.agent() + " did not " + what + ": " + action.message());
    }

    /** What the agent is doing, in words. */
    public @Nullable String doing() {
        return newest().map(AgentReport::doing).map(action -> action.kind() + ": " + action.message()).orElse(null);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
