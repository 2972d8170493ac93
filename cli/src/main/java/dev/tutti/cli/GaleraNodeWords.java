package dev.tutti.cli;

import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Times;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What is unusual about one node of a write/write cluster, in few words. */
final class GaleraNodeWords {
    /** Clocks that are less apart than this confuse nobody who reads two logs side by side. */
    private static final double CLOCK_MS = 1000;

    private GaleraNodeWords() {}

    /** @param agents whether there are agents at all, so that one without is unusual */
    static List<String> notes(Json node, boolean agents, long nowMillis) {
        List<String> notes = new ArrayList<>();
        Json agent = node.get("agent");
        if (node.isTrue("quarantined")) {
            notes.add("set aside: comes back when it is released");
        } else if (agent.isTrue("fenced")) {
            notes.add("kept from running");
        } else if (node.raw("state").equals("synced") && node.isFalse("in_rotation")) {
            notes.add("out of rotation");
        }
        if (!node.isTrue("answering")) {
            down(node, agent, nowMillis, notes);
        }
        transfer(agent.get("transfer"), notes);
        if (agents && agent.isNull()) {
            notes.add("has no agent");
        }
        add("its agent: ", agent.text("doing"), notes);
        if (agent.raw("state").equals("silent")) {
            add("its agent is silent: ", agent.text("why"), notes);
        }
        OptionalDouble off = agent.number("clock_off_ms");
        if (off.isPresent() && Math.abs(off.getAsDouble()) >= CLOCK_MS) {
            notes.add("its clock is " + Times.words(Math.abs((long) off.getAsDouble())) + " off");
        }
        add("asks first for its state: ",
                String.join(", ", node.get("donors").list().stream().map(Json::text).toList()), notes);
        return notes;
    }

    private static void down(Json node, Json agent, long nowMillis, List<String> notes) {
        String process = agent.raw("process");
        String life = process.equals("running") ? "runs: " : process.equals("not_running") ? "does not run: " : "";
        add(life, node.text("detail"), notes);
        String position = agent.text("position");
        if (!position.isEmpty()) {
            notes.add("its data are at " + position);
        } else if (!node.text("last_known").isEmpty()) {
            OptionalLong at = Times.millis(node.raw("last_known_at"));
            String age = at.isPresent() ? ", " + Times.coarse(nowMillis - at.getAsLong()) + " ago" : "";
            notes.add("last known at " + node.text("last_known") + age);
        }
        List<Json> causes = agent.get("causes").list();
        if (!causes.isEmpty()) {
            add("its log: ", causes.getLast().text("line"), notes);
        }
    }

    private static void transfer(Json transfer, List<String> notes) {
        if (transfer.isNull()) {
            return;
        }
        OptionalDouble done = transfer.number("done_bytes");
        OptionalDouble total = transfer.number("total_bytes");
        OptionalDouble rate = transfer.number("bytes_per_second");
        OptionalDouble left = transfer.number("remaining_seconds");
        StringBuilder words = new StringBuilder("receives a state transfer");
        if (done.isPresent()) {
            words.append(": ").append(ServerWords.bytes(done.getAsDouble()));
        }
        if (done.isPresent() && total.isPresent() && total.getAsDouble() > 0) {
            long percent = (long) (100 * done.getAsDouble() / total.getAsDouble());
            words.append(" of ").append(ServerWords.bytes(total.getAsDouble())).append(" (").append(percent).append("%)");
        }
        if (rate.isPresent()) {
            words.append(", ").append(ServerWords.bytes(rate.getAsDouble())).append("/s");
        }
        if (left.isPresent()) {
            words.append(", ").append(Times.coarse((long) (left.getAsDouble() * 1000))).append(" left");
        }
        notes.add(words.toString());
    }

    private static void add(String label, String words, List<String> notes) {
        if (!words.isEmpty()) {
            notes.add(label + words);
        }
    }
}
