package dev.tutti.bench.payments;

import dev.tutti.bench.NameClient;
import dev.tutti.bench.Pause;
import dev.tutti.core.model.Address;
import dev.tutti.lab.GaleraNode;
import dev.tutti.lab.WriteLoad;
import dev.tutti.lab.WriteLoad.Acknowledged;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The clients of one site: they write to the server that the name stands for, and somebody beside them watches the name. Thread-safe;
 * a virtual thread watches.
 */
public final class Customers implements AutoCloseable {
    private static final int CLIENTS = 2;
    private static final int WRITES_PER_SECOND = 50;
    private static final Duration WATCH_EVERY = Duration.ofMillis(10);

    private final String site;
    private final GaleraNode own;
    private final NameClient watched;
    private final WriteLoad load;
    private final List<Answer> answers = new CopyOnWriteArrayList<>();
    private final Thread watcher;
    private volatile boolean closed;

    /**
     * What the name stood for from a moment on.
     *
     * @param addresses none also while the DNS server did not answer
     */
    public record Answer(Instant since, List<String> addresses) {}

    /** @param own the server of their site */
    Customers(Address dns, String from, GaleraNode own) {
        this.site = own.name();
        this.own = own;
        this.watched = client(dns, from);
        this.load = WriteLoad.follow(
                client(dns, from), CLIENTS, WRITES_PER_SECOND);
        this.watcher = Thread.ofVirtual().name("name as seen from " + site).start(this::watch);
    }

    private NameClient client(Address dns, String from) {
        return new NameClient(dns, from, Office.NAME, ip -> new Address(ip, own.address().port()));
    }

    private void watch() {
        while (!closed) {
            List<String> now = watched.now();
            if (answers.isEmpty() || !answers.getLast().addresses().equals(now)) {
                answers.add(new Answer(Instant.now(), now));
            }
            Pause.of(WATCH_EVERY);
        }
    }

    public String site() {
        return site;
    }

    public WriteLoad load() {
        return load;
    }

    /** What the name has stood for, from here, in the order of time. */
    public List<Answer> answers() {
        return List.copyOf(answers);
    }

    /** When the name first stood for another server than their own after a moment. */
    public Optional<Instant> ledElsewhere(Instant after) {
        return answers.stream()
                .filter(answer -> answer.since().isAfter(after))
                .filter(answer -> !answer.addresses().isEmpty() && !answer.addresses().contains(own.address().host()))
                .map(Answer::since)
                .findFirst();
    }

    /** When another server than their own first acknowledged a write after a moment. */
    public Optional<Instant> wroteElsewhere(Instant after) {
        return load.acknowledged().stream()
                .filter(write -> write.at().isAfter(after) && !write.server().equals(own.address()))
                .map(Acknowledged::at)
                .findFirst();
    }

    /** When any server first acknowledged a write after a moment. */
    public Optional<Instant> wrote(Instant after) {
        return load.acknowledged().stream().map(Acknowledged::at).filter(at -> at.isAfter(after)).findFirst();
    }

    /** The longest time without an acknowledged write between two moments. */
    public Duration longestPause(Instant from, Instant to) {
        Duration longest = Duration.ZERO;
        Instant before = from;
        for (Acknowledged write : load.acknowledged()) {
            if (write.at().isAfter(from) && write.at().isBefore(to)) {
                longest = longer(longest, Duration.between(before, write.at()));
                before = write.at();
            }
        }
        return longer(longest, Duration.between(before, to));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    @Override
    public void close() {
        closed = true;
        load.close();
        try {
            watcher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
