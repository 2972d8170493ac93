package dev.tutti.core.fleet;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One server as this process knows it.
 *
 * @param address its name
 * @param status the last successful look; null before the first
 * @param seenAt when that look was answered; null before the first
 * @param contact how it stands between us and it now
 * @param chain the chain that it belongs to, kept while the server cannot be reached; its own address until known
 * @param fed the last look at it while its present source fed it; null when it was never seen so. Servers do not know their
 *     delay once their receiver has stopped or has lost its source
 */
public record Watched(
        Address address,
        @Nullable ServerStatus status,
        @Nullable Instant seenAt,
        Contact contact,
        String chain,
        @Nullable Fed fed) {

    /**
     * A replica while its source fed it.
     *
     * @param lag what it said then of its delay
     */
    public record Fed(Address source, Instant at, Duration lag) {}

    /** Of which it is not known whether it was ever fed. */
    public Watched(
            Address address, @Nullable ServerStatus status, @Nullable Instant seenAt, Contact contact, String chain) {
        this(address, status, seenAt, contact, chain, null);
    }

    public static Watched unknown(Address address) {
        return new Watched(address, null, null, new Contact.NotYet(), address.toString());
    }

    public Watched seen(ServerStatus seen, Instant at) {
        return new Watched(address, seen, at, new Contact.Answering(), chain, fedAfter(seen, at));
    }

    private @Nullable Fed fedAfter(ServerStatus seen, Instant at) {
        Replication replication = seen.replication();
        if (replication == null) {
            return null;
        }
        Duration lag = replication.lag();
        if (lag != null && replication.receiver() == Replication.Receiver.CONNECTED) {
            return new Fed(replication.source(), at, lag);
        }
        return fed != null && fed.source().equals(replication.source()) ? fed : null;
    }

    /**
     * How far it was behind when its source was last seen to live: its delay when it was last fed, and the time that the
     * source lived on without feeding it. Empty when it was never seen being fed by this source.
     */
    public Optional<Duration> lagBehind(Watched source) {
        Instant lived = source.seenAt();
        if (fed == null || !fed.source().equals(source.address())) {
            return Optional.empty();
        }
        boolean livedOn = lived != null && lived.isAfter(fed.at());
        return Optional.of(livedOn ? fed.lag().plus(Duration.between(fed.at(), lived)) : fed.lag());
    }

    public Watched failed(Contact.Failure kind, boolean freshAttempt, String detail, Instant at) {
        int attempts = freshAttempt ? 1 : 0;
        if (contact instanceof Contact.Failing before) {
            if (kind.speaksForLife() != before.kind().speaksForLife()) {
                // It answered in between, if only to turn us away: what was seen before is no evidence about this silence.
                return withContact(new Contact.Failing(at, kind, attempts, detail));
            }
            Contact.Failure strongest = kind.strength() >= before.kind().strength() ? kind : before.kind();
            return withContact(
                    new Contact.Failing(before.since(), strongest, before.freshAttempts() + attempts, detail));
        }
        return withContact(new Contact.Failing(at, kind, attempts, detail));
    }

    public Watched withContact(Contact newContact) {
        return new Watched(address, status, seenAt, newContact, chain, fed);
    }

    /** As a further look showed it, which is nobody's evidence but the asker's. */
    public Watched showing(ServerStatus newer) {
        return new Watched(address, newer, seenAt, contact, chain);
    }

    public Watched inChain(String newChain) {
        return chain.equals(newChain) ? this : new Watched(address, status, seenAt, contact, newChain, fed);
    }

    public boolean answering() {
        return contact instanceof Contact.Answering;
    }

    public Optional<ServerStatus> lastStatus() {
        return Optional.ofNullable(status);
    }

    /** Whom it replicated from when it was last seen. */
    public Optional<Address> source() {
        return lastStatus().flatMap(ServerStatus::replicating).map(Replication::source);
    }
}
