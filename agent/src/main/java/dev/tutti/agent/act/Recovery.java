package dev.tutti.agent.act;

import dev.tutti.agent.act.Programs.Ran;
import dev.tutti.agent.host.Presence;
import dev.tutti.agent.host.Tail;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.Grastate;
import dev.tutti.core.galera.model.Uuids;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out how far the data of a dead Galera node is, from the data itself. */
final class Recovery {
    private static final String MARK = "Recovered position:";

    /** What was recovered counts for so long, as long as nothing has touched the data: an outage is over by then, or is another. */
    private static final Duration COUNTS = Duration.ofSeconds(60);

    /** What a server changes when it starts, or ends in order. */
    private static final List<String> TOUCHED = List.of("grastate.dat", "gvwstate.dat", "ibdata1", "ib_logfile0");

    private final Context context;
    private volatile @Nullable Kept kept;

    /** What was recovered, when, and what the files were like then. */
    private record Kept(Result.Found found, Instant at, List<String> files) {}

    Recovery(Context context) {
        this.context = context;
    }

    /** What came of it. */
    sealed interface Result {
        record Found(GaleraPosition position, List<String> output) implements Result {}

        record Not(Outcome why) implements Result {}
    }

    /** The position as it was recovered a moment ago, if nothing has touched the data since; otherwise it is recovered anew. */
    Result recent() throws InterruptedException {
        Kept last = kept;
        if (last == null
                || !context.clock().instant().isBefore(last.at().plus(COUNTS))
                || !last.files().equals(files())
                || objection().isPresent()) {
            return run();
        }
        return last.found();
    }

    Result run() throws InterruptedException {
        kept = null;
        Result result = recover();
        if (result instanceof Result.Found found) {
            kept = new Kept(found, context.clock().instant(), files());
        }
        return result;
    }

    private List<String> files() {
        Path folder = context.config().server().dataFolder();
        return TOUCHED.stream().map(name -> shape(folder.resolve(name))).toList();
    }

    private static String shape(Path file) {
        try {
            BasicFileAttributes read = Files.readAttributes(file, BasicFileAttributes.class);
            return read.lastModifiedTime().toInstant() + " " + read.size() + " " + read.fileKey();
        } catch (IOException e) {
            return "none";
        }
    }

    private Result recover() throws InterruptedException {
        Optional<Outcome> objection = objection();
        if (objection.isPresent()) {
            return new Result.Not(objection.get());
        }
        if (!context.files().hasData()) {
            // The server would begin to make data there, which are then taken for somebody's.
            return new Result.Found(GaleraPosition.UNKNOWN, List.of());
        }
        List<String> command = new ArrayList<>(context.config().server().program());
        command.addAll(List.of("--wsrep-recover", "--disable-log-error"));
        Path output = context.output("recover.out");
        return switch (Programs.run(command, context.config().deadlines().recover(), output)) {
            case Ran.Ended(int code, List<String> last) when code == 0 -> position(output)
                    .<Result>map(position -> new Result.Found(position, last))
                    .orElseGet(() -> new Result.Not(
                            new Outcome.Failed("--wsrep-recover ended without error and told no position", code, last)));
            case Ran.Ended(int code, List<String> last) -> new Result.Not(new Outcome.Failed(
                    "--wsrep-recover ended with code " + code + ": the data cannot be read as they are", code, last));
            case Ran.NeverEnded(var limit, var last) -> new Result.Not(new Outcome.Failed(
                    command.getFirst() + " --wsrep-recover had not ended after " + limit.toSeconds()
                            + " s (deadlines.recover) and was killed; nothing was started", -1, last));
            case Ran.NotStarted(String why) -> new Result.Not(new Outcome.Failed("--wsrep-recover could not be run: " + why));
        };
    }

    private Optional<Outcome> objection() {
        if (!context.config().server().galera()) {
            return Optional.of(new Outcome.Refused("this server is no Galera node (server.kind)"));
        }
        return switch (context.process().find()) {
            case Presence.Running running -> Optional.of(new Outcome.Refused(
                    "the server runs (process " + running.pid() + "): ask it for its position"));
            case Presence.Unknown unknown -> Optional.of(new Outcome.Refused(unknown.why()));
            case Presence.NotRunning() -> Optional.empty();
        };
    }

    private static Optional<GaleraPosition> position(Path output) {
        return Tail.lines(output, 256 * 1024).stream()
                .filter(line -> line.contains("WSREP") && line.contains(MARK))
                .reduce((first, second) -> second)
                .flatMap(line -> GaleraPosition.parse(line.substring(line.indexOf(MARK) + MARK.length()).strip()));
    }

    Outcome tell() throws InterruptedException {
        return switch (run()) {
            case Result.Not(Outcome why) -> why;
            case Result.Found(GaleraPosition position, List<String> output) -> new Outcome.Done(
                    "the data are at " + position,
                    Map.of("uuid", position.group().toString(), "seqno", position.seqno(), "exit_code", 0, "output", output));
        };
    }

    /**
     * Why grastate.dat does not vouch for data at this position. Galera believes a start position only if grastate.dat has the
     * same UUID (galera/src/replicator_smm.cpp, constructor); otherwise a full state transfer overwrites the data, which may be
     * half a state transfer, or the only copy of what nobody else has.
     */
    static Optional<String> doubt(Grastate grastate, GaleraPosition recovered) {
        if (!recovered.known()) {
            return Optional.empty();
        }
        return switch (grastate) {
            case Grastate.Read read when read.position().sameHistory(recovered) -> Optional.empty();
            case Grastate.Read read when Uuids.isZero(read.position().group()) -> Optional.of(
                    "grastate.dat has no UUID, while the data are at " + recovered + ": an unfinished state transfer, or a node"
                            + " that had more than its cluster");
            case Grastate.Read read -> Optional.of("grastate.dat names the history " + read.position().group()
                    + ", while the data are at " + recovered);
            case Grastate.Missing() -> Optional.of("grastate.dat is missing, while the data are at " + recovered);
            case Grastate.Empty() -> Optional.of("grastate.dat is empty, while the data are at " + recovered);
            case Grastate.Damaged(String why) -> Optional.of("grastate.dat is damaged (" + why + "), while the data are at "
                    + recovered);
            case Grastate.UnknownVersion(String version) -> Optional.of(
                    "grastate.dat has version " + version + ", which is not known here");
        };
    }
}
