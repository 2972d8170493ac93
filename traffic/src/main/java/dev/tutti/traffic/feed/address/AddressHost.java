package dev.tutti.traffic.feed.address;

import dev.tutti.traffic.feed.FeedException;

import java.time.Duration;

/**
 * What one host does with a virtual address. Implemented by whoever asks that host's agent. Each call is done when the host says
 * that its kernel has done it, ends within its limit, and may come from any thread.
 */
public interface AddressHost {
    /**
     * Whether the host has the address now.
     *
     * @param address with the length of its prefix, such as {@code 192.0.2.10/24}
     */
    boolean holds(String address, Duration limit) throws FeedException, InterruptedException;

    /** Takes the address from the host; nothing to do when it does not have it. */
    void remove(String address, Duration limit) throws FeedException, InterruptedException;

    /**
     * Puts the address up and tells the neighbours: gratuitous ARP (RFC 5227 section 3) or an unsolicited neighbour advertisement,
     * so that they do not go on sending to the host that had it before. When the host has it already, they are told again.
     */
    void add(String address, Duration limit) throws FeedException, InterruptedException;
}
