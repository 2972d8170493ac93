package dev.tutti.traffic.dns;

import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.name.Policy;
import dev.tutti.traffic.zone.Network;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes bodies of records and routes. Stateless. */
final class Bodies {
    /** The name of the question, at offset 12 of every message. */
    static final byte[] QUESTION = {(byte) 0xc0, 12};

    private Bodies() {}

    static void write(ByteArrayOutputStream out, byte[] owner, int type, long ttl, byte[] data) {
        out.writeBytes(owner);
        byte[] fixed = new byte[10];
        Wire.put16(fixed, 0, type);
        Wire.put16(fixed, 2, 1);
        Wire.put16(fixed, 4, (int) (ttl >>> 16));
        Wire.put16(fixed, 6, (int) ttl);
        Wire.put16(fixed, 8, data.length);
        out.writeBytes(fixed);
        out.writeBytes(data);
    }

    /** Records in the answer section, behind those of a prefix. */
    static Body answer(Body prefix, byte[] owner, List<Record> records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(prefix.bytes());
        for (Record record : records) {
            write(out, owner, record.getType(), record.getTTL(), record.rdataToWireCanonical());
        }
        return new Body(out.toByteArray(), prefix.answers() + records.size(), 0, 0);
    }

    /** Records in changing order. */
    static Choice rotated(Body prefix, byte[] owner, List<Record> records) {
        List<Body> bodies = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            bodies.add(answer(prefix, owner, rotate(records, i)));
        }
        return bodies.isEmpty() ? Choice.of(prefix) : Choice.evenly(bodies);
    }

    private static <T> List<T> rotate(List<T> list, int by) {
        List<T> rotated = new ArrayList<>(list.subList(by, list.size()));
        rotated.addAll(list.subList(0, by));
        return rotated;
    }

    /** What a route means for one type of address. */
    static Choice of(Route route, Policy policy, int type, Body prefix, byte[] owner) {
        long ttl = route.ttl().toSeconds();
        if (policy instanceof Policy.Weighted) {
            Map<String, List<Endpoint>> targets = new LinkedHashMap<>();
            for (Endpoint endpoint : route.endpoints()) {
                if (typeOf(endpoint) == type) {
                    targets.computeIfAbsent(endpoint.target(), any -> new ArrayList<>()).add(endpoint);
                }
            }
            if (targets.size() > 1) {
                return Choice.weighted(
                        targets.values().stream().map(its -> addresses(prefix, owner, type, ttl, its)).toList(),
                        targets.values().stream().map(its -> its.getFirst().weight()).toList());
            }
        }
        List<Endpoint> endpoints = route.endpoints().stream().filter(one -> typeOf(one) == type).toList();
        List<Body> bodies = new ArrayList<>();
        for (int i = 0; i < endpoints.size(); i++) {
            bodies.add(addresses(prefix, owner, type, ttl, rotate(endpoints, i)));
        }
        return bodies.isEmpty() ? Choice.of(prefix) : Choice.evenly(bodies);
    }

    static int typeOf(Endpoint endpoint) {
        return endpoint.ip().indexOf(':') >= 0 ? Type.AAAA : Type.A;
    }

    private static Body addresses(Body prefix, byte[] owner, int type, long ttl, List<Endpoint> endpoints) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(prefix.bytes());
        for (Endpoint endpoint : endpoints) {
            write(out, owner, type, ttl, Network.literal(endpoint.ip()).getAddress());
        }
        return new Body(out.toByteArray(), prefix.answers() + endpoints.size(), 0, 0);
    }
}
