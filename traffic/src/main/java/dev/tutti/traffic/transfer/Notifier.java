package dev.tutti.traffic.transfer;

import dev.tutti.traffic.zone.Secondary;
import dev.tutti.traffic.zone.Zone;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Tells secondaries that a zone has changed (RFC 1996): one virtual thread for each zone and secondary, at most one message a second, tried
 * again until it is acknowledged. A change while another is being told is told afterwards. Thread-safe.
 */
public final class Notifier implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Notifier.class);
    private static final Duration APART = Duration.ofSeconds(1);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final int TRIES = 5;

    private final ZoneSource source;
    private final Map<Told, Thread> threads = new HashMap<>();
    private final Set<Told> dirty = new HashSet<>();
    private boolean closed;

    private record Told(String zone, Secondary secondary) {}

    public Notifier(ZoneSource source) {
        this.source = source;
    }

    /** These zones have changed. Returns at once. */
    public synchronized void changed(Set<String> zones) {
        if (closed) {
            return;
        }
        for (Zone zone : source.zones()) {
            if (zones.contains(zone.origin().toString())) {
                for (Secondary secondary : zone.secondaries()) {
                    Told told = new Told(zone.origin().toString(), secondary);
                    dirty.add(told);
                    threads.computeIfAbsent(told, one ->
                            Thread.ofVirtual().name("dns-notify").start(() -> run(one)));
                }
            }
        }
        notifyAll();
    }

    private void run(Told told) {
        try {
            while (true) {
                synchronized (this) {
                    while (!dirty.remove(told)) {
                        wait();
                    }
                }
                tell(told);
                Thread.sleep(APART);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void tell(Told told) throws InterruptedException {
        Name origin = Name.fromConstantString(told.zone);
        Duration wait = FIRST_WAIT;
        String failure = "no acknowledgement";
        for (int i = 0; i < TRIES; i++) {
            ZoneSource.Content content = source.zone(origin).orElse(null);
            if (content == null || !content.zone().secondaries().contains(told.secondary)) {
                return;
            }
            try {
                int code = send(told.secondary, origin, content, wait);
                if (code == Rcode.NOERROR) {
                    return;
                }
                failure = Rcode.string(code);
            } catch (SocketTimeoutException e) {
                failure = "no acknowledgement";
            } catch (IOException e) {
                failure = String.valueOf(e.getMessage());
                Thread.sleep(wait);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            wait = wait.multipliedBy(2);
        }
        log.warn("The secondary {} of {} was not told of a change: {} after {} tries. It finds out by itself after its refresh time.",
                told.secondary.address(), told.zone, failure, TRIES);
    }

    private static int send(Secondary secondary, Name origin, ZoneSource.Content content, Duration wait) throws IOException {
        Message message = new Message();
        message.getHeader().setOpcode(Opcode.NOTIFY);
        message.getHeader().setFlag(Flags.AA);
        message.addRecord(Record.newRecord(origin, Type.SOA, DClass.IN), Section.QUESTION);
        message.addRecord(content.start(), Section.ANSWER);
        if (secondary.key() != null) {
            Keys.signer(Objects.requireNonNull(secondary.key())).apply(message, null);
        }
        byte[] wire = message.toWire();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(secondary.address());
            socket.setSoTimeout((int) wait.toMillis());
            socket.send(new DatagramPacket(wire, wire.length));
            DatagramPacket answer = new DatagramPacket(new byte[1232], 1232);
            while (true) {
                socket.receive(answer);
                byte[] bytes = answer.getData();
                if (answer.getLength() >= 12 && bytes[0] == wire[0] && bytes[1] == wire[1] && (bytes[2] & 0x80) != 0) {
                    return bytes[3] & 0xf;
                }
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        threads.values().forEach(Thread::interrupt);
    }
}
