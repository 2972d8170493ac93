package dev.tutti.binlogserver.ingest;

import dev.tutti.binlogserver.store.LogStore;
import dev.tutti.binlogserver.store.LogWriter;
import dev.tutti.binlogserver.store.StoreException;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Version;
import dev.tutti.wire.ReplicationStream;
import dev.tutti.wire.Rows;
import dev.tutti.wire.ServerErrorException;
import dev.tutti.wire.WireConnection;
import dev.tutti.wire.WireException;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.binlog.EventType;
import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.MalformedPacketException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the store equal to the upstream's log: connects, receives, connects again. One thread of its own receives and writes;
 * the methods may be called by any thread.
 */
public final class Receiver implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Receiver.class);
    /** The server's log could not be read from there: error numbers of both families. */
    private static final int LOG_READ_FAILED = 1236;
    private static final long MORE_ROOM = 1 << 20;
    private static final Duration FULL_DISK_RETRY = Duration.ofSeconds(1);
    private static final Duration REFUSED_RETRY = Duration.ofSeconds(5);
    /**
     * How long a semi-synchronous connection stays at least. MariaDB (seen in 11.4.5) can stop for good, for everybody, when one
     * goes within milliseconds of its beginning: its acknowledgement thread is not awake yet and never answers the thread that
     * ends ({@code Ack_receiver::remove_slave}). With 0 ms it stopped after 143 and 759 connections, with 20 ms not in 1000.
     */
    private static final Duration LEAST_STAY = Duration.ofMillis(250);

    private final LogStore store;
    private final Upstream configured;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Upstream upstream;
    private volatile ReceiverState state = new ReceiverState.Stopped();
    private volatile @Nullable Coordinates received;
    private volatile @Nullable ReplicationStream stream;
    private volatile Instant streamSince = Instant.EPOCH;
    /** The upstream could not read what it was asked for; it is asked without semi-synchronous until it can: see LEAST_STAY. */
    private boolean refused;
    /** Up to where the upstream waits for us; null when it does not. Set by the receiving thread, taken by the writer's. */
    private final AtomicReference<@Nullable Coordinates> wanted = new AtomicReference<>();
    /** Where to go on on a new primary; null goes on where the store ends. */
    private volatile @Nullable Coordinates switchTo;
    private volatile String lineageFile = "";
    private volatile long sourceServerId;
    private volatile long secondsBehind;
    private final AtomicLong heartbeats = new AtomicLong();
    private final AtomicLong bytesReceived = new AtomicLong();
    private final AtomicLong acknowledgements = new AtomicLong();
    private volatile boolean running;
    private @Nullable Thread thread;
    private int nextAddress;
    private long needed;

    /**
     * Receives into a store.
     *
     * @param configured whom the configuration names; whom this server was told to follow since counts more
     * @throws IOException if what it was told cannot be read
     */
    public Receiver(LogStore store, Upstream configured, InstantSource clock) throws IOException {
        this.store = store;
        this.configured = configured;
        this.clock = clock;
        Followed told = Followed.in(store.folder());
        if (told == null || !told.configured().equals(configured.addresses())) {
            this.upstream = configured;
            return;
        }
        log.info("following {} as told, not {} as configured", told.addresses(), configured.addresses());
        this.upstream = configured.at(told.addresses());
        this.lineageFile = told.lineageFile();
        Coordinates end = store.end();
        Coordinates at = told.at();
        this.switchTo = at != null && (end == null || at.fileNumber() > end.fileNumber()) ? at : null;
    }

    public ReceiverState state() {
        return state;
    }

    public Upstream upstream() {
        return upstream;
    }

    /** Where reception stands: behind the last event that arrived, durable or not; null before the first. */
    public @Nullable Coordinates received() {
        return received;
    }

    /** The first file that came from the primary that is followed now; empty when all did. */
    public String lineageFile() {
        return lineageFile;
    }

    /** Whom it receives from, or tries to. */
    public Address source() {
        return switch (state) {
            case ReceiverState.Connecting connecting -> connecting.upstream();
            case ReceiverState.Receiving receiving -> receiving.upstream();
            case ReceiverState.DiskFull full -> full.upstream();
            case ReceiverState.Diverged diverged -> diverged.upstream();
            case ReceiverState.Stopped _ -> upstream.addresses().getFirst();
        };
    }

    /** The {@code server_id} that the upstream's last event carried; 0 before the first. */
    public long sourceServerId() {
        return sourceServerId;
    }

    /** Signs of life received while the upstream had nothing to send. */
    public long heartbeats() {
        return heartbeats.get();
    }

    /** Bytes of events received, those that were not kept included. */
    public long bytesReceived() {
        return bytesReceived.get();
    }

    /** Semi-synchronous acknowledgements sent upstream. */
    public long acknowledgements() {
        return acknowledgements.get();
    }

    /** How old the newest event was when it arrived, as long as no heartbeat has said since that there is nothing newer. */
    public long secondsBehind() {
        return secondsBehind;
    }

    /** Begins to receive; nothing happens if it runs. */
    public void start() {
        lock.lock();
        try {
            if (thread != null) {
                return;
            }
            running = true;
            become(new ReceiverState.Connecting(upstream.addresses().getFirst(), "", 0, clock.instant()));
            thread = Thread.ofPlatform().name("binlog-receive").daemon().start(this::run);
        } finally {
            lock.unlock();
        }
    }

    /** Ends reception; when it returns, everything whole that had arrived is durable or will be received again. */
    public void stop() throws InterruptedException {
        Thread ending;
        lock.lock();
        try {
            running = false;
            changed.signalAll();
            ending = thread;
        } finally {
            lock.unlock();
        }
        ReplicationStream open = stream;
        if (open != null) {
            stay(open);
            open.close();
        }
        if (ending != null) {
            ending.join();
            lock.lock();
            try {
                thread = null;
            } finally {
                lock.unlock();
            }
        }
        become(new ReceiverState.Stopped());
    }

    /**
     * Follows another server from now on. Call it while stopped.
     *
     * @param at the end of the store, or the start of a file with a higher number; null: the end of the store
     * @return why it cannot be; empty when it is done
     */
    public String follow(Upstream other, @Nullable Coordinates at) {
        Coordinates end = store.end();
        if (at != null && end != null && !at.equals(end)) {
            if (at.fileNumber() <= end.fileNumber()) {
                return "the log ends at " + end + "; a source can be followed from exactly there, or from position 4 of a file"
                        + " with a higher number than " + end.file();
            }
            if (at.position() > Coordinates.FIRST_POSITION) {
                return "replicas must see a rotation to " + at.file() + ": a new source is followed from position 4, not "
                        + at.position();
            }
        }
        boolean goesOn = at == null || at.equals(end);
        Coordinates next = goesOn || at == null ? null : new Coordinates(at.file(), Coordinates.FIRST_POSITION);
        String lineage = goesOn || at == null ? lineageFile : end == null ? "" : at.file();
        try {
            new Followed(configured.addresses(), other.addresses(), next, lineage).keep(store.folder());
        } catch (IOException e) {
            return "it cannot be noted in " + store.folder() + ": " + e.getMessage();
        }
        upstream = other;
        nextAddress = 0;
        switchTo = next;
        lineageFile = lineage;
        if (state instanceof ReceiverState.Diverged) {
            // Its thread has ended with that; from here a person starts it.
            lock.lock();
            try {
                thread = null;
            } finally {
                lock.unlock();
            }
            become(new ReceiverState.Stopped());
        }
        return "";
    }

    private void become(ReceiverState next) {
        state = next;
    }

    // ---- the receiving thread ------------------------------------------------------------------------------------

    private void run() {
        @Nullable LogWriter writer = null;
        try {
            while (running) {
                Address address = upstream.addresses().get(nextAddress % upstream.addresses().size());
                Duration pause = upstream.retry();
                try {
                    if (writer == null) {
                        writer = again(address);
                    }
                    receive(address, writer);
                    continue;
                } catch (HistoryChangedException e) {
                    diverged(address, e.getMessage());
                    return;
                } catch (ServerErrorException e) {
                    if (e.code() == LOG_READ_FAILED && received != null && store.end() != null) {
                        diverged(address, e.getMessage());
                        return;
                    }
                    failed(address, e.getMessage(), e.code());
                    if (e.code() == LOG_READ_FAILED) {
                        refused = true;
                        pause = REFUSED_RETRY;
                    }
                } catch (WireException | MalformedPacketException e) {
                    failed(address, e.getMessage(), 2003);
                } catch (IOException e) {
                    // The store: what it holds beyond what is published may or may not be on disk.
                    if (writer != null) {
                        writer.close();
                        // It took all the room there was: no attempt is worth while until there is more than that.
                        needed = beyondPublished(writer) + MORE_ROOM;
                        writer = null;
                    }
                    full(address, e);
                    pause = FULL_DISK_RETRY;
                }
                nextAddress++;
                pause(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (writer != null) {
                writer.close();
            }
        }
    }

    /** A writer at the end of what is published, if there is room to go on there. */
    private LogWriter again(Address address) throws IOException {
        if (!(state instanceof ReceiverState.DiskFull) && !store.hasRoomFor(MORE_ROOM)) {
            throw new StoreException("there is less than " + MORE_ROOM + " bytes of room");
        }
        if (state instanceof ReceiverState.DiskFull full) {
            // What failed gives its room back first: it is asked for again in any case.
            store.cutToPublished();
            if (!store.hasRoomFor(needed)) {
                throw new StoreException(full.failure());
            }
            log.info("there is room again in {}; going on with {}", store.folder(), address);
        }
        return new LogWriter(store, this::published);
    }

    /** How much had arrived and was not durable when storing failed: a large transaction needs room for all of it. */
    private long beyondPublished(LogWriter writer) {
        Coordinates stood = writer.position();
        Coordinates end = store.end();
        if (stood == null) {
            return 0;
        }
        return end != null && end.file().equals(stood.file()) ? Math.max(0, stood.position() - end.position()) : stood.position();
    }

    private void pause(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (running && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Receives until this is stopped, or begun anew with acknowledgements. */
    private void receive(Address address, LogWriter writer) throws IOException, InterruptedException {
        writer.rewind();
        Coordinates stands = writer.position();
        received = stands;
        Upstream from = upstream;
        try (WireConnection connection = WireConnection.connect(address, from.account(), from.options())) {
            Coordinates begin = begin(connection, writer, stands);
            try (ReplicationStream open = ReplicationStream.open(
                    connection, refused ? from.replica().withoutSemiSync() : from.replica(), begin)) {
                wanted.set(null);
                streamSince = clock.instant();
                stream = open;
                try {
                    if (running) {
                        log.info("receiving from {} at {}{}", address, begin, open.semiSync() ? ", semi-synchronously" : "");
                        take(open, new Intake(writer, begin), writer, address);
                    }
                } finally {
                    stay(open);
                }
            } finally {
                stream = null;
            }
        }
    }

    /** Waits until a stream that has only begun can be ended without harm to the server that sends it. */
    private void stay(ReplicationStream open) throws InterruptedException {
        Duration left = LEAST_STAY.minus(Duration.between(streamSince, clock.instant()));
        if (open.semiSync() && left.isPositive()) {
            Duration atMost = left.compareTo(LEAST_STAY) < 0 ? left : LEAST_STAY;
            boolean _ = new CountDownLatch(1).await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void take(ReplicationStream open, Intake intake, LogWriter writer, Address address) throws IOException {
        boolean receiving = false;
        long bytes = 0;
        while (running) {
            open.next();
            bytes += open.length();
            boolean kept = intake.take(open.bytes(), open.offset(), open.length());
            if (open.wantsAcknowledgement()) {
                wanted.set(intake.position());
                acknowledgeIfDurable(intake.position());
            }
            if (refused && kept) {
                // The log is there again: from the next connection on with acknowledgements.
                refused = false;
                return;
            }
            if (!open.holdsAnother()) {
                writer.flush();
                received = intake.position();
                bytesReceived.addAndGet(bytes);
                bytes = 0;
                note(open, kept);
                if (!receiving) {
                    receiving = true;
                    nextAddress = upstream.addresses().indexOf(address);
                    become(new ReceiverState.Receiving(address, open.semiSync(), clock.instant()));
                }
            }
        }
    }

    private void note(ReplicationStream open, boolean kept) {
        int type = open.bytes()[open.offset() + EventHeader.TYPE_AT] & 0xff;
        if (type == EventType.HEARTBEAT || type == EventType.HEARTBEAT_V2) {
            heartbeats.incrementAndGet();
            secondsBehind = 0;
        } else if (kept) {
            sourceServerId = LittleEndian.u32(open.bytes(), open.offset() + EventHeader.SERVER_ID_AT);
            long timestamp = LittleEndian.u32(open.bytes(), open.offset());
            secondsBehind = timestamp == 0 ? secondsBehind : clock.instant().getEpochSecond() - timestamp;
        }
    }

    private Coordinates begin(WireConnection connection, LogWriter writer, @Nullable Coordinates stands) throws IOException {
        Coordinates other = switchTo;
        if (other != null && stands != null && other.fileNumber() > stands.fileNumber()) {
            return other;
        }
        Coordinates last = writer.lastEvent();
        if (last != null) {
            return last;
        }
        return other != null ? other : firstOf(connection);
    }

    private Coordinates firstOf(WireConnection connection) throws IOException {
        String start = upstream.start();
        if (start.equals("oldest")) {
            String first = connection.query("SHOW BINARY LOGS").first();
            if (first == null) {
                throw new WireException(
                        connection.address(), connection.address() + " has no binary log; switch log_bin on there.", null);
            }
            return new Coordinates(first, Coordinates.FIRST_POSITION);
        }
        if (start.equals("newest")) {
            Version version = connection.version();
            boolean renamed = version.family() == Version.Family.MYSQL && version.isAtLeast(8, 2, 0);
            Rows rows = connection.query(renamed ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS");
            String file = rows.first();
            if (file == null) {
                throw new WireException(
                        connection.address(), connection.address() + " has no binary log; switch log_bin on there.", null);
            }
            return new Coordinates(file, Coordinates.FIRST_POSITION);
        }
        return new Coordinates(start, Coordinates.FIRST_POSITION);
    }

    /**
     * After each time that more became durable. What the upstream has begun to wait for meanwhile must
     * stay: nothing else would come after it as long as its commits wait. It is told of each step, not only of the last one, or
     * commits that are durable would wait for those behind them.
     */
    private void published(Coordinates end) {
        Coordinates waiting = wanted.get();
        ReplicationStream open = stream;
        if (open == null || waiting == null) {
            return;
        }
        Coordinates upTo = end.isBefore(waiting) ? end : waiting;
        if (upTo.equals(waiting)) {
            wanted.compareAndSet(waiting, null);
        }
        try {
            open.acknowledge(upTo);
            acknowledgements.incrementAndGet();
        } catch (WireException e) {
            // The receiving thread sees the same, and says so.
            log.debug("an acknowledgement could not be sent: {}", e.getMessage());
        }
    }

    /** The acknowledgement of what was stored may have been lost with a former connection: nobody publishes it once more. */
    private void acknowledgeIfDurable(Coordinates upTo) {
        Coordinates end = store.end();
        if (end != null && !end.isBefore(upTo)) {
            published(end);
        }
    }

    private void failed(Address address, @Nullable String why, int error) {
        if (!running) {
            return;
        }
        String failure = String.valueOf(why);
        boolean news = !(state instanceof ReceiverState.Connecting before && before.failure().equals(failure));
        become(new ReceiverState.Connecting(address, failure, error, clock.instant()));
        if (news) {
            log.warn("nothing is received: {}", failure);
        }
    }

    private void full(Address address, IOException e) {
        if (state instanceof ReceiverState.DiskFull) {
            return;
        }
        String failure = "The log cannot be stored in " + store.folder() + ": " + e.getMessage();
        become(new ReceiverState.DiskFull(address, failure, clock.instant()));
        log.error("{}. Nothing more is received or acknowledged, serving goes on. Make room: it is looked for every {} s.",
                failure, FULL_DISK_RETRY.toSeconds());
    }

    private void diverged(Address address, @Nullable String why) {
        Instant now = clock.instant();
        become(new ReceiverState.Diverged(address, String.valueOf(why), now));
        log.error("{} has another log than the one that was received: {}. Nothing more is taken from it. If it is a new"
                + " primary, follow it from position 4 of a file with a higher number; else move this store away and begin"
                + " anew.", address, why);
    }

    /** Stops, and waits for it. */
    @Override
    public void close() {
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
