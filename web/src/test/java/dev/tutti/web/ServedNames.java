package dev.tutti.web;

import static dev.tutti.web.StandInControl.JSON;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.List;

/** Names as {@code GET /api/v1/dns/names} tells them. Built by one thread. */
final class ServedNames {
    static final List<String> SITES = List.of("london", "paris", "geneva", "madrid");

    private final ArrayNode all = JSON.createArrayNode();

    ArrayNode json() {
        return all;
    }

    /** A name that answers everybody the same; without targets nobody. */
    ServedNames with(String name, String because, String... targets) {
        named(name).withArray("groups").add(group(true, List.of(), false, because, targets));
        return this;
    }

    /** A name that answers clients of each site with the node there, and those of unknown sites with all. */
    ServedNames bySite(String name) {
        var groups = named(name).withArray("groups");
        SITES.forEach(site -> groups.add(group(false, List.of(site), false, site + "-1 in " + site + ", the site itself.", site + "-1")));
        groups.add(group(false, List.of(), true, "london-1, paris-1, geneva-1, 1 more, as the client is in no known site.",
                SITES.stream().map(site -> site + "-1").toArray(String[]::new)));
        return this;
    }

    /** The same after the node of Paris went down: its clients go to London, and the reasons differ. */
    ServedNames withoutParis(String name) {
        var groups = named(name).withArray("groups");
        var shared = group(false, List.of("london", "paris"), false, "", "london-1");
        var reasons = shared.putArray("reasons");
        reasons.add(reason(false, List.of("london"), false, "london-1 in london, the site itself; not paris-1, because it does not answer."));
        reasons.add(reason(false, List.of("paris"), false,
                "london-1 in london, the nearest to paris that may serve; not paris-1, because it does not answer."));
        groups.add(shared);
        List.of("geneva", "madrid").forEach(site -> groups.add(group(false, List.of(site), false,
                site + "-1 in " + site + ", the site itself; not paris-1, because it does not answer.", site + "-1")));
        groups.add(group(false, List.of(), true, "london-1, geneva-1, madrid-1, as the client is in no known site.",
                "london-1", "geneva-1", "madrid-1"));
        return this;
    }

    /** Ten names of one each, and of all kinds, as a payment service with four sites has. */
    static ServedNames ofFourSites() {
        var names = new ServedNames();
        for (var service : List.of("cards", "ledger", "limits", "payouts")) {
            names.bySite(service + ".pay.example.");
        }
        names.withoutParis("fraud.pay.example.").withoutParis("tokens.pay.example.");
        names.with("audit.pay.example.", "Nobody: not audit-1, because it is non-Primary; not audit-2, because it does not answer.");
        return names.with("write.pay.example.", "db1, because it is held to be the primary of shop.", "london-1")
                .with("read.pay.example.", "london-2, paris-2 in changing order.", "london-2", "paris-2")
                .with("reports.pay.example.", "madrid-2 is the first in order that may serve: its check says so.", "madrid-2");
    }

    /** What {@code GET /api/v1/dns/history} tells of an outage of Paris and of what a person did about Madrid. */
    static ArrayNode changes() {
        var changes = JSON.createArrayNode();
        change(changes, 5, "override", "madrid-*", clients(true, List.of(), false), List.of("down"), List.of(), "it is left to what is known again");
        change(changes, 9, "override", "madrid-*", clients(true, List.of(), false), List.of(), List.of("down"), "it is set down by hand");
        change(changes, 60, "name", "cards.pay.example.", clients(false, List.of("paris"), false), List.of("paris-1 192.0.2.224"),
                List.of("london-1 192.0.2.59"), "london-1 in london, the nearest to paris that may serve; not paris-1, because it does not answer.");
        change(changes, 60, "name", "cards.pay.example.", clients(false, List.of(), true),
                List.of("london-1 192.0.2.59", "paris-1 192.0.2.224", "geneva-1 192.0.2.119"),
                List.of("london-1 192.0.2.59", "geneva-1 192.0.2.119"), "london-1, geneva-1, as the client is in no known site.");
        change(changes, 61, "check", "paris-1", clients(true, List.of(), false), List.of("up"), List.of("down"),
                "2 of 3 observers see it fail (connection refused)");
        change(changes, 4_000, "name", "audit.pay.example.", clients(true, List.of(), false), List.of("audit-1 192.0.2.9"), List.of(),
                "Nobody: not audit-1, because it is non-Primary; not audit-2, because it does not answer.");
        return changes;
    }

    private static void change(
            ArrayNode changes, int secondsAgo, String kind, String subject, ObjectNode clients, List<String> from, List<String> to,
            String because) {
        var change = changes.addObject().put("at", Instant.now().minusSeconds(secondsAgo).toString()).put("kind", kind).put("subject", subject);
        change.set("clients", clients);
        from.forEach(change.putArray("from")::add);
        to.forEach(change.putArray("to")::add);
        change.put("because", because);
    }

    private ObjectNode named(String name) {
        var one = all.addObject().put("name", name).putNull("client_site").put("ttl_seconds", 30).put("because", "");
        one.putArray("answers");
        one.putArray("groups");
        return one;
    }

    private static ObjectNode group(boolean everybody, List<String> sites, boolean unknown, String because, String... targets) {
        var group = JSON.createObjectNode().put("ttl_seconds", targets.length == 0 ? 5 : 30);
        group.set("clients", clients(everybody, sites, unknown));
        var answers = group.putArray("answers");
        for (var target : targets) {
            answers.addObject().put("target", target).put("ip", "192.0.2." + (1 + Math.floorMod(target.hashCode(), 250))).put("port", 3306)
                    .put("weight", 1).put("site", target.substring(0, target.indexOf('-')));
        }
        group.putArray("reasons").add(reason(everybody, sites, unknown, because));
        return group;
    }

    private static ObjectNode reason(boolean everybody, List<String> sites, boolean unknown, String because) {
        var reason = JSON.createObjectNode();
        reason.set("clients", clients(everybody, sites, unknown));
        return reason.put("because", because);
    }

    static ObjectNode clients(boolean everybody, List<String> sites, boolean unknown) {
        var clients = JSON.createObjectNode().put("all", everybody);
        sites.forEach(clients.putArray("sites")::add);
        return clients.put("unknown", unknown);
    }
}
