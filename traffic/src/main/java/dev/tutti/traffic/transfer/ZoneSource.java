package dev.tutti.traffic.transfer;

import dev.tutti.core.traffic.Route;
import dev.tutti.traffic.zone.Network;
import dev.tutti.traffic.zone.Zone;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where zones are to be had as a whole. */
public interface ZoneSource {
    /** A zone as it is answered now, by its name; empty when it is none of ours. */
    Optional<Content> zone(Name origin);

    /** The names of all. */
    List<Zone> zones();

    /**
     * A zone as a whole.
     *
     * @param routes by name, those of clients of unknown sites: a secondary knows of no others
     */
    record Content(Zone zone, SOARecord start, Map<String, Route> routes) {
        /** All records but the SOA. */
        public List<Record> records() {
            List<Record> records = new ArrayList<>(zone.records());
            routes.forEach((name, route) -> {
                Name owner = Name.fromConstantString(name);
                long ttl = route.ttl().toSeconds();
                route.endpoints().forEach(endpoint -> {
                    InetAddress address = Network.literal(endpoint.ip());
                    records.add(address instanceof Inet6Address
                            ? new AAAARecord(owner, DClass.IN, ttl, address)
                            : new ARecord(owner, DClass.IN, ttl, address));
                });
            });
            return records;
        }
    }
}
