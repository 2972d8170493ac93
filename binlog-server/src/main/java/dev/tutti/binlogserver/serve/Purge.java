package dev.tutti.binlogserver.serve;

import dev.tutti.binlogserver.store.Archiver;
import dev.tutti.binlogserver.store.LogStore;
import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.core.model.Coordinates;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Removes log files that nobody needs: by policy, or because a person asked. Never one that a replica still has to read, also one
 * that is away, and never the last. Thread-safe.
 */
public final class Purge {
    private static final Logger log = LoggerFactory.getLogger(Purge.class);

    /**
     * When files go.
     *
     * @param age how long after its last event a file is kept; zero is for ever
     * @param size how many bytes all files together may have; 0 is any number
     * @param free how many bytes of the disk are to stay free; 0 is none
     * @param absent how long a replica that is away keeps the files that it needs
     */
    public record Policy(Duration age, long size, long free, Duration absent) {}

    private final LogStore store;
    private final Replicas replicas;
    private final Registrations registrations;
    private final Policy policy;
    private final InstantSource clock;

    public Purge(LogStore store, Replicas replicas, Policy policy, InstantSource clock) throws IOException {
        this.store = store;
        this.replicas = replicas;
        this.registrations = Registrations.in(store.folder());
        this.policy = policy;
        this.clock = clock;
    }

    public Registrations registrations() {
        return registrations;
    }

    /** One round: notes where replicas stand, and removes what the policy lets go. */
    public synchronized void round() throws IOException {
        Instant now = clock.instant();
        note(now);
        registrations.forgetBefore(now.minus(policy.absent()));
        try {
            registrations.save();
        } catch (IOException e) {
            // On a full disk purging is what makes room for them.
            log.warn("where replicas stand could not be written down: {}", e.getMessage());
        }
        Archiver archiver = store.archiver().orElse(null);
        if (archiver != null) {
            Retention retention = new Retention(store, archiver, policy);
            retention.roundOfTheDisk(now);
            StoredFile stays = retention.firstToStay(now).orElse(null);
            if (stays != null) {
                remove(stays);
            }
            return;
        }
        List<StoredFile> files = store.files();
        long total = 0;
        for (StoredFile file : files) {
            total += file.stored();
        }
        long free = store.folder().toFile().getUsableSpace();
        int go = 0;
        while (go < files.size() - 1) {
            StoredFile oldest = files.get(go);
            boolean tooOld = !policy.age().isZero()
                    && oldest.index().lastTimestamp() > 0
                    && Instant.ofEpochSecond(oldest.index().lastTimestamp()).plus(policy.age()).isBefore(now);
            boolean tooMuch = policy.size() > 0 && total > policy.size();
            boolean tooFull = policy.free() > 0 && free < policy.free();
            if (!tooOld && !tooMuch && !tooFull) {
                break;
            }
            total -= oldest.stored();
            free += oldest.stored();
            go++;
        }
        if (go > 0) {
            remove(files.get(go));
        }
    }

    /** Whoever went since is noted as well: it may have come and gone between two rounds. */
    private void note(Instant now) {
        registrations.note(replicas.takeLeft(), now);
        registrations.note(replicas.all(), now);
    }

    /** Removes what stands before this file; why not all of it, empty when all is gone. */
    public synchronized String upTo(String file) throws IOException {
        note(clock.instant());
        StoredFile wanted = store.find(file).orElse(null);
        return wanted == null ? "there is no file " + file : remove(wanted);
    }

    /** Removes files whose last event is older; why not all, empty when all are gone. */
    public synchronized String before(Instant time) throws IOException {
        note(clock.instant());
        List<StoredFile> files = store.files();
        for (StoredFile file : files) {
            if (file.index().lastTimestamp() >= time.getEpochSecond() || file == files.getLast()) {
                return remove(file);
            }
        }
        return "";
    }

    private String remove(StoredFile upTo) throws IOException {
        StoredFile keep = upTo;
        String objection = "";
        Registrations.Known slowest = registrations.slowest();
        if (slowest != null && slowest.at().fileNumber() < Coordinates.numberOf(upTo.name())) {
            objection = "replica " + slowest.key() + ", last seen " + slowest.seen() + ", has come to " + slowest.at()
                    + " and needs the files from there on";
            keep = store.files().stream()
                    .filter(file -> Coordinates.numberOf(file.name()) >= slowest.at().fileNumber())
                    .findFirst()
                    .orElse(upTo);
        }
        int removed = store.removeBefore(keep);
        if (removed > 0) {
            log.info("{} log files before {} are removed", removed, keep.name());
        }
        return objection;
    }
}
