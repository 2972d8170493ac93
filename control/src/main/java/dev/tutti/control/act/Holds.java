package dev.tutti.control.act;

import dev.tutti.core.model.Address;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Which servers are being changed: one change at a time for each. Thread safe. */
final class Holds {
    private final Set<Address> held = ConcurrentHashMap.newKeySet();

    /** A server that nobody else changes until this is closed; closing it twice does not let go of another's hold. */
    final class Hold implements AutoCloseable {
        private final Address server;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Hold(Address server) {
            this.server = server;
        }

        @Override
        public void close() {
            if (open.getAndSet(false)) {
                held.remove(server);
            }
        }
    }

    /** Empty when it is being changed already. */
    Optional<Hold> take(Address server) {
        return held.add(server) ? Optional.of(new Hold(server)) : Optional.empty();
    }
}
