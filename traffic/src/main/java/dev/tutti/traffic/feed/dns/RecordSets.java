package dev.tutti.traffic.feed.dns;

import dev.tutti.core.traffic.feed.Entry;
import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.traffic.feed.FeedException;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Entries and Route 53's sets of records. Ours are a plain set of all addresses of a type, or with weights one set for each
 * address, whose identifier is the address. Sets of any other kind at our names are shown as what they are, and so are never what
 * is wanted. Stateless.
 */
final class RecordSets {
    private RecordSets() {}

    static String weight(long weight) {
        return "weight " + weight;
    }

    static boolean isAt(String name, ResourceRecordSet set) {
        return set.name().equalsIgnoreCase(name)
                && (set.type() == RRType.A || set.type() == RRType.AAAA || set.type() == RRType.CNAME);
    }

    static Entry entry(String name, List<ResourceRecordSet> sets, String title) throws FeedException {
        Map<String, String> members = new TreeMap<>();
        TreeSet<Long> ttls = new TreeSet<>();
        for (ResourceRecordSet set : sets) {
            if (set.type() == RRType.CNAME || set.aliasTarget() != null) {
                throw new FeedException(new Failure.Refused(title, name + " is an alias there",
                        "remove the alias, or bind the route to another name"));
            }
            if (set.ttl() != null) {
                ttls.add(set.ttl());
            }
            for (ResourceRecord record : set.resourceRecords()) {
                String member = DnsNames.member(record.value());
                if (isPlain(set)) {
                    members.put(member, "");
                } else if (isOurs(set)) {
                    members.put(member, weight(set.weight()));
                } else {
                    members.put(member + " of set \"" + set.setIdentifier() + "\"", "not ours");
                }
            }
        }
        return Entry.of(name, members, String.join(" and ", ttls.stream().map(DnsNames::ttl).toList()));
    }

    private static boolean isPlain(ResourceRecordSet set) {
        return set.setIdentifier() == null && set.healthCheckId() == null;
    }

    private static boolean isOurs(ResourceRecordSet set) {
        return set.weight() != null
                && set.healthCheckId() == null
                && set.resourceRecords().size() == 1
                && set.resourceRecords().getFirst().value().equals(set.setIdentifier());
    }

    static List<ResourceRecordSet> of(Entry entry, boolean weighted) {
        List<ResourceRecordSet> sets = new ArrayList<>();
        for (RRType type : List.of(RRType.A, RRType.AAAA)) {
            List<ResourceRecord> records = new ArrayList<>();
            entry.members().forEach((member, value) -> {
                String[] words = member.split(" ");
                if (words[0].equals(type.toString())) {
                    ResourceRecord record = ResourceRecord.builder().value(words[1]).build();
                    records.add(record);
                    if (weighted) {
                        sets.add(set(entry, type).toBuilder()
                                .setIdentifier(words[1])
                                .weight(Long.parseLong(value.substring(weight(0).length() - 1)))
                                .resourceRecords(record)
                                .build());
                    }
                }
            });
            if (!weighted && !records.isEmpty()) {
                sets.add(set(entry, type).toBuilder().resourceRecords(records).build());
            }
        }
        return sets;
    }

    private static ResourceRecordSet set(Entry entry, RRType type) {
        long ttl = Long.parseLong(entry.settings().substring(DnsNames.ttl(0).length() - 1));
        return ResourceRecordSet.builder().name(entry.name()).type(type).ttl(ttl).build();
    }
}
