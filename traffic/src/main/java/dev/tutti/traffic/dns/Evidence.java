package dev.tutti.traffic.dns;

import dev.tutti.core.traffic.evidence.Knowledge;

/** Who tells a DNS server what is known about servers beyond its own checks: the control plane. Thread-safe. */
public interface Evidence {
    /** What is known now. Called often; must not wait for anything. */
    Knowledge now();

    /** Asks to be told when {@link #now} has changed. The listener returns at once. */
    void onChange(Runnable listener);

    /** Nobody tells anything. */
    Evidence NONE = new Evidence() {
        @Override
        public Knowledge now() {
            return Knowledge.NONE;
        }

        @Override
        public void onChange(Runnable listener) {
            // It never changes.
        }
    };
}
