package dev.tutti.control.agents;

import java.util.List;
import java.util.Optional;

/**
 * The virtual addresses that an agent's host may carry.
 *
 * @param turn with which one may be taken, until the next look
 */
public record AgentAddresses(String turn, List<Held> addresses) {
    /** @param held whether the host has it now */
    public record Held(String address, String device, boolean held) {}

    /** Empty when the host may not carry it. */
    public Optional<Held> of(String address) {
        return addresses.stream().filter(one -> one.address().equals(address)).findFirst();
    }
}
