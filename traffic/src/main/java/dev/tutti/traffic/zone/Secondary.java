package dev.tutti.traffic.zone;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/**
 * A server that transfers a zone and is notified of changes.
 *
 * @param key that its requests must be signed with; null when its address alone will do
 */
public record Secondary(InetSocketAddress address, @Nullable TransferKey key) {}
