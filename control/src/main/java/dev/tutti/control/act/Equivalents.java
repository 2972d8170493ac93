package dev.tutti.control.act;

import dev.tutti.control.observe.Memory;
import dev.tutti.control.session.Session;
import dev.tutti.control.session.SessionException;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.log.LogUnavailableException;
import dev.tutti.core.match.EntryScan;
import dev.tutti.core.match.EntryScan.Found;
import dev.tutti.core.match.LogMatcher;
import dev.tutti.core.match.MatchResult;
import dev.tutti.core.match.PseudoGtid;
import dev.tutti.core.match.Waymarks;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.wire.BinlogCursor;
import dev.tutti.wire.DumpOptions;
import dev.tutti.wire.Tls;
import dev.tutti.wire.WireOptions;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds on one server the coordinates that mean the same as the end of another's log, by streaming both logs. Thread safe.
 *
 * <p>Searches start where earlier looks left {@link Waymarks}; where there are none, or they miss, at the beginnings of the
 * newest files, going back file by file.
 */
public final class Equivalents {
    /** Entries come every few seconds: a stretch this long before the end holds one unless injection was interrupted. */
    private static final Duration ONE_ENTRY_BACK = Duration.ofSeconds(7);

    private static final Duration SEVERAL_ENTRIES_BACK = Duration.ofSeconds(60);

    private final Sessions sessions;
    private final Memory memory;
    private final Pattern pattern;
    private final WireOptions options;

    public Equivalents(Sessions sessions, Memory memory, Pattern pattern) {
        this.sessions = sessions;
        this.memory = memory;
        this.pattern = pattern;
        this.options = WireOptions.defaults().withTls(switch (sessions.tls()) {
            case OFF -> Tls.OFF;
            case TRUST -> Tls.REQUIRED_TRUST_ALL;
            case VERIFY -> Tls.VERIFY;
        });
    }

    /**
     * Where in the target's log a replica goes on that has applied exactly what its own log holds.
     *
     * @param replica its status while its replication is stopped
     * @param onReplica a session with it
     * @param onTarget a session with the target
     */
    public MatchResult find(ServerStatus replica, Session onReplica, ServerStatus target, Session onTarget)
            throws SessionException {
        if (!replica.logsReplicaUpdates()) {
            return new MatchResult.NotReadable(
                    replica.address() + " does not log what it replicates (log_slave_updates is off)");
        }
        try {
            Optional<Found> newest = newestEntry(replica.address(), files(onReplica));
            if (newest.isEmpty()) {
                return new MatchResult.NoEntryOnReplica(files(onReplica).stream().findFirst().orElse(null));
            }
            Optional<Found> twin = find(target.address(), newest.get().entry(), files(onTarget));
            if (twin.isEmpty()) {
                return new MatchResult.EntryNotOnTarget(
                        newest.get().entry(), files(onTarget).stream().findFirst().orElse(null));
            }
            LogMatcher.Rules rules = new LogMatcher.Rules(sameFormat(replica, target), replica.serverId(), pattern);
            try (BinlogCursor here = open(replica.address(), newest.get().start());
                    BinlogCursor there = open(target.address(), twin.get().start())) {
                return LogMatcher.walk(here, there, rules);
            }
        } catch (LogUnavailableException e) {
            return new MatchResult.NotReadable(String.valueOf(e.getMessage()));
        }
    }

    private static boolean sameFormat(ServerStatus one, ServerStatus other) {
        return one.version().family() == other.version().family()
                && one.version().major() == other.version().major()
                && one.version().minor() == other.version().minor()
                && one.logFormat().equals(other.logFormat())
                && one.rowImage().equals(other.rowImage());
    }

    /** The newest entry in a log that does not grow any more. */
    private Optional<Found> newestEntry(Address server, List<Coordinates> files) throws LogUnavailableException {
        List<Coordinates> starts = new ArrayList<>();
        Waymarks waymarks = memory.waymarks(server);
        if (!waymarks.marks().isEmpty()) {
            Instant lastGrown = waymarks.marks().getLast().at();
            waymarks.before(lastGrown.minus(ONE_ENTRY_BACK)).ifPresent(starts::add);
            waymarks.before(lastGrown.minus(SEVERAL_ENTRIES_BACK)).ifPresent(starts::add);
        }
        starts.addAll(files.reversed());
        @Nullable Coordinates searchedFrom = null;
        for (Coordinates start : starts) {
            boolean searched = searchedFrom != null && !start.isBefore(searchedFrom);
            if (searched || !stillThere(start, files)) {
                continue;
            }
            searchedFrom = start;
            try (BinlogCursor cursor = open(server, start)) {
                List<Found> entries = EntryScan.all(cursor, pattern);
                if (!entries.isEmpty()) {
                    return Optional.of(entries.getLast());
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Found> find(Address server, PseudoGtid entry, List<Coordinates> files)
            throws LogUnavailableException {
        Optional<Coordinates> remembered = entry.injectedAt()
                .flatMap(memory.waymarks(server)::before)
                .filter(start -> stillThere(start, files));
        if (remembered.isPresent()) {
            Optional<Found> found = findFrom(server, remembered.get(), entry);
            if (found.isPresent()) {
                return found;
            }
        }
        for (Coordinates file : files.reversed()) {
            if (entry.ascending() && beginsAfter(server, file, entry)) {
                continue;
            }
            Optional<Found> found = findFrom(server, file, entry);
            if (found.isPresent() || entry.ascending()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Whether the first entry in a file is younger than the wanted one, which then stands in an older file. */
    private boolean beginsAfter(Address server, Coordinates file, PseudoGtid entry) throws LogUnavailableException {
        try (BinlogCursor cursor = open(server, file)) {
            return EntryScan.first(cursor, pattern)
                    .filter(first -> first.entry().ascending() && first.entry().compareTo(entry) > 0)
                    .isPresent();
        }
    }

    private Optional<Found> findFrom(Address server, Coordinates start, PseudoGtid entry)
            throws LogUnavailableException {
        try (BinlogCursor cursor = open(server, start)) {
            return EntryScan.find(cursor, entry, pattern);
        }
    }

    private BinlogCursor open(Address server, Coordinates from) throws LogUnavailableException {
        return BinlogCursor.open(server, sessions.credentials(), options, from, DumpOptions.defaults());
    }

    private static boolean stillThere(Coordinates start, List<Coordinates> files) {
        return files.stream().anyMatch(file -> file.file().equals(start.file()));
    }

    /** The beginnings of a server's log files, oldest first. */
    private static List<Coordinates> files(Session session) throws SessionException {
        return session.query(session.dialect().showBinaryLogs()).stream()
                .map(row -> new Coordinates(row.require("Log_name"), Coordinates.FIRST_POSITION))
                .sorted()
                .toList();
    }
}
