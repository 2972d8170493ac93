package dev.tutti.agent.act;

import dev.tutti.agent.config.AgentConfig;
import dev.tutti.agent.host.Presence;
import dev.tutti.agent.host.ServerProcess;
import dev.tutti.agent.host.StateFiles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Does one action at a time, each on a virtual thread of its own, and remembers all. An action is on disk before it begins. Two
 * things do not wait: a fence cancels whatever action runs, and a probe, which concerns no data and can be repeated, gives way to
 * everything else. Thread-safe.
 */
public final class Actions implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Actions.class);
    private static final long FENCE_MILLIS = 500;

    /** What became of a request. */
    public sealed interface Submission {
        ActionView view();

        record Begun(ActionView view) implements Submission {}

        /** This very request was made before: here is what became of it. */
        record Known(ActionView view) implements Submission {}

        /** Another action is under way. */
        record Busy(ActionView view) implements Submission {}

        /** The id belongs to another request. */
        record Reused(ActionView view) implements Submission {}
    }

    private record Running(String id, Thread thread, boolean probe) {}

    private final Context context;
    private final Recovery recovery;
    private final Link link;
    private final Journal journal;
    private final Map<String, ActionView> actions;
    private final Thread keeper;
    private @Nullable Running running;
    private @Nullable Running fencing;
    private boolean closed;

    private Actions(Context context, Link link, Journal.Opened opened) {
        this.context = context;
        this.recovery = new Recovery(context);
        this.link = link;
        this.journal = opened.journal();
        this.actions = opened.actions();
        this.keeper = Thread.ofVirtual().name("fence").start(this::keepDown);
    }

    /**
     * Opens the journal; what was under way when the agent ended last is said to have been interrupted.
     *
     * @throws IOException in a sentence, if the journal cannot be read or written
     */
    public static Actions open(AgentConfig config, ServerProcess process, InstantSource clock, Link link) throws IOException {
        Path folder = Files.createDirectories(config.stateFolder());
        Journal.Opened opened = Journal.open(folder.resolve("actions.jsonl"));
        for (ActionView view : java.util.List.copyOf(opened.actions().values())) {
            if (view.state() == ActionView.State.RUNNING) {
                ActionView interrupted = view.interrupted(clock.instant());
                opened.journal().append(interrupted);
                opened.actions().put(view.id(), interrupted);
            }
        }
        return new Actions(
                new Context(config, process, new StateFiles(config.server().dataFolder()), new FenceFile(folder), clock,
                        new ReentrantLock()),
                link, opened);
    }

    /**
     * Takes a request.
     *
     * @throws IOException if it could not be journalled, in which case nothing is done
     */
    public synchronized Submission submit(ActionRequest request, String by) throws IOException {
        ActionView known = actions.get(request.id());
        if (known != null) {
            return known.request().equals(request.canonical()) ? new Submission.Known(known) : new Submission.Reused(known);
        }
        boolean fence = request.action() instanceof Action.Fence;
        Running before = fence ? fencing : fencing != null ? fencing : running;
        Running gaveWay = before != null && before.probe() && !(request.action() instanceof Action.Probe) ? before : null;
        before = gaveWay == null ? before : null;
        if (before != null || closed) {
            return new Submission.Busy(before == null ? ActionView.accepted(request, by, context.clock().instant())
                    : java.util.Objects.requireNonNull(actions.get(before.id())));
        }
        ActionView accepted = ActionView.accepted(request, by, context.clock().instant());
        journal.append(accepted);
        actions.put(request.id(), accepted);
        log.info("{} asks for {} ({})", by, request.kind(), request.id());
        Thread thread = Thread.ofVirtual().name(request.kind()).unstarted(() -> run(request));
        Running now = new Running(request.id(), thread, request.action() instanceof Action.Probe);
        Running cancelled = fence ? running : gaveWay;
        if (fence) {
            fencing = now;
        } else {
            running = now;
        }
        if (cancelled != null) {
            cancelled.thread().interrupt();
        }
        thread.start();
        return new Submission.Begun(accepted);
    }

    public synchronized Optional<ActionView> find(String id) {
        return Optional.ofNullable(actions.get(id));
    }

    /** What is being done now. */
    public synchronized Optional<ActionView> current() {
        Running now = fencing != null ? fencing : running;
        return now == null ? Optional.empty() : Optional.ofNullable(actions.get(now.id()));
    }

    public boolean fenced() {
        return context.fence().closed();
    }

    private void run(ActionRequest request) {
        Outcome outcome;
        try {
            outcome = perform(request);
        } catch (InterruptedException e) {
            outcome = new Outcome.Failed("it was cancelled: " + (fenced()
                    ? "the server was fenced"
                    : request.action() instanceof Action.Probe ? "something else was asked for" : "the agent ends"));
        } catch (RuntimeException e) {
            log.error("{} ({}) failed", request.kind(), request.id(), e);
            outcome = new Outcome.Failed("an error of the agent's own, which its log has: " + e.getMessage());
        }
        ended(request, outcome);
    }

    private synchronized void ended(ActionRequest request, Outcome outcome) {
        ActionView view = java.util.Objects.requireNonNull(actions.get(request.id())).ended(outcome, context.clock().instant());
        actions.put(request.id(), view);
        log.info("{} ({}): {}: {}", request.kind(), request.id(), view.state(), view.message());
        if (request.action() instanceof Action.Fence) {
            fencing = null;
        } else if (running != null && running.id().equals(request.id())) {
            running = null;
        }
        try {
            journal.append(view);
        } catch (IOException e) {
            // After a restart it will be said to have been interrupted, which asks for a look at the report.
            log.error("How {} ({}) ended could not be journalled: {}", request.kind(), request.id(), e.getMessage());
        }
    }

    private synchronized void doing(String id, String what) {
        actions.computeIfPresent(id, (key, view) -> view.doing(what));
    }

    private Outcome perform(ActionRequest request) throws InterruptedException {
        Launcher launcher = new Launcher(context);
        Stopping stopping = new Stopping(context, launcher);
        Starting starting = new Starting(context, recovery, launcher, what -> doing(request.id(), what));
        return switch (request.action()) {
            case Action.Start start -> starting.start(start.donors(), start.tainted(), start.await());
            case Action.Stop() -> stopping.stop();
            case Action.Restart restart -> {
                Outcome stopped = context.fence().closed()
                        ? new Outcome.Refused("the server is fenced: unfence it first")
                        : stopping.stop();
                yield stopped instanceof Outcome.Done ? starting.start(restart.donors(), restart.tainted(), true) : stopped;
            }
            case Action.Fence() -> fence(request, stopping);
            case Action.Unfence() -> stopping.unfence();
            case Action.RecoverPosition() -> recovery.tell();
            case Action.Bootstrap bootstrap -> starting.bootstrap(bootstrap.position(), bootstrap.tainted());
            case Action.MarkSafe mark -> new SafeMark(context).write(mark.safe(), mark.position(), request.id());
            case Action.DiscardView() -> new ViewDiscard(context).discard(request.id());
            case Action.Run run -> new CommandRun(context, what -> doing(request.id(), what)).run(run.command());
            case Action.SaveData save -> new Saving(context, what -> doing(request.id(), what)).save(save.way(), request.id());
            case Action.Probe probe -> link.measure(probe.peer());
        };
    }

    private Outcome fence(ActionRequest request, Stopping stopping) throws InterruptedException {
        context.gate().lockInterruptibly();
        try {
            context.fence().close(request.id() + " " + context.clock().instant());
        } catch (IOException e) {
            return new Outcome.Failed("the fence could not be written, and nothing was killed: " + e);
        } finally {
            context.gate().unlock();
        }
        return stopping.kill();
    }

    /** Whoever starts a fenced server past the agent, a service manager or a person, is undone. */
    private void keepDown() {
        try {
            while (true) {
                if (fenced() && context.process().find() instanceof Presence.Running found) {
                    log.warn("The fenced server runs (process {}): it is killed", found.pid());
                    Stopping.strike(found);
                }
                TimeUnit.MILLISECONDS.sleep(FENCE_MILLIS);
            }
        } catch (InterruptedException e) {
            // The agent ends.
        }
    }

    /** Cancels what is under way; a server that was started stays. */
    @Override
    public void close() throws IOException {
        Thread last;
        synchronized (this) {
            closed = true;
            Running now = fencing != null ? fencing : running;
            last = now == null ? keeper : now.thread();
        }
        keeper.interrupt();
        last.interrupt();
        try {
            last.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            journal.close();
        }
    }
}
