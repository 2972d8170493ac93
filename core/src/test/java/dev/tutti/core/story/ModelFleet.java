package dev.tutti.core.story;

import dev.tutti.core.engine.Command;
import dev.tutti.core.engine.Engine;
import dev.tutti.core.engine.EngineState;
import dev.tutti.core.engine.Event;
import dev.tutti.core.fleet.Contact.Failure;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.policy.Policy;
import dev.tutti.core.story.ModelServer.Life;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Servers, network, observers and the engine in virtual time: looks take 2 ms, deadlines are those of the policy, the engine
 * ticks as the control plane lets it tick.
 */
final class ModelFleet {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long FLOW = 50;
    private static final long LOOK = 2;

    final Map<Address, ModelServer> servers = new TreeMap<>();
    private final Map<Address, Watch> watches = new HashMap<>();
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    private final BiConsumer<ModelFleet, Command> obey;
    Policy policy = Policy.defaults();
    EngineState state = EngineState.empty();
    boolean load = true;
    long now;
    private long nextTick;
    private long pausedUntil;
    private long order;

    private record Task(long at, long order, Runnable work) {}

    /** One server's observer. */
    private static final class Watch {
        boolean session;
        boolean looking;
        boolean again;
        long lookId;
    }

    /** @param obey carries out what the engine wants, and may schedule more */
    ModelFleet(BiConsumer<ModelFleet, Command> obey) {
        this.obey = obey;
        after(FLOW, this::flow);
    }

    Instant instant() {
        return START.plusMillis(now);
    }

    ModelServer server(Address address) {
        return Objects.requireNonNull(servers.get(address), () -> "no server " + address);
    }

    ModelServer add(Address address) {
        ModelServer server = new ModelServer(address, servers.size() + 1L);
        servers.put(address, server);
        return server;
    }

    void after(long millis, Runnable work) {
        tasks.add(new Task(now + millis, order++, work));
    }

    void run(long millis) {
        long until = now + millis;
        while (true) {
            Task task = tasks.peek();
            long next = Math.min(task == null ? Long.MAX_VALUE : task.at(), nextTick);
            if (next > until) {
                now = until;
                return;
            }
            now = Math.max(now, next);
            if (task != null && task.at() <= nextTick) {
                tasks.remove();
                task.work().run();
            } else {
                tick();
            }
        }
    }

    private void tick() {
        step(new Event.Tick());
        nextTick = now + (state.suspicions().isEmpty() ? 250 : 25);
    }

    /** This process does not run: nothing is looked at, nothing decided; deadlines pass. */
    void pause(long millis) {
        pausedUntil = now + millis;
        nextTick = pausedUntil + 1;
    }

    /** Tells the engine something, as soon as this process runs. */
    void tell(Event event) {
        if (now < pausedUntil) {
            tasks.add(new Task(pausedUntil, order++, () -> tell(event)));
        } else {
            step(event);
        }
    }

    private void step(Event event) {
        Engine.Result result = Engine.step(state, event, policy, instant());
        state = result.state();
        result.commands().forEach(command -> obey.accept(this, command));
        if (!state.suspicions().isEmpty()) {
            nextTick = Math.min(nextTick, Math.max(now, pausedUntil) + 25);
        }
    }

    // ---- servers ----------------------------------------------------------------------------------------------------

    private void flow() {
        for (ModelServer server : servers.values()) {
            if (server.life == Life.ALIVE && server.writes && !server.readOnly && load) {
                server.has += 10;
            }
        }
        for (ModelServer server : servers.values()) {
            server.flow(server.source == null ? null : servers.get(server.source), now);
        }
        after(FLOW, this::flow);
    }

    void kill(ModelServer server) {
        server.life = Life.KILLED;
        if (!server.cutFromUs) {
            after(1, () -> sessionClosed(server.address));
        }
        after(10, () -> servers.values().stream()
                .filter(replica -> server.address.equals(replica.source))
                .forEach(replica -> replica.flow(server, now)));
    }

    void turnAway(ModelServer server, String detail) {
        server.turnsAway = detail;
        after(1, () -> sessionClosed(server.address));
    }

    Optional<ServerStatus> look(Address address) {
        ModelServer server = servers.get(address);
        return server == null || server.life != Life.ALIVE || server.cutFromUs || server.turnsAway != null
                ? Optional.empty()
                : Optional.of(statusOf(server));
    }

    private ServerStatus statusOf(ModelServer server) {
        return server.status(server.source == null ? null : servers.get(server.source));
    }

    // ---- observers --------------------------------------------------------------------------------------------------

    void watch(Address address) {
        if (watches.putIfAbsent(address, new Watch()) == null) {
            tell(new Event.Discovered(address));
            after(5L * watches.size(), () -> wake(address));
        }
    }

    void unwatch(Address address) {
        watches.remove(address);
        tell(new Event.Forgotten(address));
    }

    void wake(Address address) {
        Watch watch = watches.get(address);
        if (watch == null) {
            return;
        }
        if (watch.looking) {
            watch.again = true;
        } else {
            look(address, watch);
        }
    }

    private void look(Address address, Watch watch) {
        if (watch.looking || !watches.containsKey(address)) {
            return;
        }
        watch.looking = true;
        watch.again = false;
        long began = Math.max(now, pausedUntil);
        long wait = began - now;
        after(wait + LOOK, () -> answer(address, watch, began));
    }

    private void answer(Address address, Watch watch, long began) {
        ModelServer server = server(address);
        boolean fresh = !watch.session;
        String turnsAway = server.turnsAway;
        if (now < pausedUntil) {
            fails(address, watch, fresh, Failure.SILENT, "no answer within the deadline", pausedUntil - now);
        } else if (server.life == Life.HUNG || server.cutFromUs) {
            long deadline = policy.timing().probeDeadline().toMillis() - LOOK;
            fails(address, watch, fresh, Failure.SILENT, "no answer within the deadline", deadline);
        } else if (server.life == Life.KILLED) {
            fails(address, watch, fresh, fresh ? Failure.REFUSED : Failure.SESSION_CLOSED, "connection refused", 0);
        } else if (turnsAway != null) {
            fails(address, watch, fresh, Failure.TURNED_AWAY, turnsAway, 0);
        } else {
            watch.session = true;
            ServerStatus status = statusOf(server);
            tell(new Event.Seen(status, START.plusMillis(began)));
            lookedAt(address, watch);
        }
    }

    private void fails(Address address, Watch watch, boolean fresh, Failure kind, String detail, long later) {
        long lookId = ++watch.lookId;
        after(later, () -> {
            if (watch.lookId != lookId) {
                return;
            }
            watch.session = false;
            tell(new Event.NotSeen(address, kind, fresh, detail, START.plusMillis(Math.max(now, pausedUntil))));
            if (!fresh) {
                watch.again = true;
            }
            lookedAt(address, watch);
        });
    }

    private void lookedAt(Address address, Watch watch) {
        watch.looking = false;
        long lookId = ++watch.lookId;
        if (watch.again) {
            look(address, watch);
            return;
        }
        after(policy.timing().poll().toMillis(), () -> {
            if (watch.lookId == lookId && watches.get(address) == watch) {
                look(address, watch);
            }
        });
    }

    private void sessionClosed(Address address) {
        Watch watch = watches.get(address);
        if (watch != null && watch.session) {
            watch.session = false;
            tell(new Event.NotSeen(address, Failure.SESSION_CLOSED, false, "the session was closed", instant()));
            wake(address);
        }
    }

    static long millis(String text) {
        String number = text.replaceAll("[a-z]+$", "");
        return switch (text.substring(number.length())) {
            case "ms" -> Long.parseLong(number);
            case "s" -> Duration.ofSeconds(Long.parseLong(number)).toMillis();
            case "min" -> Duration.ofMinutes(Long.parseLong(number)).toMillis();
            default -> throw new IllegalArgumentException("not a duration: " + text);
        };
    }
}
