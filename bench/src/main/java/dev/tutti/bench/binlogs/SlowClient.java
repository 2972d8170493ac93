package dev.tutti.bench.binlogs;

import dev.tutti.bench.Pause;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Credentials;
import dev.tutti.lab.Accounts;
import dev.tutti.wire.ReplicaIdentity;
import dev.tutti.wire.ReplicationStream;
import dev.tutti.wire.WireConnection;
import dev.tutti.wire.WireException;
import dev.tutti.wire.WireOptions;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A client that takes what it is sent slowly. */
final class SlowClient implements AutoCloseable {
    private final ReplicationStream stream;
    private final AtomicLong received = new AtomicLong();

    private SlowClient(ReplicationStream stream) {
        this.stream = stream;
    }

    static SlowClient start(Address server, int bytesPerSecond) throws WireException {
        Credentials account = Accounts.ADMIN;
        WireConnection connection = WireConnection.connect(
                server, account, WireOptions.defaults().withReadTimeout(Duration.ofMinutes(5)));
        SlowClient client = new SlowClient(ReplicationStream.open(
                connection,
                new ReplicaIdentity(18_999, "00000000-0000-0000-0000-000000018999", "slow", 0, Duration.ofSeconds(10), false),
                new Coordinates(LargePrimary.FILE, 4)));
        Thread.ofPlatform().daemon().start(() -> client.take(bytesPerSecond));
        return client;
    }

    private void take(int bytesPerSecond) {
        long from = System.nanoTime();
        try {
            while (true) {
                stream.next();
                long had = received.addAndGet(stream.length());
                long due = from + had * 1_000_000_000L / bytesPerSecond;
                Pause.of(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            }
        } catch (WireException e) {
            // It is over.
        }
    }

    long received() {
        return received.get();
    }

    @Override
    public void close() {
        stream.close();
    }
}
