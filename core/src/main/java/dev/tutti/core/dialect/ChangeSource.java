package dev.tutti.core.dialect;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import org.jspecify.annotations.Nullable;

/**
 * What a repointed replica is told.
 *
 * @param source the new source
 * @param at where in the new source's log it goes on; null for by GTID, as before
 * @param before its replica status before, of which everything that the statement would reset is said again: heartbeat
 *     period and TLS options
 */
public record ChangeSource(Address source, @Nullable Coordinates at, Row before) {}
