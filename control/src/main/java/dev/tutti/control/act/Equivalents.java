package dev.tutti.control.act;

import dev.tutti.control.observe.Looker;
import dev.tutti.control.observe.Memory;
import dev.tutti.control.session.Session;
import dev.tutti.control.session.SessionException;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.log.EventCursor;
import dev.tutti.core.log.LogUnavailableException;
import dev.tutti.core.match.BoundedCursor;
import dev.tutti.core.match.EntryScan;
import dev.tutti.core.match.EntryScan.Newest;
import dev.tutti.core.match.EntryScan.Search;
import dev.tutti.core.match.LogMatcher;
import dev.tutti.core.match.MatchResult;
import dev.tutti.core.match.PseudoGtid;
import dev.tutti.core.match.Waymarks;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
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

    /**
     * Behind its newest entry a log rarely holds more than one interval of injection: 25,000 transactions of four events. That
     * many need about 10 MB while they are compared; longer stretches are read twice.
     */
    private static final int KEPT_EVENTS = 100_000;

    private static final Duration CONNECT = Duration.ofSeconds(2);

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
     * Where in the target's log a replica goes on that has applied exactly what its own log holds. For a replica that does
     * not log what it applies, its place in its source's log stands for the end of its own.
     *
     * @param replica its status while its replication is stopped
     * @param onReplica a session with it
     * @param onTarget a session with the target
     */
    public MatchResult find(ServerStatus replica, Session onReplica, ServerStatus target, Session onTarget)
            throws SessionException {
        if (replica.logsReplicaUpdates()) {
            return find(new Log(replica, files(onReplica), null), replica, target, onTarget);
        }
        Replication replication = replica.replication();
        if (replication == null) {
            return new MatchResult.NotReadable(replica.address() + " logs nothing and replicates from nobody");
        }
        try (Session onSource = sessions.open(replication.source(), CONNECT)) {
            Log untilThere = new Log(Looker.once(onSource), files(onSource), replication.applied());
            return find(untilThere, replica, target, onTarget);
        } catch (SessionException e) {
            if (!e.server().equals(replication.source())) {
                throw e;
            }
            return new MatchResult.NotReadable(replica.address()
                    + " does not log what it replicates (log_slave_updates is off), and its source cannot be asked: "
                    + e.getMessage());
        }
    }

    private MatchResult find(Log log, ServerStatus replica, ServerStatus target, Session onTarget)
            throws SessionException {
        try {
            Optional<Newest> newest = newestEntry(log);
            if (newest.isEmpty()) {
                return new MatchResult.NoEntryOnReplica(log.files().stream().findFirst().orElse(null));
            }
            PseudoGtid entry = newest.get().found().entry();
            List<Coordinates> targetFiles = files(onTarget);
            Optional<EventCursor> twin = find(target.address(), entry, targetFiles);
            if (twin.isEmpty()) {
                return new MatchResult.EntryNotOnTarget(entry, targetFiles.stream().findFirst().orElse(null));
            }
            LogMatcher.Rules rules = rules(log, replica, target);
            try (EventCursor there = twin.get();
                    EventCursor here = since(log, newest.get())) {
                return LogMatcher.walk(here, there, rules);
            }
        } catch (LogUnavailableException e) {
            return new MatchResult.NotReadable(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The log that says what a replica has.
     *
     * @param server whose log it is
     * @param files its files, oldest first
     * @param end where it is taken to end; null for where it ends
     */
    private record Log(ServerStatus server, List<Coordinates> files, @Nullable Coordinates end) {
        Address address() {
            return server.address();
        }

        boolean endsBefore(Coordinates place) {
            return end != null && end.compareTo(place) <= 0;
        }
    }

    /** What is compared is the log that was read, be it the replica's or its source's; what is errant arose on the replica. */
    private LogMatcher.Rules rules(Log log, ServerStatus replica, ServerStatus target) {
        LogMatcher.Rules rules = LogMatcher.Rules.between(log.server(), target, pattern);
        return new LogMatcher.Rules(rules.sameFormat(), replica.serverId(), rules.pattern(), rules.inOrder());
    }

    /** The newest entry in a log that does not grow any more. */
    private Optional<Newest> newestEntry(Log log) throws LogUnavailableException {
        @Nullable Coordinates searchedFrom = null;
        for (Coordinates start : starts(log)) {
            boolean searched = searchedFrom != null && !start.isBefore(searchedFrom);
            if (searched || log.endsBefore(start) || !stillThere(start, log.files())) {
                continue;
            }
            searchedFrom = start;
            try (EventCursor cursor = open(log, start)) {
                Optional<Newest> newest = EntryScan.newest(cursor, pattern, KEPT_EVENTS);
                if (newest.isPresent()) {
                    return newest;
                }
            }
        }
        return Optional.empty();
    }

    /** Where to search from, closest to the end first. */
    private List<Coordinates> starts(Log log) {
        List<Coordinates> starts = new ArrayList<>();
        List<Waymarks.Mark> marks = memory.waymarks(log.address()).marks().stream()
                .filter(mark -> !log.endsBefore(mark.end()))
                .toList();
        if (!marks.isEmpty()) {
            Waymarks known = new Waymarks(marks);
            Instant lastGrown = marks.getLast().at();
            known.before(lastGrown.minus(ONE_ENTRY_BACK)).ifPresent(starts::add);
            known.before(lastGrown.minus(SEVERAL_ENTRIES_BACK)).ifPresent(starts::add);
        }
        starts.addAll(log.files().reversed());
        return starts;
    }

    /** The replica's log from its newest entry on: as it was read already, or read again. */
    private EventCursor since(Log log, Newest newest) throws LogUnavailableException {
        EventCursor kept = newest.since();
        return kept == null ? open(log, newest.found().start()) : kept;
    }

    /** The target's log from the entry on. */
    private Optional<EventCursor> find(Address server, PseudoGtid entry, List<Coordinates> files)
            throws LogUnavailableException {
        Optional<Coordinates> remembered = entry.injectedAt()
                .flatMap(memory.waymarks(server)::before)
                .filter(start -> stillThere(start, files));
        if (remembered.isPresent() && search(server, remembered.get(), entry) instanceof Search.Here here) {
            return Optional.of(here.log());
        }
        for (Coordinates file : files.reversed()) {
            switch (search(server, file, entry)) {
                case Search.Here here -> {
                    return Optional.of(here.log());
                }
                case Search.NotHere not when !not.perhapsEarlier() -> {
                    return Optional.empty();
                }
                case Search.NotHere not -> {}
            }
        }
        return Optional.empty();
    }

    private Search search(Address server, Coordinates start, PseudoGtid entry) throws LogUnavailableException {
        BinlogCursor cursor = open(server, start);
        boolean goesOn = false;
        try {
            Search search = EntryScan.find(cursor, entry, pattern);
            goesOn = search instanceof Search.Here;
            return search;
        } finally {
            if (!goesOn) {
                cursor.close();
            }
        }
    }

    private EventCursor open(Log log, Coordinates from) throws LogUnavailableException {
        Coordinates end = log.end();
        EventCursor cursor = open(log.address(), from);
        return end == null ? cursor : new BoundedCursor(cursor, end);
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
