package dev.tutti.binlogserver.serve;

import dev.tutti.binlogserver.Times;
import dev.tutti.binlogserver.store.Boundaries;
import dev.tutti.binlogserver.store.GtidSource;
import dev.tutti.binlogserver.store.LogStore;
import dev.tutti.binlogserver.store.Positions;
import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.core.model.Coordinates;
import dev.tutti.wire.packet.LittleEndian;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/** Up to where a log is served to an account that restores a point in time. The end is always that of a whole transaction. */
public sealed interface Until {
    /** Up to the first transaction that began later. */
    record Time(Instant time) implements Until {}

    record Position(Coordinates at) implements Until {}

    /** Up to the end of this transaction. */
    record Gtid(GtidSource source, long number) implements Until {}

    /**
     * Reads {@code 2026-11-21 23:59:59} (UTC), {@code file:position}, or a GTID of either family.
     *
     * @throws IllegalArgumentException with what to write instead
     */
    static Until parse(String text) {
        String spec = text.strip();
        try {
            return new Time(Times.parse(spec));
        } catch (DateTimeParseException e) {
            // It is something else.
        }
        int colon = spec.lastIndexOf(':');
        try {
            if (colon < 0) {
                MariaDbFilter.Gtid gtid = MariaDbFilter.Gtid.parse(spec);
                return new Gtid(GtidSource.mariadb(gtid.domain(), gtid.server()), gtid.number());
            }
            long number = Long.parseLong(spec.substring(colon + 1));
            String before = spec.substring(0, colon);
            return Coordinates.numberOf(before) > 0
                    ? new Position(new Coordinates(before, number))
                    : new Gtid(GtidSource.mysql(before), number);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "write a time in UTC as 2026-11-21 23:59:59, a position as mysql-bin.000042:4711, or a GTID", e);
        }
    }

    /** Where that is; null as long as the log has not come to it. */
    default @Nullable Coordinates in(LogStore store) throws IOException {
        return switch (this) {
            case Position position -> position.at();
            case Time time -> after(store, time.time().getEpochSecond());
            case Gtid gtid -> {
                List<Positions.At> found = Positions.find(store, gtid.source(), gtid.number());
                yield found.isEmpty() ? null : endOf(found.getFirst());
            }
        };
    }

    private static @Nullable Coordinates after(LogStore store, long second) throws IOException {
        for (StoredFile file : store.files()) {
            if (file.index().lastTimestamp() <= second) {
                continue;
            }
            Boundaries boundaries = new Boundaries();
            long[] place = {Coordinates.FIRST_POSITION, -1};
            Positions.read(file, Coordinates.FIRST_POSITION, (bytes, at, end, from, to) -> {
                if (place[0] == from && LittleEndian.u32(bytes, at) > second) {
                    place[1] = from;
                    return false;
                }
                if (boundaries.after(bytes, at, end)) {
                    place[0] = to;
                }
                return true;
            });
            if (place[1] >= 0) {
                return new Coordinates(file.name(), place[1]);
            }
        }
        return null;
    }

    private static Coordinates endOf(Positions.At begin) throws IOException {
        Boundaries boundaries = new Boundaries();
        long[] end = {begin.position()};
        Positions.read(begin.file(), begin.position(), (bytes, at, bodyEnd, _, to) -> {
            end[0] = to;
            return !boundaries.after(bytes, at, bodyEnd);
        });
        return new Coordinates(begin.file().name(), end[0]);
    }
}
