package dev.tutti.traffic.zone;

import dev.tutti.core.traffic.name.BoundName;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

import java.time.Duration;
import java.util.List;

/**
 * A zone as it is configured.
 *
 * @param start all of the SOA but its serial
 * @param records those that never change, the zone's NS among them, the SOA not
 * @param names whose addresses depend on what is up
 */
public record Zone(Name origin, Start start, List<Record> records, List<BoundName> names, List<Secondary> secondaries) {
    public Zone {
        records = List.copyOf(records);
        names = List.copyOf(names);
        secondaries = List.copyOf(secondaries);
    }

    /**
     * Start of authority.
     *
     * @param negative how long it may be kept that a name does not exist or has no address
     */
    public record Start(
            Name primary, Name contact, Duration ttl, Duration refresh, Duration retry, Duration expire, Duration negative) {}
}
