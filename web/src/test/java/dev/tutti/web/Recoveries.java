package dev.tutti.web;

import static dev.tutti.web.StandInControl.JSON;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;

/** Recoveries as the API would tell them. */
final class Recoveries {
    private Recoveries() {}

    /** The failover of the shop's primary, decided and not begun; suspected at {@code start}. */
    static ObjectNode begun(int id, Instant start) {
        var recovery = JSON.createObjectNode().put("id", id).put("kind", "failover").put("subject", "db1.shop:3306").put("chain", "shop")
                .put("state", "running").put("by", "tutti").put("began", at(start, 148)).putNull("ended")
                .put("reason", "The primary db1.shop:3306 is dead: it answers nobody, and all 3 of its replicas have lost it.")
                .putNull("outcome").putNull("promoted").put("suspected_at", at(start, 0)).put("decided_at", at(start, 141))
                .putNull("writable_at").putNull("settled_at").putNull("acknowledged");
        var witnesses = recovery.putArray("witnesses");
        witnesses.addObject().put("replica", "db2.shop:3306").put("at", at(start, 96)).put("says", "lost").put("error", "2003")
                .put("sentence", "cannot connect to its source: error 2003, connection refused");
        witnesses.addObject().put("replica", "db3.shop:3306").put("at", at(start, 104)).put("says", "lost").put("error", "2003")
                .put("sentence", "cannot connect to its source: error 2003, connection refused");
        witnesses.addObject().put("replica", "db4.shop:3306").put("at", at(start, 139)).put("says", "lost").put("error", "2013")
                .put("sentence", "lost its source while reading: error 2013");
        recovery.putArray("steps");
        recovery.putArray("lost");
        step(recovery, 1, "apply what was received", "db2.shop:3306", "drain", "db2.shop:3306 applies all that it has received");
        step(recovery, 2, "apply what was received", "db3.shop:3306", "drain", "db3.shop:3306 applies all that it has received");
        step(recovery, 3, "apply what was received", "db4.shop:3306", "drain", "db4.shop:3306 applies all that it has received");
        step(recovery, 4, "promote db3.shop:3306", "db3.shop:3306", "forget_source", "db3.shop:3306 forgets its dead source");
        step(recovery, 5, "promote db3.shop:3306", "db3.shop:3306", "make_writable", "db3.shop:3306 takes writes");
        step(recovery, 6, "move the other replicas below db3.shop:3306", "db2.shop:3306", "repoint", "db2.shop:3306 replicates from db3.shop:3306");
        step(recovery, 7, "move the other replicas below db3.shop:3306", "db4.shop:3306", "repoint", "db4.shop:3306 replicates from db3.shop:3306, matched by Pseudo-GTID");
        return recovery;
    }

    /** The same at its end. */
    static ObjectNode finished(int id, Instant start) {
        var recovery = begun(id, start).put("state", "succeeded").put("ended", at(start, 1_420)).put("promoted", "db3.shop:3306")
                .put("outcome", "db3.shop:3306 is the primary since it had received the most; nothing that a replica had received was lost.")
                .put("writable_at", at(start, 731)).put("settled_at", at(start, 1_420));
        done(recovery, 1, start, 150, 420, null);
        done(recovery, 2, start, 150, 580, null);
        done(recovery, 3, start, 150, 212, "had applied everything already");
        done(recovery, 4, start, 586, 640, null);
        done(recovery, 5, start, 640, 731, null);
        done(recovery, 6, start, 735, 1_105, "binlog.000042:91400 there is binlog.000007:1204 here");
        done(recovery, 7, start, 735, 1_420, "matched after 214 entries");
        recovery.withArray("lost").addObject().put("server", "db1.shop:3306")
                .put("reason", "It was the primary when it died; it may hold transactions that nobody else has.");
        return recovery;
    }

    static void running(ObjectNode recovery, int number, Instant start, int began) {
        ((ObjectNode) recovery.path("steps").get(number - 1)).put("state", "running").put("began", at(start, began));
    }

    static void done(ObjectNode recovery, int number, Instant start, int began, int ended, @Nullable String detail) {
        ((ObjectNode) recovery.path("steps").get(number - 1)).put("state", "done").put("began", at(start, began))
                .put("ended", at(start, ended)).put("detail", detail);
    }

    static ObjectNode plan(String server, String below) {
        var plan = JSON.createObjectNode().put("goal", "relocate").put("sentence", server + " will replicate from " + below
                + " instead of db1.shop:3306; it needs nothing that " + below + " has purged. Nobody's writes are interrupted.");
        var stage = plan.putArray("stages").addObject().put("title", "move " + server).put("parallel", false);
        var steps = stage.putArray("steps");
        planned(steps.addObject(), server, "stop_replication", "stop replication of " + server, "it answers", "both threads are stopped", "start them");
        planned(steps.addObject(), server, "repoint", server + " replicates from " + below + " from the coordinates that match",
                below + " logs replica updates", "its receiver is connected and its applier runs", "back to db1.shop:3306 at binlog.000042:91400");
        planned(steps.addObject(), server, "start_replication", "start replication of " + server, "", "both threads run", "stop them");
        plan.putArray("forecast");
        return plan;
    }

    /** Why the shop is being recovered, or was; suspected at {@code start}. */
    static JsonNode explanation(String sentence, Instant start) {
        return JSON.readTree("""
                {"subject": "shop", "sentence": "%s", "decisions": [
                 {"at": "%s", "chain": "shop", "subject": "db1.shop:3306", "kind": "primary_dead", "verdict": "recovering",
                  "sentence": "db1.shop:3306 is dead: it answers nobody, and 3 of 3 replicas have lost it. A recovery starts.", "witnesses": [
                   {"replica": "db2.shop:3306", "at": "%s", "says": "lost", "error": "2003", "sentence": "cannot connect to its source: error 2003"}]},
                 {"at": "%s", "chain": "shop", "subject": "db1.shop:3306", "kind": "suspected", "verdict": "asking",
                  "sentence": "db1.shop:3306 does not answer; its replicas are being asked.", "witnesses": []}]}
                """.formatted(sentence, at(start, 141), at(start, 96), at(start, 4)));
    }

    static String at(Instant start, int millis) {
        return start.plus(Duration.ofMillis(millis)).toString();
    }

    private static void planned(ObjectNode step, String server, String kind, String sentence, String precondition, String verification, String undo) {
        step.put("server", server).put("kind", kind).put("sentence", sentence).put("precondition", precondition)
                .put("verification", verification).put("undo", undo);
    }

    private static void step(ObjectNode recovery, int number, String stage, String server, String kind, String sentence) {
        recovery.withArray("steps").addObject().put("number", number).put("stage", stage).put("server", server).put("kind", kind)
                .put("sentence", sentence).put("state", "waiting").putNull("began").putNull("ended").putNull("detail");
    }
}
