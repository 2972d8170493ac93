package dev.tutti.agent.act;

import dev.tutti.agent.host.LogCauses;
import dev.tutti.agent.host.Presence;
import dev.tutti.agent.host.Tail;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.Grastate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Starts the server. A Galera node is asked for its position first, and started nowhere else: there is no other way in here. */
final class Starting {
    private static final Logger log = LoggerFactory.getLogger(Starting.class);
    private static final Duration CLOCKS = Duration.ofSeconds(2);
    private static final int LOG_BYTES = 64 * 1024;

    private final Context context;
    private final Recovery recovery;
    private final Launcher launcher;
    private final Consumer<String> progress;

    Starting(Context context, Recovery recovery, Launcher launcher, Consumer<String> progress) {
        this.context = context;
        this.recovery = recovery;
        this.launcher = launcher;
        this.progress = progress;
    }

    Outcome start(List<String> donors, boolean tainted, boolean awaited) throws InterruptedException {
        Optional<Outcome> objection = objection();
        if (objection.isPresent()) {
            return objection.get();
        }
        if (!context.config().server().galera()) {
            return donors.isEmpty()
                    ? launch(List.of(), awaited)
                    : new Outcome.Refused("this server is no Galera node (server.kind): it has no donors");
        }
        progress.accept("recovers its position");
        return switch (recovery.recent()) {
            case Recovery.Result.Not(Outcome why) -> why;
            case Recovery.Result.Found(GaleraPosition position, var _) -> {
                Optional<String> doubt = Recovery.doubt(context.files().grastate(), position);
                yield doubt.isPresent() && !tainted
                        ? new Outcome.Refused(doubt.get() + ". A start would overwrite the data by a full state transfer: save"
                                + " them, then ask again with \"tainted\": true")
                        : launch(joining(position, donors), awaited);
            }
        };
    }

    private static List<Extra> joining(GaleraPosition position, List<String> donors) {
        List<Extra> extras = new ArrayList<>();
        if (position.known()) {
            extras.add(Extra.position(position));
        }
        if (!donors.isEmpty()) {
            extras.add(Extra.donors(donors));
        }
        return extras;
    }

    Outcome bootstrap(GaleraPosition claimed, boolean tainted) throws InterruptedException {
        Optional<Outcome> objection = objection();
        if (objection.isPresent()) {
            return objection.get();
        }
        progress.accept("recovers its position");
        return switch (recovery.run()) {
            case Recovery.Result.Not(Outcome why) -> why;
            case Recovery.Result.Found(GaleraPosition position, var _) -> bootstrapAt(position, claimed, tainted);
        };
    }

    private Outcome bootstrapAt(GaleraPosition position, GaleraPosition claimed, boolean tainted) throws InterruptedException {
        if (!position.equals(claimed)) {
            return new Outcome.Refused("the data are at " + position + ", not at " + claimed + " as the request says");
        }
        List<String> markers = context.files().transferMarkers();
        if (!markers.isEmpty()) {
            return new Outcome.Refused("a state transfer has not been completed (" + String.join(", ", markers)
                    + "): what it left is no whole copy");
        }
        Grastate grastate = context.files().grastate();
        Optional<String> doubt = Recovery.doubt(grastate, position);
        if (doubt.isPresent() && !tainted) {
            return new Outcome.Refused(doubt.get() + ". If a person knows better, ask again with \"tainted\": true");
        }
        if (grastate instanceof Grastate.Read read && !read.safeToBootstrap()) {
            return new Outcome.Refused("grastate.dat says safe_to_bootstrap: 0; mark it safe first (mark-safe)");
        }
        List<Extra> extras = new ArrayList<>(List.of(Extra.NEW_CLUSTER));
        if (position.known()) {
            extras.add(Extra.position(position));
        }
        return launch(extras, true);
    }

    private Optional<Outcome> objection() {
        if (context.fence().closed()) {
            return Optional.of(fenced());
        }
        return switch (context.process().find()) {
            case Presence.Running running ->
                Optional.of(new Outcome.Refused("the server runs already (process " + running.pid() + ")"));
            case Presence.Unknown unknown -> Optional.of(new Outcome.Refused(unknown.why()));
            case Presence.NotRunning() -> Optional.empty();
        };
    }

    private static Outcome fenced() {
        return new Outcome.Refused("the server is fenced: unfence it first");
    }

    private Outcome launch(List<Extra> extras, boolean awaited) throws InterruptedException {
        Instant begun = context.clock().instant();
        Launcher.Launched launched;
        context.gate().lockInterruptibly();
        try {
            if (context.fence().closed()) {
                return fenced();
            }
            if (context.config().server().galera() && Leftovers.end(context.config().server().dataFolder())) {
                log.info("The script of a state transfer that broke off still ran, and was ended");
            }
            progress.accept("starts");
            launched = launcher.launch(extras);
        } catch (IOException e) {
            return new Outcome.Failed("it could not be started: " + e.getMessage());
        } finally {
            context.gate().unlock();
        }
        try {
            return await(launched, begun, extras, awaited);
        } finally {
            launched.settled();
        }
    }

    private Outcome await(Launcher.Launched launched, Instant begun, List<Extra> extras, boolean awaited)
            throws InterruptedException {
        AtomicReference<Presence> seen = new AtomicReference<>(new Presence.NotRunning());
        boolean[] receives = new boolean[1];
        boolean settled = Waiting.until(
                () -> {
                    Presence found = context.process().find();
                    seen.set(found);
                    receives[0] = found instanceof Presence.Running && receivesSince(begun);
                    return receives[0]
                            || (found instanceof Presence.Running running && (running.announced() || !awaited))
                            || (found instanceof Presence.NotRunning && launched.over());
                },
                context.config().deadlines().start());
        return switch (java.util.Objects.requireNonNull(seen.get())) {
            case Presence.Running running when settled -> up(running, extras, receives[0], awaited);
            case Presence.Running running -> new Outcome.Failed("it runs (process " + running.pid() + ") but was not up after "
                    + context.config().deadlines().start().toSeconds() + " s (deadlines.start); nothing was killed" + causes(),
                    -1, launched.output());
            case Presence.NotRunning() -> new Outcome.Failed(
                    (settled ? "it ended while it started" : "there was no process of the server after "
                            + context.config().deadlines().start().toSeconds() + " s (deadlines.start)") + causes(),
                    launched.exitCode(), launched.output());
            case Presence.Unknown unknown -> new Outcome.Failed(unknown.why(), -1, launched.output());
        };
    }

    private boolean receivesSince(Instant begun) {
        for (String marker : context.files().transferMarkers()) {
            Path file = context.config().server().dataFolder().resolve(marker);
            try {
                if (!Files.getLastModifiedTime(file).toInstant().isBefore(begun.minus(CLOCKS))) {
                    return true;
                }
            } catch (IOException e) {
                // Gone in the meantime: the transfer has ended.
            }
        }
        return false;
    }

    private Outcome up(Presence.Running running, List<Extra> extras, boolean receives, boolean awaited) {
        List<String> missing = extras.stream()
                .map(Extra::argument)
                .filter(argument -> !running.commandLine().contains(argument))
                .toList();
        if (!missing.isEmpty()) {
            return new Outcome.Failed("process " + running.pid() + " runs without " + String.join(" ", missing)
                    + ": its unit does not pass on $MYSQLD_OPTS and $_WSREP_NEW_CLUSTER. Stop it before anything is written");
        }
        return new Outcome.Done(
                receives
                        ? "it runs and receives a state transfer; the report tells how far that is"
                        : awaited ? "it is up" : "its process runs",
                Map.of("pid", running.pid(), "started_at", running.startedAt().toString(), "state_transfer", receives,
                        "arguments", extras.stream().map(Extra::argument).toList()));
    }

    private String causes() {
        String said = LogCauses.in(Tail.lines(context.config().server().errorLog(), LOG_BYTES)).stream()
                .map(cause -> cause.kind().name().toLowerCase(java.util.Locale.ROOT) + " (" + cause.line() + ")")
                .collect(Collectors.joining("; "));
        return said.isEmpty() ? "" : ": " + said;
    }
}
