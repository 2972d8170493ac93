package dev.tutti.lab;

import java.util.Optional;

/**
 * How {@code mariadbd --wsrep-recover} ended on a dead node. Immutable.
 *
 * @param exitCode not zero for example when InnoDB is corrupt
 * @param position what it found, empty when it has logged none
 * @param log all that it has logged
 */
public record GaleraRecovery(int exitCode, Optional<GaleraPosition> position, String log) {}
