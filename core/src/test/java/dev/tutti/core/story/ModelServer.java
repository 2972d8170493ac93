package dev.tutti.core.story;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.BinlogServer;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.Replication.Receiver;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.model.Version;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One server of the model. What it has written, received and applied is counted in bytes of one stream that all share;
 * each server's own log holds that stream from another position on, as real logs do.
 */
final class ModelServer {
    enum Life {
        ALIVE,
        /** The process ended: sockets are closed, connections refused. */
        KILLED,
        /** SIGSTOP or a dead host: connections stand, nothing answers. */
        HUNG
    }

    /** How servers number a full disk, and a log that cannot be read on. */
    private static final int DISK_FULL = 1021;

    private static final int CANNOT_READ_ON = 1236;

    final Address address;
    Life life = Life.ALIVE;
    boolean cutFromUs;
    final Set<Address> cutFrom = new HashSet<>();
    @Nullable String turnsAway;

    long serverId;
    Version version = Version.parse("8.0.36");
    boolean readOnly = true;
    boolean logsReplicaUpdates = true;
    String logFormat = "ROW";
    boolean restartFails;
    boolean fenceFails;

    @Nullable Address source;
    boolean receiverWanted = true;
    Receiver receiver = Receiver.CONNECTED;
    int receiverError;
    boolean errorStays;
    long nextAttempt;
    long attemptEnds = Long.MAX_VALUE;
    long lastArrival;
    /** Since when it has been fed without interruption, as the model knows and the engine has to find out. */
    long fedSince;
    /** Since when we can reach it, likewise. */
    long visibleSince;
    boolean applierWanted = true;
    int applierError;
    boolean gtid;
    boolean errant;
    boolean filtered;
    Duration lag = Duration.ZERO;
    long behind;
    long slow;
    long partialTail;

    long has;
    long received;
    boolean writes;
    Duration heartbeatPeriod = Duration.ofSeconds(1);
    boolean countsHeartbeats = true;
    long heartbeats;

    /** Whether it is a Binlog Server: it holds a copy of its source's log and applies nothing. */
    boolean stores;
    String software = "tutti 0.1.0";
    BinlogServer.State trouble = BinlogServer.State.RECEIVING;
    long lineage;
    /** Files that its own log was advanced to; of a Binlog Server, all files that it copied. */
    final List<Part> parts = new ArrayList<>();

    /** One file of a log: where in the common stream it begins, and at which position. */
    record Part(long file, long from, long base) {
        Coordinates at(long place) {
            return new Coordinates("bin.%06d".formatted(file), base + place - from);
        }
    }

    ModelServer(Address address, long serverId) {
        this.address = address;
        this.serverId = serverId;
    }

    /** Where its own log holds a place of the common stream. */
    Coordinates own(long place) {
        return parts().stream()
                .filter(part -> part.from() <= place)
                .reduce((earlier, later) -> later)
                .orElseThrow()
                .at(place);
    }

    List<Part> parts() {
        if (stores) {
            return parts;
        }
        List<Part> all = new ArrayList<>(List.of(new Part(1, 0, serverId * 100_000)));
        all.addAll(parts);
        return all;
    }

    /** Whether these coordinates of its log mean that place: a file ends where the next one begins. */
    boolean holds(Coordinates at, long place) {
        List<Part> all = parts();
        for (int i = 0; i < all.size(); i++) {
            Part part = all.get(i);
            long end = i + 1 < all.size() ? all.get(i + 1).from() : Long.MAX_VALUE;
            if (part.from() <= place && place <= end && part.at(place).equals(at)) {
                return true;
            }
        }
        return false;
    }

    /** Begins a new file with a number above that. */
    void advance(long beyond) {
        parts.add(new Part(Math.max(beyond, parts().getLast().file()) + 1, has, Coordinates.FIRST_POSITION));
    }

    /** What a Binlog Server gets of its source's files. */
    void copy(ModelServer from) {
        long last = parts.isEmpty() ? 0 : parts.getLast().file();
        for (Part part : from.parts()) {
            if (part.file() > last && part.from() <= has) {
                if (last > 0 && part.from() != has && part.from() < arrivedUpTo) {
                    throw new AssertionError(address + " gets the beginning of " + part + " when it has " + has);
                }
                parts.add(part);
                lineage = from.stores ? from.lineage : lineage;
            }
        }
        arrivedUpTo = has;
    }

    private long arrivedUpTo;

    boolean reaches(ModelServer other) {
        return !cutFrom.contains(other.address) && !other.cutFrom.contains(address);
    }

    /** Whether it truly gets what the source writes. */
    boolean fedBy(ModelServer from) {
        return life == Life.ALIVE
                && from.address.equals(source)
                && receiver == Receiver.CONNECTED
                && from.life == Life.ALIVE
                && reaches(from);
    }

    ServerStatus status(@Nullable ModelServer from) {
        return new ServerStatus(
                address,
                serverId,
                "uuid-" + serverId,
                version,
                readOnly,
                true,
                logsReplicaUpdates,
                logFormat,
                "FULL",
                own(has),
                source == null || from == null ? null : replication(source, from),
                List.of(),
                1000,
                stores ? stored() : null);
    }

    private BinlogServer stored() {
        boolean ours = software.startsWith("tutti");
        return new BinlogServer(
                software,
                trouble != BinlogServer.State.RECEIVING
                        ? trouble
                        : receiver == Receiver.CONNECTED
                                ? BinlogServer.State.RECEIVING
                                : receiver == Receiver.STOPPED
                                        ? BinlogServer.State.STOPPED
                                        : BinlogServer.State.CONNECTING,
                ours,
                "bin.%06d".formatted(parts.getFirst().file()),
                "bin.%06d".formatted(parts.getLast().file()),
                "bin.%06d".formatted(lineage == 0 ? parts.getFirst().file() : lineage),
                has,
                1_000_000L,
                null,
                true);
    }

    private Replication replication(Address from, ModelServer server) {
        boolean idle = applierWanted && applierError == 0 && has >= received;
        return new Replication(
                from,
                receiver,
                stores ? receiverWanted : applierWanted && applierError == 0,
                receiverError,
                receiverError == 0 ? "" : "error text",
                applierError,
                applierError == 0 ? "" : "error text",
                server.own(received + partialTail),
                server.own(has),
                receiver == Receiver.CONNECTED ? lag : null,
                countsHeartbeats ? heartbeats : null,
                countsHeartbeats ? heartbeatPeriod : null,
                Duration.ZERO,
                gtid,
                filtered,
                null,
                idle,
                false,
                Replication.Workers.NONE);
    }

    // ---- what replication does by itself ----------------------------------------------------------------------------

    /** One moment of replication; the source has written before. */
    void flow(@Nullable ModelServer from, long now) {
        if (from == null || !fedBy(from)) {
            fedSince = now;
        }
        if (cutFromUs || turnsAway != null || life != Life.ALIVE) {
            visibleSince = now;
        }
        if (life != Life.ALIVE || source == null || from == null) {
            return;
        }
        if (trouble != BinlogServer.State.RECEIVING) {
            loseForTrouble(now);
        } else if (receiver == Receiver.CONNECTED && receiverWanted) {
            receive(from, now);
        } else if (receiver == Receiver.CONNECTING && receiverWanted && !errorStays) {
            retry(from, now);
        }
        if (stores) {
            has = received;
            if (fedBy(from)) {
                copy(from);
            }
        } else if (applierWanted && applierError == 0) {
            has = Math.max(has, Math.min(received, slow > 0 ? has + slow : received));
        }
    }

    private void receive(ModelServer from, long now) {
        if (from.life == Life.KILLED) {
            lose(2003, now);
        } else if (fedBy(from)) {
            partialTail = 0;
            long before = received;
            received = Math.max(received, from.has - behind);
            if (received > before) {
                lastArrival = now;
            } else if (now - lastArrival >= heartbeatPeriod.toMillis()) {
                heartbeats++;
                lastArrival = now;
            }
        } else if (now - lastArrival > 60_000) {
            lose(2013, now);
        }
    }

    private void lose(int error, long now) {
        receiver = Receiver.CONNECTING;
        receiverError = error;
        nextAttempt = now + 60_000;
        attemptEnds = Long.MAX_VALUE;
    }

    /** A Binlog Server that can store nothing more leaves its source, says why, and comes back as soon as it can. */
    private void loseForTrouble(long now) {
        if (receiver != Receiver.STOPPED) {
            receiver = Receiver.CONNECTING;
            receiverError = trouble == BinlogServer.State.DISK_FULL ? DISK_FULL : CANNOT_READ_ON;
            nextAttempt = now;
            attemptEnds = Long.MAX_VALUE;
        }
    }

    private void retry(ModelServer from, long now) {
        if (from.life == Life.ALIVE && reaches(from) && (now >= nextAttempt || attemptEnds != Long.MAX_VALUE)) {
            receiver = Receiver.CONNECTED;
            receiverError = 0;
            lastArrival = now;
            heartbeats = 0;
        } else if (now >= attemptEnds) {
            lose(2003, now);
        } else if (now >= nextAttempt && attemptEnds == Long.MAX_VALUE) {
            if (from.life == Life.KILLED && reaches(from)) {
                lose(2003, now);
            } else {
                attemptEnds = now + 30_000;
            }
        }
    }

    /** STOP and START of the receiver: forgets its error and tries at once. */
    void restartReceiver(@Nullable ModelServer from, long now) {
        receiverWanted = true;
        receiver = Receiver.CONNECTING;
        receiverError = 0;
        nextAttempt = now;
        attemptEnds = Long.MAX_VALUE;
        flow(from, now);
    }

    long drainTakes() {
        return slow == 0 ? 20 : Math.max(20, 50 * Math.max(0, received - has) / slow);
    }

    void stopReceiver() {
        receiverWanted = false;
        receiver = Receiver.STOPPED;
        receiverError = 0;
    }

    void follow(Address newSource, long now) {
        source = newSource;
        received = has;
        partialTail = 0;
        behind = 0;
        applierWanted = true;
        errorStays = false;
        receiverWanted = true;
        receiver = Receiver.CONNECTING;
        receiverError = 0;
        nextAttempt = now;
        attemptEnds = Long.MAX_VALUE;
    }
}
