package dev.tutti.control.act;

import dev.tutti.core.model.Address;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Which servers are being changed: one change at a time for each. Thread safe. */
final class Holds {
    private final Set<Address> held = new HashSet<>();

    /** Servers that nobody else changes until this is let go. */
    final class Hold implements AutoCloseable {
        private final Set<Address> servers;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Hold(Set<Address> servers) {
            this.servers = servers;
        }

        /** Whether it was held until now: letting go twice does not let go of another's hold. */
        boolean letGo() {
            boolean first = open.getAndSet(false);
            if (first) {
                free(servers);
            }
            return first;
        }

        @Override
        public void close() {
            letGo();
        }
    }

    /** Empty when one of them is being changed already. */
    synchronized Optional<Hold> take(Set<Address> servers) {
        if (servers.stream().anyMatch(held::contains)) {
            return Optional.empty();
        }
        held.addAll(servers);
        return Optional.of(new Hold(Set.copyOf(servers)));
    }

    private synchronized void free(Set<Address> servers) {
        held.removeAll(servers);
    }
}
