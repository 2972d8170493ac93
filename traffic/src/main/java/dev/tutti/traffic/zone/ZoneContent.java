package dev.tutti.traffic.zone;

import dev.tutti.core.traffic.name.BoundName;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a zone holds, refusing what cannot stand beside each other. Used by one thread. */
final class ZoneContent {
    private final Name origin;
    private final List<Record> records = new ArrayList<>();
    private final Map<Name, List<Record>> byName = new HashMap<>();
    private final Map<Name, Set<Integer>> types = new HashMap<>();
    private final Map<Name, ConfigReader> places = new HashMap<>();
    private final Set<Name> bound = new HashSet<>();

    ZoneContent(Name origin) {
        this.origin = origin;
        types.computeIfAbsent(origin, name -> new HashSet<>()).add(Type.SOA);
    }

    List<Record> records() {
        return records;
    }

    void add(Record record, ConfigReader place, String option) throws ConfigException {
        Set<Integer> there = types.computeIfAbsent(record.getName(), name -> new HashSet<>());
        if (record.getType() == Type.CNAME ? !there.isEmpty() : there.contains(Type.CNAME)) {
            throw place.wrong(option, record.getName() + " would have a CNAME beside other data: a CNAME stands alone");
        }
        List<Record> beside = byName.computeIfAbsent(record.getName(), name -> new ArrayList<>());
        if (beside.contains(record)) {
            throw place.wrong(option, "the same record stands here for the second time");
        }
        for (Record other : beside) {
            if (other.getType() == record.getType() && other.getTTL() != record.getTTL()) {
                throw place.wrong("ttl", "all records of a name and type have the same TTL, and another has " + other.getTTL() + " s");
            }
        }
        there.add(record.getType());
        places.putIfAbsent(record.getName(), place);
        beside.add(record);
        records.add(record);
    }

    void bind(BoundName name, ConfigReader place) throws ConfigException {
        Name owner = Name.fromConstantString(name.name());
        Set<Integer> there = types.computeIfAbsent(owner, any -> new HashSet<>());
        if (!bound.add(owner)) {
            throw place.wrong("name", "two names are called " + name.name());
        }
        if (there.contains(Type.CNAME)) {
            throw place.wrong("name", name.name() + " would have a CNAME beside other data: a CNAME stands alone");
        }
        if (there.contains(Type.A) || there.contains(Type.AAAA)) {
            throw place.wrong("name", name.name() + " has addresses among the records as well: which are to be answered?");
        }
        there.add(Type.A);
        there.add(Type.AAAA);
        places.putIfAbsent(owner, place);
    }

    /** What can only be seen when all is there. */
    void check(ConfigReader zone) throws ConfigException {
        Set<Name> cuts = new HashSet<>();
        types.forEach((name, there) -> {
            if (there.contains(Type.NS) && !name.equals(origin)) {
                cuts.add(name);
            }
        });
        for (Map.Entry<Name, Set<Integer>> entry : types.entrySet()) {
            ConfigReader place = places.getOrDefault(entry.getKey(), zone);
            for (Name cut : cuts) {
                boolean glue = Set.of(Type.A, Type.AAAA).containsAll(entry.getValue()) && !bound.contains(entry.getKey());
                if (entry.getKey().equals(cut) ? entry.getValue().size() > 1 : entry.getKey().subdomain(cut) && !glue) {
                    throw place.wrong("name", entry.getKey() + " belongs to the servers to which " + cut
                            + " is delegated: only addresses of those servers can stand here");
                }
            }
        }
        for (Record record : records) {
            if (record instanceof NSRecord server && server.getTarget().subdomain(origin)
                    && types.getOrDefault(server.getTarget(), Set.of()).stream()
                            .noneMatch(type -> type == Type.A || type == Type.AAAA)) {
                boolean own = record.getName().equals(origin);
                throw (own ? zone : places.getOrDefault(record.getName(), zone)).wrong(own ? "name_servers" : "data",
                        server.getTarget() + " is in this zone and has no address: nobody would find it");
            }
        }
    }
}
