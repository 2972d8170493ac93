package dev.tutti.traffic.feed.dns;

import dev.tutti.core.model.Address;
import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.feed.Change;
import dev.tutti.core.traffic.feed.Entry;
import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.core.traffic.feed.Intent;
import dev.tutti.core.traffic.feed.Manner;
import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.FeedException;
import dev.tutti.traffic.feed.Patience;
import dev.tutti.traffic.feed.Provider;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A zone of another DNS server, changed by dynamic updates (RFC 2136). All names that change together travel in one message, which
 * the server carries out whole or not at all. Its prerequisites are the records that were seen: what somebody else has changed
 * since is not overwritten but looked at again. It is also a prerequisite that no CNAME stands at the name, because a server
 * silently leaves out addresses beside one (section 3.4.2.2).
 */
public final class DynamicUpdates implements Provider {
    private static final List<Integer> TYPES = List.of(Type.A, Type.AAAA);

    private final String title;
    private final Name zone;
    private final DnsServer server;
    private final List<Binding> bindings;

    /**
     * A zone on a server.
     *
     * @param server its primary, which takes updates
     * @param bindings to DNS names of the zone, fully qualified
     */
    public DynamicUpdates(Address server, Name zone, TSIG key, List<Binding> bindings) {
        this.title = "zone " + zone + " at " + server;
        this.zone = zone;
        this.server = new DnsServer(server, title, key);
        this.bindings = List.copyOf(bindings);
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Manner manner() {
        return Manner.WHOLE;
    }

    @Override
    public Intent intent(List<Route> routes) throws FeedException {
        return Binding.intent(bindings, routes, DnsNames::entry);
    }

    @Override
    public Map<String, Entry> look(Set<String> names, Patience patience) throws FeedException {
        Map<String, Entry> seen = new TreeMap<>();
        for (String text : names) {
            seen.put(text, look(text, name(text), patience));
        }
        return seen;
    }

    private Entry look(String text, Name name, Patience patience) throws FeedException {
        SortedMap<String, String> members = new TreeMap<>();
        TreeMap<Long, Boolean> ttls = new TreeMap<>();
        for (int type : TYPES) {
            Message question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
            question.getHeader().unsetFlag(Flags.RD);
            Message answer = server.ask(question, "asking for " + text, patience);
            int code = answer.getRcode();
            if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
                throw new FeedException(failure(code, "asked for " + text));
            }
            if (!answer.getHeader().getFlag(Flags.AA)) {
                throw new FeedException(new Failure.Refused(title, "it is not an authority for " + text,
                        "name a server that has the zone itself, and not a resolver"));
            }
            for (Record record : answer.getSection(Section.ANSWER)) {
                if (record.getType() == Type.CNAME && record.getName().equals(name)) {
                    throw new FeedException(new Failure.Refused(title, text + " is an alias (CNAME) there",
                            "remove the alias, or bind the route to another name"));
                }
                if (record.getType() == type && record.getName().equals(name)) {
                    members.put(DnsNames.member(record.rdataToString()), "");
                    ttls.put(record.getTTL(), true);
                }
            }
        }
        return Entry.of(text, members, String.join(" and ", ttls.keySet().stream().map(DnsNames::ttl).toList()));
    }

    @Override
    public void perform(List<Change> changes, Patience patience) throws FeedException {
        Update update = new Update(zone);
        for (Change change : changes) {
            if (!(change instanceof Change.Replace(Entry from, Entry to))) {
                throw new IllegalStateException("this takes whole entries, not " + change);
            }
            Name name = name(to.name());
            update.absent(name, Type.CNAME);
            for (int type : TYPES) {
                List<String> before = data(from, type);
                if (before.isEmpty()) {
                    update.absent(name, type);
                } else {
                    before.forEach(data -> update.present(record(name, type, 0, data)));
                    update.delete(name, type);
                }
                data(to, type).forEach(data -> update.add(record(name, type, ttlOf(to), data)));
            }
        }
        int code = server.ask(update, "changing " + changes.getFirst().name(), patience).getRcode();
        if (code != Rcode.NOERROR) {
            throw new FeedException(failure(code, "asked to change " + String.join(", ", changes.stream().map(Change::name).toList())));
        }
    }

    private static List<String> data(Entry entry, int type) {
        String prefix = Type.string(type) + " ";
        return entry.members().keySet().stream()
                .filter(member -> member.startsWith(prefix))
                .map(member -> member.substring(prefix.length()))
                .toList();
    }

    private static long ttlOf(Entry entry) {
        return Long.parseLong(entry.settings().substring(DnsNames.ttl(0).length() - 1));
    }

    private Record record(Name name, int type, long ttl, String data) {
        try {
            return Record.fromString(name, type, DClass.IN, ttl, data, zone);
        } catch (IOException e) {
            throw new IllegalStateException(data + " is no record's data", e);
        }
    }

    private Name name(String text) throws FeedException {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new FeedException(new Failure.Unsayable(title, "\"" + text + "\" is no DNS name", "bind the route to one"), e);
        }
    }

    /** RFC 2136 sections 2.2 and 3: what each code means to an update. */
    private Failure failure(int code, String asked) {
        return switch (code) {
            case Rcode.NXRRSET, Rcode.YXRRSET, Rcode.YXDOMAIN, Rcode.NXDOMAIN ->
                new Failure.Conflict(title, "the records are not those that were seen (" + Rcode.string(code) + ")");
            case Rcode.REFUSED -> new Failure.Refused(title, "the key may not do that (REFUSED), " + asked,
                    "allow it, for BIND by update-policy and allow-query");
            case Rcode.NOTAUTH -> new Failure.Refused(title, "it is not the authority of the zone (NOTAUTH), " + asked,
                    "name the zone's primary server and the zone itself");
            case Rcode.NOTZONE -> new Failure.Refused(title, "a name is not within the zone (NOTZONE), " + asked,
                    "bind routes to names within the zone only");
            case Rcode.NOTIMP -> new Failure.Refused(title, "it takes no updates (NOTIMP), " + asked, "allow updates of this zone");
            default -> new Failure.Faulty(title, "it answers " + Rcode.string(code) + ", " + asked);
        };
    }
}
