package dev.tutti.core.traffic.evidence;

import dev.tutti.core.model.Address;

import java.time.Duration;
import java.util.Optional;

/**
 * A replica of a chain.
 *
 * @param answers whether it answers the control plane
 * @param lag how far it is behind the primary; empty when that is unknown or it does not replicate
 */
public record ReplicaKnown(Address server, boolean answers, Optional<Duration> lag) {}
