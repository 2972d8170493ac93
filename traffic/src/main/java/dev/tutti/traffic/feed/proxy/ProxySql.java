package dev.tutti.traffic.feed.proxy;

import dev.tutti.core.traffic.Endpoint;
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

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Host groups of ProxySQL, by its admin interface. Changes are made in {@code mysql_servers}, come into force all at once by
 * {@code LOAD MYSQL SERVERS TO RUNTIME} and outlive a restart by {@code SAVE MYSQL SERVERS TO DISK}; both places are read back. A
 * bound host group is ours with all its servers.
 *
 * <p>{@code LOAD} also brings into force what somebody else has changed in other host groups and not loaded yet; so as long as
 * there is such a thing, nothing is changed, unless that is allowed. There is no comparing and setting: the look before a change is
 * repeated directly before it, which makes the gap small and not nothing.
 */
public final class ProxySql implements Provider {
    private static final String ROWS = "SELECT hostgroup_id, hostname, port, weight, status FROM ";

    private final AdminSession.Access access;
    private final String title;
    private final boolean loadPending;
    private final List<Binding> bindings;

    /**
     * Host groups of a ProxySQL.
     *
     * @param loadPending whether changes of somebody else that are not loaded yet may be loaded with ours
     * @param bindings to numbers of host groups
     */
    public ProxySql(AdminSession.Access access, boolean loadPending, List<Binding> bindings) {
        this.access = access;
        this.title = "ProxySQL at " + access.server();
        this.loadPending = loadPending;
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
        return Binding.intent(bindings, routes, ProxySql::entry);
    }

    private static Entry entry(String group, Route route) {
        Map<String, String> members = new TreeMap<>();
        for (Endpoint endpoint : route.endpoints()) {
            members.put(Binding.socket(endpoint.ip(), endpoint.port()), GroupServer.weightText(Binding.weight(route, endpoint)));
        }
        return Entry.of(group, members, "");
    }

    @Override
    public Map<String, Entry> look(Set<String> names, Patience patience) throws FeedException {
        try (AdminSession session = AdminSession.open(access, title, patience)) {
            return look(session, names, patience);
        }
    }

    private Map<String, Entry> look(AdminSession session, Set<String> names, Patience patience) throws FeedException {
        String where = " WHERE hostgroup_id IN (" + String.join(", ", names) + ")";
        List<GroupServer> runtime = GroupServer.of(session.rows(ROWS + "runtime_mysql_servers" + where, patience));
        List<GroupServer> disk = GroupServer.of(session.rows(ROWS + "disk.mysql_servers" + where, patience));
        Map<String, Entry> seen = new TreeMap<>();
        for (String group : names) {
            Map<String, String> running = members(group, runtime);
            Map<String, String> saved = members(group, disk);
            Map<String, String> members = new TreeMap<>();
            // What would come back with a restart is not done, and never looks like what is wanted.
            saved.forEach((member, value) -> members.put(member, "only on disk"));
            running.forEach((member, value) ->
                    members.put(member, value.equals(saved.get(member)) ? value : value + ", not on disk"));
            seen.put(group, Entry.of(group, members, ""));
        }
        return seen;
    }

    private static Map<String, String> members(String group, List<GroupServer> servers) {
        Map<String, String> members = new TreeMap<>();
        servers.stream()
                .filter(server -> server.group().equals(group) && !server.isLeaving())
                .forEach(server -> members.put(server.target(), server.value()));
        return members;
    }

    @Override
    public void perform(List<Change> changes, Patience patience) throws FeedException {
        try (AdminSession session = AdminSession.open(access, title, patience)) {
            List<String> names = changes.stream().map(Change::name).toList();
            Map<String, Entry> now = look(session, Set.copyOf(names), patience);
            for (Change change : changes) {
                if (change instanceof Change.Replace(Entry from, Entry _) && !from.equals(now.get(change.name()))) {
                    throw new FeedException(new Failure.Conflict(title, "host group " + change.name() + " was " + from.text()));
                }
            }
            refusePending(session, names, patience);
            for (Change change : changes) {
                if (!(change instanceof Change.Replace(Entry _, Entry to))) {
                    throw new IllegalStateException("this takes whole entries, not " + change);
                }
                for (String statement : statements(to)) {
                    session.execute(statement, patience);
                }
            }
            session.execute("LOAD MYSQL SERVERS TO RUNTIME", patience);
            session.execute("SAVE MYSQL SERVERS TO DISK", patience);
        }
    }

    private void refusePending(AdminSession session, List<String> ours, Patience patience) throws FeedException {
        String where = " WHERE hostgroup_id NOT IN (" + String.join(", ", ours) + ")";
        List<String> edited = pending(session.rows(ROWS + "mysql_servers" + where, patience));
        List<String> running = pending(session.rows(ROWS + "runtime_mysql_servers" + where, patience));
        if (!edited.equals(running) && !loadPending) {
            throw new FeedException(new Failure.Refused(title,
                    "somebody has changed mysql_servers in other host groups and not loaded it, and it would be loaded with ours",
                    "LOAD MYSQL SERVERS TO RUNTIME if it is wanted, LOAD MYSQL SERVERS FROM DISK if not, or set load_pending"));
        }
    }

    private static List<String> pending(List<List<String>> rows) {
        return GroupServer.of(rows).stream()
                .filter(server -> !server.isLeaving())
                .map(server -> server.group() + " " + server.target() + " " + server.value())
                .sorted()
                .toList();
    }

    /**
     * A server that is there keeps its other columns; one that comes takes them from itself in another host group, if it is in
     * one, such as whether it is spoken to by TLS.
     */
    private static List<String> statements(Entry to) {
        List<String> statements = new ArrayList<>();
        List<String> stay = new ArrayList<>();
        to.members().forEach((member, value) -> {
            int colon = member.lastIndexOf(':');
            String ip = InetAddress.ofLiteral(member.substring(0, colon).replace("[", "").replace("]", "")).getHostAddress();
            int port = Integer.parseInt(member.substring(colon + 1));
            String server = "hostname = '" + ip + "' AND port = " + port;
            String here = "hostgroup_id = " + to.name() + " AND " + server;
            String weight = value.substring(GroupServer.weightText(0).length() - 1);
            String other = "gtid_port, compression, max_connections, max_replication_lag, use_ssl, max_latency_ms, comment";
            stay.add("(" + server + ")");
            statements.add("INSERT OR IGNORE INTO mysql_servers (hostgroup_id, hostname, port, status, weight, " + other
                    + ") SELECT " + to.name() + ", hostname, port, 'ONLINE', " + weight + ", " + other
                    + " FROM mysql_servers WHERE " + server + " LIMIT 1");
            statements.add("INSERT OR IGNORE INTO mysql_servers (hostgroup_id, hostname, port, comment) VALUES (" + to.name() + ", '"
                    + ip + "', " + port + ", 'Tutti')");
            statements.add("UPDATE mysql_servers SET status = 'ONLINE', weight = " + weight + " WHERE " + here);
        });
        statements.add("DELETE FROM mysql_servers WHERE hostgroup_id = " + to.name()
                + (stay.isEmpty() ? "" : " AND NOT (" + String.join(" OR ", stay) + ")"));
        return statements;
    }
}
