package dev.tutti.agent.act;

import dev.tutti.core.model.Address;

/** Measures the link to another agent; what it takes is bounded in bytes and time. */
public interface Link {
    /** One at a time: two would measure each other. */
    Outcome measure(Address peer) throws InterruptedException;
}
