package dev.tutti.traffic.feed.proxy;

import dev.tutti.traffic.feed.Binding;

import java.util.List;

/**
 * A row of ProxySQL's servers.
 *
 * @param target address and port
 * @param status {@code ONLINE}, {@code OFFLINE_SOFT}, {@code OFFLINE_HARD}, or one of the {@code SHUNNED…}
 */
record GroupServer(String group, String target, String weight, String status) {
    /** From columns host group, host, port, weight, status. */
    static List<GroupServer> of(List<List<String>> rows) {
        return rows.stream()
                .map(row -> new GroupServer(
                        row.get(0), Binding.socket(row.get(1), Integer.parseInt(row.get(2))), row.get(3), row.get(4)))
                .toList();
    }

    static String weightText(int weight) {
        return "weight " + weight;
    }

    /** Deleted, and shown until its last connection is gone. */
    boolean isLeaving() {
        return status.equals("OFFLINE_HARD");
    }

    /** Shunning is ProxySQL's own finding about a server's health and nobody's change. */
    String value() {
        return "weight " + weight + (status.equals("ONLINE") || status.startsWith("SHUNNED") ? "" : ", " + status);
    }
}
