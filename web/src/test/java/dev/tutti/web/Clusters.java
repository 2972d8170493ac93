package dev.tutti.web;

import static dev.tutti.web.Fleets.ago;
import static dev.tutti.web.StandInControl.JSON;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A write/write cluster as the API would tell of it: payments, four nodes in four cities and an arbitrator in a fifth. */
final class Clusters {
    static final String HISTORY = "8bcf4a34-5f3e-11f0-9a1d-6b1c2d3e4f50";
    static final List<String> NODES = List.of("lon1", "par1", "ams1", "fra1");

    private static final long COMMITTED = 48_211_904;
    private static final List<String> SITES = List.of("london", "paris", "amsterdam", "frankfurt");

    private Clusters() {}

    /** All Synced for days; one way is relayed, one runs at a fraction of what it usually does. */
    static ObjectNode calm() {
        var cluster = JSON.createObjectNode().put("name", "payments").put("state", "calm")
                .put("sentence", "4 of 4 nodes take writes and are Synced").put("since", ago(Duration.ofDays(3))).put("at", ago(Duration.ZERO))
                .put("members", 5).put("votes", 5).put("recovery_mode", "automatic").put("restart_mode", "automatic")
                .put("care", "nothing has to be done").putNull("recovering").putNull("last_recovery");
        var nodes = cluster.putArray("nodes");
        for (int i = 0; i < NODES.size(); i++) {
            node(nodes.addObject(), NODES.get(i), SITES.get(i), i);
        }
        cluster.putArray("arbitrators").addObject().put("name", "arbiter").put("site", "brussels").put("weight", 1);
        var links = cluster.putArray("links");
        link(links, "london", "paris", 8.2, 112_000_000, 118_000_000);
        link(links, "london", "amsterdam", 6.9, 109_400_000, 115_000_000);
        link(links, "paris", "frankfurt", 11.4, 98_000_000, 104_000_000);
        link(links, "amsterdam", "frankfurt", 7.7, 121_000_000, 119_000_000);
        link(links, "amsterdam", "paris", 10.1, 28_000, 96_000_000);
        link(links, "brussels", "paris", 4.4, 64_000_000, 66_000_000);
        link(links, "brussels", "london", 5.2, 61_000_000, 66_000_000);
        link(links, "brussels", "amsterdam", 3.1, 60_000_000, 66_000_000);
        cluster.putArray("problems");
        return cluster;
    }

    /** Every way leads through tunnels to two hubs; that of London to one of them is down, and nothing comes through to Brussels. */
    static ObjectNode throughTunnels() {
        var cluster = calm().put("state", "troubled").put("since", ago(Duration.ofMinutes(4)))
                .put("sentence", "nothing comes through the tunnel of hub1 to london since 2026-11-27T08:12:05Z: the last handshake was 190 s ago; hub2 still carries");
        var links = cluster.putArray("links");
        tunnels(link(links, "amsterdam", "frankfurt", 7.7, 121_000_000, 119_000_000), true, "hub1");
        tunnels(link(links, "amsterdam", "london", 6.9, 109_400_000, 115_000_000), true, "hub2", "hub1–london");
        tunnels(link(links, "amsterdam", "paris", 10.1, 28_000, 96_000_000), true, "hub1");
        tunnels(link(links, "frankfurt", "london", 12.3, 99_000_000, 97_000_000), true, "hub2", "hub1–london");
        tunnels(link(links, "frankfurt", "paris", 11.4, 98_000_000, 104_000_000), true, "hub1");
        tunnels(link(links, "london", "paris", 8.2, 112_000_000, 118_000_000), true, "hub2", "hub1–london");
        tunnels(link(links, "brussels", "paris", 4.4, 64_000_000, 66_000_000), false, "");
        var unmeasured = link(links, "brussels", "london", 0, 0, 0);
        unmeasured.putNull("latency_ms").putNull("bytes_per_second").putNull("baseline_bytes_per_second").putNull("measured_at");
        tunnels(unmeasured, true, "hub2");
        problem(cluster, "tunnel_silent", "error", cluster.path("sentence").asString(),
                "the other tunnels carry its load; is UDP to 203.0.113.11:1203 let through?", "one look at the tunnels that does not show it");
        return cluster;
    }

    private static void tunnels(ObjectNode link, boolean reached, String over, String... down) {
        var tunnels = link.putObject("tunnels").put("reached", reached).put("latency_ms", 5.1).putNull("bytes_per_second").putNull("baseline_bytes_per_second");
        var hubs = tunnels.putArray("over");
        if (!over.isEmpty()) {
            hubs.add(over);
        }
        var broken = tunnels.putArray("down");
        List.of(down).forEach(broken::add);
    }

    /** A cluster of three in one place. */
    static ObjectNode inOnePlace() {
        var cluster = calm().put("name", "sessions").put("sentence", "3 of 3 nodes take writes and are Synced").put("members", 3).put("votes", 3);
        var nodes = cluster.putArray("nodes");
        for (int i = 0; i < 3; i++) {
            node(nodes.addObject(), "ses" + (i + 1), "london", i);
        }
        cluster.putArray("arbitrators");
        cluster.putArray("links");
        return cluster;
    }

    /** Frankfurt gets everything anew and slowly, from Amsterdam. */
    static ObjectNode transferring() {
        var cluster = calm().put("state", "troubled").put("sentence", "the cluster has 4 of 5 members; fra1.example:3306 is missing")
                .put("since", ago(Duration.ofMinutes(48))).put("care", "it waits for the state transfer to fra1.example:3306");
        node(cluster, "ams1").put("state", "donor_desynced").put("in_rotation", false).put("sees", 4);
        var joiner = away(node(cluster, "fra1"), "connection refused; its process runs");
        agent(joiner).put("process", "running").put("doing", "waits until fra1 is Synced").putObject("transfer")
                .put("done_bytes", 412_000_000_000L).put("total_bytes", 1_310_000_000_000L).put("bytes_per_second", 1_140_000)
                .put("remaining_seconds", 787_719).put("elapsed_seconds", 2_904);
        problem(cluster, "slow_transfer", "warning", "the state transfer to fra1.example:3306 runs at 1.2 MB/s, its link has 119.0 MB/s; 9 d 2 h remain at this rate",
                "do not restart it, that would begin it anew; find out what slows the link, or choose another donor", "a rate near that of its link", "fra1");
        problem(cluster, "joining", "notice", "fra1.example:3306 is in the group and takes no statements yet (Joining)",
                "wait; do not restart it, that would begin its transfer anew", "wsrep_ready ON", "fra1");
        return cluster;
    }

    /** Everything died a minute ago; Tutti recovers, or with a question open waits for a person. */
    static ObjectNode totalOutage(@Nullable Integer recovering) {
        var cluster = calm().put("state", "alarm").put("since", ago(Duration.ofSeconds(64)))
                .put("sentence", "nothing can be written anywhere: lon1.example:3306, par1.example:3306 and ams1.example:3306 not running; fra1.example:3306 silent");
        if (recovering == null) {
            cluster.put("waits_for_person", true).put("care", "asks a person: nothing is known of fra1.example:3306, which may have more than the others");
        } else {
            cluster.put("care", "recovers the cluster").put("recovering", recovering);
        }
        for (int i = 0; i < 4; i++) {
            var node = away(node(cluster, NODES.get(i)), "connection refused");
            agent(node).put("process", "not_running").put("position", HISTORY + ":" + (COMMITTED - (i < 2 ? 0 : 60))).put("grastate", "it crashed: no position in grastate.dat");
        }
        agentSilent(cluster, "fra1");
        problem(cluster, "total_outage", "error", cluster.path("sentence").asString(),
                "start nothing by hand; tutti galera recover begins from the node that has most, or says what is missing", "one node whose wsrep_cluster_status is Primary");
        problem(cluster, "unknown", "error", "nothing is known of fra1.example:3306: neither it nor its agent answers",
                "look at its host; silence is not taken for death, so that nothing is decided without it", "an answer of it or of its host", "fra1");
        return cluster;
    }

    /** London and Paris take writes apart from Amsterdam and Frankfurt. */
    static ObjectNode splitBrain() {
        var cluster = calm().put("state", "alarm").put("since", ago(Duration.ofSeconds(9)))
                .put("waits_for_person", true).put("care", "does nothing by itself: a person decides which side is kept")
                .put("sentence", "split brain: lon1.example:3306, par1.example:3306 (up to 48211904) and ams1.example:3306, fra1.example:3306 (up to 48211871) each take writes apart from each other; equal numbers mean different transactions there");
        for (var side : List.of(List.of("lon1", "par1"), List.of("ams1", "fra1"))) {
            for (var name : side) {
                var view = node(cluster, name).put("sees", 2).put("last_committed", side.contains("lon1") ? COMMITTED : COMMITTED - 33).putArray("view");
                side.forEach(view::add);
            }
        }
        problem(cluster, "split_brain", "error", cluster.path("sentence").asString(),
                "send clients to one side at once, and do not mend the link: which side dies then is chance; tutti galera fence --keep NODE fences the other side and keeps what it committed",
                "a member that both sides name, or one view in the gvwstate.dat of both", "lon1", "par1", "ams1", "fra1");
        return cluster;
    }

    /** Nobody has a majority any more, and all live. */
    static ObjectNode withoutQuorum() {
        var cluster = calm().put("state", "alarm").put("since", ago(Duration.ofSeconds(30)))
                .put("sentence", "nothing can be written anywhere: lon1.example:3306, par1.example:3306, ams1.example:3306 and fra1.example:3306 without quorum")
                .put("care", "waits for the links: they heal by themselves");
        NODES.forEach(name -> node(cluster, name).put("component", "non_primary").put("state", "initialized").put("ready", false).put("sees", 1));
        problem(cluster, "total_outage", "error", cluster.path("sentence").asString(), "start nothing by hand", "one node whose wsrep_cluster_status is Primary");
        return cluster;
    }

    /** One node is set aside, and the agent of another is silent. */
    static ObjectNode quarantined() {
        var cluster = calm().put("state", "troubled").put("since", ago(Duration.ofHours(2))).put("sentence", "the data folder of par1.example:3306 cannot be vouched for");
        node(cluster, "par1").put("quarantined", true).put("in_rotation", false);
        agentSilent(cluster, "ams1");
        problem(cluster, "tainted_folder", "warning", "the data folder of par1.example:3306 cannot be vouched for, though it shows " + HISTORY + ":78: UUID zero in grastate.dat",
                "keep the folder; tutti galera resync par1.example:3306 saves it before it is rebuilt", "a grastate.dat that names the same history as the data", "par1");
        return cluster;
    }

    static void agentSilent(ObjectNode cluster, String name) {
        agent(node(cluster, name)).put("state", "silent").put("why", "no answer within 2 s").put("process", "unknown").putNull("position").putNull("grastate")
                .putNull("data_bytes").putNull("free_bytes");
    }

    static ObjectNode node(ObjectNode cluster, String name) {
        for (var node : cluster.path("nodes")) {
            if (node.path("name").asString().equals(name)) {
                return (ObjectNode) node;
            }
        }
        throw new IllegalArgumentException(name);
    }

    static ObjectNode agent(ObjectNode node) {
        return (ObjectNode) node.path("agent");
    }

    static void problem(ObjectNode cluster, String kind, String severity, String sentence, String toDo, String refuted, String... nodes) {
        var problem = cluster.withArray("problems").addObject().put("kind", kind).put("severity", severity).put("sentence", sentence)
                .put("what_to_do", toDo).put("what_would_refute", refuted);
        var about = problem.putArray("nodes");
        for (var node : nodes) {
            about.add(node + ".example:3306");
        }
    }

    /** A recovery after a total outage, at its second step; suspected at {@code start}. */
    static ObjectNode recovery(int id, Instant start) {
        var recovery = JSON.createObjectNode().put("id", id).put("kind", "galera_recover").put("subject", "payments").put("chain", "payments")
                .put("state", "running").put("by", "tutti").put("began", Recoveries.at(start, 900)).putNull("ended")
                .put("reason", "Nothing can be written anywhere: all four nodes are down, and each told how far its data are.")
                .putNull("outcome").putNull("promoted").put("suspected_at", Recoveries.at(start, 0)).put("decided_at", Recoveries.at(start, 870))
                .putNull("writable_at").putNull("settled_at").putNull("acknowledged");
        recovery.putArray("witnesses").addObject().put("replica", "lon1.example:3306").put("at", Recoveries.at(start, 400)).put("says", "not_running").putNull("error")
                .put("sentence", "its agent finds no process; its data are at " + HISTORY + ":" + COMMITTED);
        recovery.putArray("lost");
        recovery.putArray("steps");
        step(recovery, 1, "let nobody else begin", "par1", "clear_safe", "par1.example:3306 may not bootstrap: safe_to_bootstrap becomes 0", "done", start, 900, 1_040);
        step(recovery, 2, "begin at the node that has most", "lon1", "bootstrap_new", "lon1.example:3306 begins the cluster again at " + COMMITTED, "running", start, 1_050, -1);
        step(recovery, 3, "the others join", "par1", "join_node", "par1.example:3306 joins by incremental transfer", "waiting", start, -1, -1);
        step(recovery, 4, "the others join", "ams1", "join_node", "ams1.example:3306 joins by incremental transfer", "waiting", start, -1, -1);
        return recovery;
    }

    private static void step(ObjectNode recovery, int number, String stage, String node, String kind, String sentence, String state, Instant start, int began, int ended) {
        recovery.withArray("steps").addObject().put("number", number).put("stage", stage).put("server", node + ".example:3306").put("kind", kind)
                .put("sentence", sentence).put("state", state).put("began", began < 0 ? null : Recoveries.at(start, began))
                .put("ended", ended < 0 ? null : Recoveries.at(start, ended)).putNull("detail");
    }

    /** How the cluster would be recovered, with as many concerns as there are sentences. */
    static ObjectNode plan(String... concerns) {
        var plan = JSON.createObjectNode().put("cluster", "payments").put("goal", "recover")
                .put("sentence", "payments begins again at lon1.example:3306, which has most; the others join it one at a time")
                .put("again", true).put("bootstrap", HISTORY + ":" + COMMITTED + " at lon1.example:3306");
        var stages = plan.putArray("stages");
        planned(stages, "let nobody else begin", true, true, "par1", "clear_safe", "par1.example:3306 may not bootstrap: safe_to_bootstrap becomes 0", "no process runs");
        planned(stages, "begin at the node that has most", false, true, "lon1", "bootstrap_new", "lon1.example:3306 begins the cluster again at " + COMMITTED, "no node is primary");
        planned(stages, "the others join", false, false, "par1", "join_node", "par1.example:3306 joins by incremental transfer, about 9 s", "its position is no smaller");
        plan.putArray("left").addObject().put("node", "fra1.example:3306").put("sentence", "nothing is known of it");
        plan.putArray("notes").add("par1.example:3306 flushes its log once a second: transactions of the last second before the crash may be gone");
        var asked = plan.putArray("concerns");
        for (int i = 0; i < concerns.length; i++) {
            asked.addObject().put("id", "%08x".formatted(concerns[i].hashCode())).put("kind", "unaccounted").put("sentence", concerns[i]);
        }
        return plan;
    }

    private static void planned(ArrayNode stages, String title, boolean parallel, boolean vital, String node, String kind, String sentence, String precondition) {
        var stage = stages.addObject().put("title", title).put("parallel", parallel).put("vital", vital);
        stage.putArray("steps").addObject().put("node", node).put("server", node + ".example:3306").put("kind", kind).put("sentence", sentence)
                .put("precondition", precondition).put("verification", "its agent says so").put("undo", "");
    }

    static ObjectNode whatIf() {
        var whatIf = JSON.createObjectNode().put("cluster", "payments").put("cases", 315).put("outages", 3);
        var failures = whatIf.putArray("failures");
        for (var name : NODES) {
            failures.addObject().put("failure", "node " + name).put("elements", 1).put("survives", true).put("sentence", "the other three go on");
        }
        for (int i = 0; i < 46; i++) {
            failures.addObject().put("failure", "node ams1, then link " + i).put("elements", 2).put("survives", true).put("sentence", "lon1, par1 and fra1 go on");
        }
        failures.addObject().put("failure", "site london and site paris together").put("elements", 2).put("survives", false).put("sentence", "total outage: ams1 and fra1 live and stop");
        failures.addObject().put("failure", "node lon1 and node par1 together").put("elements", 2).put("survives", false).put("sentence", "total outage: ams1 and fra1 live and stop");
        failures.addObject().put("failure", "link london – paris and site amsterdam together").put("elements", 2).put("survives", false)
                .put("sentence", "total outage: lon1, par1 and fra1 live and stop, each without the others");
        failures.forEach(one -> {
            ((ObjectNode) one).putArray("keeps");
            ((ObjectNode) one).putArray("stops");
        });
        var advice = whatIf.putArray("advice");
        advice.addObject().put("change", "pc.weight=2 for lon1").put("saves", 2).put("costs", 0).put("remaining", 1).put("sentence", "pc.weight=2 for lon1 saves 2 cases; 1 outage of today would remain");
        advice.addObject().put("change", "a link between paris and frankfurt").put("saves", 1).put("costs", 0).put("remaining", 2).put("sentence", "a link between paris and frankfurt saves 1 case; 2 outages of today would remain");
        return whatIf;
    }

    static ObjectNode advice() {
        var advice = JSON.createObjectNode().put("cluster", "payments").put("recommendation", "by_site")
                .put("sentence", "let each site write rows of its own: 31% of the transactions at fra1 lose against those of lon1");
        advice.putArray("reasons").add("payments.accounts is written at lon1 and fra1 at the same time").add("each commit waits 11.4 ms for the farthest member");
        var writers = advice.putArray("writers");
        for (int i = 0; i < 4; i++) {
            writers.addObject().put("node", NODES.get(i)).put("site", SITES.get(i)).put("commits_per_second", 118.4 - 20 * i)
                    .put("conflicts_per_second", i * 9.3).put("conflict_share", i * 0.103).put("latency_ms", 7.2 + i);
        }
        advice.putArray("tables").addObject().put("table", "payments.accounts").put("conflicts", 18_211);
        advice.putArray("auto_increment").add("steps of 5 from the node's number: no two nodes give out the same number");
        return advice;
    }

    private static void node(ObjectNode node, String name, String site, int index) {
        node.put("name", name).put("address", name + ".example:3306").put("site", site).put("segment", index).put("weight", 1).put("answering", true)
                .putNull("detail").put("state", "synced").put("component", "primary").put("ready", true).put("sees", 5).put("receive_queue", index == 2 ? 14 : 0)
                .put("send_queue", 0).put("flow_control_sent", index * 3).put("history", HISTORY).put("last_committed", COMMITTED).put("cached_from", COMMITTED - 1_804_221)
                .put("ist_window", 1_804_222).put("in_rotation", true).put("quarantined", false).put("last_known", HISTORY + ":" + COMMITTED)
                .put("last_known_at", ago(Duration.ofSeconds(1))).put("commits_per_second", 118.4 - 20 * index).put("conflicts_per_second", index * 0.3).put("latency_ms", 7.2 + index);
        node.putArray("donors");
        var agent = node.putObject("agent").put("address", name + ".example:7420").put("state", "answering").putNull("why").put("process", "running").put("fenced", false)
                .putNull("position").put("grastate", "the server runs").put("data_bytes", 1_310_000_000_000L).put("free_bytes", 640_000_000_000L).putNull("doing").put("clock_off_ms", 3).putNull("transfer");
        agent.putArray("causes");
    }

    private static ObjectNode away(ObjectNode node, String detail) {
        for (var told : List.of("state", "component", "ready", "sees", "receive_queue", "send_queue", "flow_control_sent", "history", "last_committed", "cached_from",
                "ist_window", "commits_per_second", "conflicts_per_second", "latency_ms")) {
            node.putNull(told);
        }
        return node.put("answering", false).put("detail", detail).put("in_rotation", false);
    }

    private static ObjectNode link(ArrayNode links, String one, String other, double latency, long rate, long usual) {
        return links.addObject().put("one", one).put("other", other).put("latency_ms", latency).put("bytes_per_second", rate).put("baseline_bytes_per_second", usual)
                .put("measured_at", ago(Duration.ofMinutes(7)));
    }
}
