package dev.tutti.traffic.dns;

import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.name.BoundName;
import dev.tutti.traffic.zone.Zone;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Makes tables of zones and routes. Knows which names must be made anew when a route changes: the name itself, and aliases that lead
 * to it. Used by one thread at a time.
 */
final class Compiler {
    private static final int LONGEST_CHAIN = 8;

    private final List<Zone> zones;
    private final Map<Name, Owner> owners = new LinkedHashMap<>();
    private final List<Name> order = new ArrayList<>();
    private final Map<String, Name> boundNames = new HashMap<>();
    private final Map<String, Set<Name>> aliases = new HashMap<>();

    /** A name with what the configuration says of it. */
    private static final class Owner {
        final int zone;
        final Map<Integer, List<Record>> records = new TreeMap<>();
        @Nullable BoundName bound;
        // What never changes is worked out once: names may be made anew ten times a second.
        final byte[] wire;
        final int hash;
        int index;
        int wildcard = -1;
        @Nullable Name cut;
        @Nullable Choice referral;

        Owner(Name name, int zone) {
            this.zone = zone;
            this.wire = name.toWireCanonical();
            this.hash = Wire.hash(wire, 0, wire.length);
        }
    }

    Compiler(List<Zone> zones) {
        this.zones = List.copyOf(zones);
        for (int zone = 0; zone < zones.size(); zone++) {
            Zone its = zones.get(zone);
            owner(its.origin(), zone);
            for (Record record : its.records()) {
                owner(record.getName(), zone).records.computeIfAbsent(record.getType(), type -> new ArrayList<>()).add(record);
            }
            for (BoundName bound : its.names()) {
                Name name = Name.fromConstantString(bound.name());
                owner(name, zone).bound = bound;
                boundNames.put(bound.name(), name);
            }
        }
        owners.forEach((name, owner) -> {
            owner.index = order.size();
            order.add(name);
        });
        owners.forEach(this::workOut);
        for (Name name : order) {
            for (Name at : chain(name)) {
                if (!at.equals(name)) {
                    aliases.computeIfAbsent(at.toString(), any -> new HashSet<>()).add(name);
                }
            }
        }
    }

    private void workOut(Name name, Owner owner) {
        owner.wildcard = wildcard(name);
        owner.cut = cut(name, zones.get(owner.zone));
        owner.referral = owner.cut == null ? null : Choice.of(referral(owner.cut));
    }

    /** A name, and those above it inside of its zone: they exist, too, if only because it does. */
    private Owner owner(Name name, int zone) {
        Owner found = owners.get(name);
        if (found == null) {
            found = new Owner(name, zone);
            owners.put(name, found);
            if (!name.equals(zones.get(zone).origin())) {
                owner(new Name(name, 1), zone);
            }
        }
        return found;
    }

    /** Where a CNAME leads, itself first. */
    private List<Name> chain(Name from) {
        List<Name> chain = new ArrayList<>();
        Name at = from;
        while (at != null && !chain.contains(at) && chain.size() < LONGEST_CHAIN) {
            chain.add(at);
            Owner owner = owners.get(at);
            List<Record> alias = owner == null ? null : owner.records.get(Type.CNAME);
            at = alias != null && alias.getFirst() instanceof CNAMERecord cname ? cname.getTarget() : null;
        }
        return chain;
    }

    /**
     * Makes a whole table.
     *
     * @param routes of a bound name: one, or one for each site with that for unknown sites first
     * @param serials of the zones, in their order
     */
    Table build(Function<BoundName, List<Route>> routes, long[] serials) {
        List<Entry> entries = new ArrayList<>();
        for (Name name : order) {
            entries.add(entry(name, routes, serials));
        }
        List<Body> negatives = new ArrayList<>();
        for (int zone = 0; zone < zones.size(); zone++) {
            negatives.add(negative(zone, serials[zone]));
        }
        return new Table(entries, negatives);
    }

    /** Makes those names anew whose routes have changed, and what tells the serial in their zones. */
    Table rebuild(Table old, Set<String> changed, Function<BoundName, List<Route>> routes, long[] serials) {
        Set<Name> names = new HashSet<>();
        Body[] negatives = old.negatives();
        for (String name : changed) {
            Name of = boundNames.get(name);
            if (of != null) {
                names.add(of);
            }
            names.addAll(aliases.getOrDefault(name, Set.of()));
        }
        for (Name name : List.copyOf(names)) {
            Owner owner = owners.get(name);
            if (owner != null) {
                names.add(zones.get(owner.zone).origin());
            }
        }
        for (int zone = 0; zone < zones.size(); zone++) {
            if (names.contains(zones.get(zone).origin())) {
                negatives[zone] = negative(zone, serials[zone]);
            }
        }
        int[] at = new int[names.size()];
        Entry[] entries = new Entry[names.size()];
        int next = 0;
        for (Name name : names) {
            at[next] = ownerOf(name).index;
            entries[next++] = entry(name, routes, serials);
        }
        return old.with(at, entries, negatives);
    }

    /** In which zone a bound name is, by its number. It must be one. */
    int zoneOf(String name) {
        return ownerOf(Objects.requireNonNull(boundNames.get(name), name)).zone;
    }

    private Owner ownerOf(Name name) {
        return Objects.requireNonNull(owners.get(name), name::toString);
    }

    private Entry entry(Name name, Function<BoundName, List<Route>> routes, long[] serials) {
        Owner owner = ownerOf(name);
        Zone zone = zones.get(owner.zone);
        Map<Integer, Choice[]> choices = new TreeMap<>();
        owner.records.forEach((type, records) -> {
            if (type != Type.CNAME) {
                choices.put(type, new Choice[] {records.size() <= 32 && (type == Type.A || type == Type.AAAA)
                        ? Bodies.rotated(Body.EMPTY, Bodies.QUESTION, records)
                        : Choice.of(Bodies.answer(Body.EMPTY, Bodies.QUESTION, records))});
            }
        });
        if (name.equals(zone.origin())) {
            choices.put(Type.SOA, new Choice[] {
                Choice.of(Bodies.answer(Body.EMPTY, Bodies.QUESTION, List.of(start(zone, serials[owner.zone]))))
            });
        }
        if (owner.bound != null) {
            for (int type : new int[] {Type.A, Type.AAAA}) {
                choices.put(type, bound(owner.bound, routes, type, Body.EMPTY, Bodies.QUESTION));
            }
        }
        Choice[] alias = null;
        if (owner.records.containsKey(Type.CNAME)) {
            alias = new Choice[] {Choice.of(Bodies.answer(Body.EMPTY, Bodies.QUESTION, owner.records.getOrDefault(Type.CNAME, List.of())))};
            choices.put(Type.CNAME, alias);
            choices.put(Type.A, followed(name, Type.A, routes));
            choices.put(Type.AAAA, followed(name, Type.AAAA, routes));
        }
        int[] types = choices.keySet().stream().mapToInt(Integer::intValue).toArray();
        return new Entry(
                owner.wire, owner.hash, owner.zone,
                owner.cut == null ? Entry.Kind.OWN : owner.cut.equals(name) ? Entry.Kind.CUT : Entry.Kind.BELOW_CUT,
                types, choices.values().toArray(Choice[][]::new), alias, owner.wildcard, owner.referral);
    }

    private int wildcard(Name name) {
        // As long as names can be, "*." does not fit before it; then there is no such name either.
        Owner below = name.length() > 253 ? null : owners.get(Name.fromConstantString("*." + name));
        return below == null ? -1 : below.index;
    }

    private static Choice[] bound(
            BoundName bound, Function<BoundName, List<Route>> routes, int type, Body prefix, byte[] owner) {
        return routes.apply(bound).stream()
                .map(route -> Bodies.of(route, bound.policy(), type, prefix, owner))
                .toArray(Choice[]::new);
    }

    /** An alias with the addresses that it leads to, as far as they are ours. */
    private Choice[] followed(Name name, int type, Function<BoundName, List<Route>> routes) {
        Body prefix = Body.EMPTY;
        byte[] owner = Bodies.QUESTION;
        for (Name at : chain(name)) {
            Owner there = owners.get(at);
            if (!at.equals(name)) {
                owner = at.toWireCanonical();
            }
            if (there == null) {
                break;
            }
            List<Record> cname = there.records.get(Type.CNAME);
            if (cname != null) {
                prefix = Bodies.answer(prefix, owner, cname);
            } else if (there.cut != null) {
                break;
            } else if (there.bound != null) {
                return bound(there.bound, routes, type, prefix, owner);
            } else {
                return new Choice[] {Bodies.rotated(prefix, owner, there.records.getOrDefault(type, List.of()))};
            }
        }
        return new Choice[] {Choice.of(prefix)};
    }

    /** The delegation at or above a name inside of its zone. */
    private @Nullable Name cut(Name name, Zone zone) {
        Name highest = null;
        for (Name at = name; !at.equals(zone.origin()); at = new Name(at, 1)) {
            Owner owner = owners.get(at);
            if (owner != null && owner.records.containsKey(Type.NS)) {
                highest = at;
            }
        }
        return highest;
    }

    private Body referral(Name cut) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Owner owner = owners.get(cut);
        List<Record> servers = owner == null ? List.of() : owner.records.getOrDefault(Type.NS, List.of());
        List<Record> glue = new ArrayList<>();
        for (Record server : servers) {
            Bodies.write(out, cut.toWireCanonical(), Type.NS, server.getTTL(), server.rdataToWireCanonical());
            Owner addresses = server instanceof NSRecord ns ? owners.get(ns.getTarget()) : null;
            if (addresses != null) {
                glue.addAll(addresses.records.getOrDefault(Type.A, List.of()));
                glue.addAll(addresses.records.getOrDefault(Type.AAAA, List.of()));
            }
        }
        for (Record address : glue) {
            Bodies.write(out, address.getName().toWireCanonical(), address.getType(), address.getTTL(), address.rdataToWireCanonical());
        }
        return new Body(out.toByteArray(), 0, servers.size(), glue.size());
    }

    static SOARecord start(Zone zone, long serial) {
        Zone.Start start = zone.start();
        return new SOARecord(
                zone.origin(), DClass.IN, start.ttl().toSeconds(), start.primary(), start.contact(), serial,
                start.refresh().toSeconds(), start.retry().toSeconds(), start.expire().toSeconds(), start.negative().toSeconds());
    }

    /** RFC 2308, section 3: kept no longer than the SOA's minimum. */
    private Body negative(int zone, long serial) {
        Zone its = zones.get(zone);
        SOARecord start = start(its, serial);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Bodies.write(
                out, its.origin().toWireCanonical(), Type.SOA, Math.min(start.getTTL(), start.getMinimum()), start.rdataToWireCanonical());
        return new Body(out.toByteArray(), 0, 1, 0);
    }
}
