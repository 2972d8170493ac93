package dev.tutti.bench.binlogs;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Credentials;
import dev.tutti.wire.ReplicaIdentity;
import dev.tutti.wire.ReplicationStream;
import dev.tutti.wire.WireConnection;
import dev.tutti.wire.WireException;
import dev.tutti.wire.WireOptions;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Clients that fetch a log as replicas do and throw it away. They cost the same whoever serves them. */
final class Sinks implements AutoCloseable {
    private static final long PROGRESS = 1 << 20;

    private final List<ReplicationStream> streams = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch done;
    private final AtomicLong received = new AtomicLong();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

    private Sinks(int count) {
        done = new CountDownLatch(count);
    }

    /**
     * Connects and begins to fetch.
     *
     * @param bytes of events after which a client has what it wants
     */
    static Sinks start(int count, Address server, Credentials account, Coordinates from, long bytes, int firstId)
            throws WireException {
        Sinks sinks = new Sinks(count);
        for (int i = 0; i < count; i++) {
            WireConnection connection = WireConnection.connect(
                    server, account, WireOptions.defaults().withReadTimeout(Duration.ofMinutes(5)));
            ReplicationStream stream = ReplicationStream.open(
                    connection,
                    new ReplicaIdentity(
                            firstId + i, "00000000-0000-0000-0000-" + String.format("%012d", firstId + i), "sink", 0,
                            Duration.ofSeconds(10), false),
                    from);
            sinks.streams.add(stream);
            sinks.threads.add(Thread.ofPlatform().daemon().start(() -> sinks.drain(stream, bytes)));
        }
        return sinks;
    }

    private void drain(ReplicationStream stream, long bytes) {
        try {
            long had = 0;
            while (had < bytes) {
                long batch = 0;
                do {
                    stream.next();
                    batch += stream.length();
                } while (batch < PROGRESS && had + batch < bytes);
                had += batch;
                received.addAndGet(batch);
            }
        } catch (WireException e) {
            failure.compareAndSet(null, String.valueOf(e.getMessage()));
        } finally {
            done.countDown();
        }
    }

    /** Bytes of events that all together have received. */
    long received() {
        return received.get();
    }

    /** Waits until all have what they want. */
    void await() throws InterruptedException {
        done.await();
        String first = failure.get();
        if (first != null) {
            throw new IllegalStateException(first);
        }
    }

    @Override
    public void close() {
        streams.forEach(ReplicationStream::close);
    }
}
