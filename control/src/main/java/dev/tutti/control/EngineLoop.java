package dev.tutti.control;

import dev.tutti.core.engine.Command;
import dev.tutti.core.engine.Engine;
import dev.tutti.core.engine.EngineState;
import dev.tutti.core.engine.Event;
import dev.tutti.core.policy.Policy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Feeds the engine, one event after the other, on one thread of its own; any thread may {@link #tell} it something. Commands
 * are handed out on that thread, so whoever takes them must not block.
 */
final class EngineLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EngineLoop.class);

    /** While nothing is suspected, time passing means little. */
    private static final Duration CALM_TICK = Duration.ofMillis(250);

    /** One event takes far less, also with thousands of others before it. */
    private static final Duration TAKEN = Duration.ofSeconds(5);

    private final LinkedBlockingQueue<Told> events = new LinkedBlockingQueue<>();
    private final Policy policy;
    private final InstantSource clock;
    private final Consumer<Command> commands;
    private final BiConsumer<EngineState, Event> listener;
    private final Thread thread;
    private volatile EngineState state = EngineState.empty();
    private volatile boolean closed;

    /** @param taken done when the event is in the state; null when nobody waits for that */
    private record Told(Event event, @Nullable CompletableFuture<Void> taken) {}

    /** @param listener told of each new state and the event that led to it, on the loop's thread; must not block */
    EngineLoop(
            Policy policy,
            InstantSource clock,
            Consumer<Command> commands,
            BiConsumer<EngineState, Event> listener) {
        this.policy = policy;
        this.clock = clock;
        this.commands = commands;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("engine").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Returns at once; {@link #state} shows it a moment later. */
    void tell(Event event) {
        events.add(new Told(event, null));
    }

    /** Returns when {@link #state} shows it, so that who has been answered sees what he asked for; not for the loop's own thread. */
    void take(Event event) {
        CompletableFuture<Void> taken = new CompletableFuture<>();
        events.add(new Told(event, taken));
        try {
            taken.get(TAKEN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // It is not lost: it waits its turn behind others.
            log.warn("the engine has not taken in {} yet", event.getClass().getSimpleName());
        }
    }

    EngineState state() {
        return state;
    }

    private void run() {
        long nextTick = System.nanoTime();
        try {
            while (!closed) {
                long wait = nextTick - System.nanoTime();
                Told told = wait <= 0 ? null : events.poll(wait, TimeUnit.NANOSECONDS);
                if (told != null) {
                    step(told.event());
                    CompletableFuture<Void> taken = told.taken();
                    if (taken != null) {
                        taken.complete(null);
                    }
                }
                if (System.nanoTime() >= nextTick) {
                    step(new Event.Tick());
                    Duration tick = state.suspicions().isEmpty() ? CALM_TICK : policy.timing().reprobe().dividedBy(2);
                    nextTick = System.nanoTime() + tick.toNanos();
                } else if (!state.suspicions().isEmpty()) {
                    nextTick = Math.min(nextTick, System.nanoTime() + policy.timing().reprobe().dividedBy(2).toNanos());
                }
            }
        } catch (InterruptedException e) {
            log.debug("engine loop interrupted");
        }
    }

    private void step(Event event) {
        try {
            Engine.Result result = Engine.step(state, event, policy, clock.instant());
            state = result.state();
            listener.accept(result.state(), event);
            result.commands().forEach(commands);
        } catch (RuntimeException e) {
            // A defect in one decision must not end the watch over everything else.
            log.error("the engine could not take in {}", event.getClass().getSimpleName(), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
