package dev.tutti.core.fleet;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import org.jspecify.annotations.Nullable;

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
 */
public record Watched(
        Address address,
        @Nullable ServerStatus status,
        @Nullable Instant seenAt,
        Contact contact,
        String chain) {

    public static Watched unknown(Address address) {
        return new Watched(address, null, null, new Contact.NotYet(), address.toString());
    }

    public Watched seen(ServerStatus seen, Instant at) {
        return new Watched(address, seen, at, new Contact.Answering(), chain);
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
        return new Watched(address, status, seenAt, newContact, chain);
    }

    /** As a further look showed it, which is nobody's evidence but the asker's. */
    public Watched showing(ServerStatus newer) {
        return new Watched(address, newer, seenAt, contact, chain);
    }

    public Watched inChain(String newChain) {
        return chain.equals(newChain) ? this : new Watched(address, status, seenAt, contact, newChain);
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
