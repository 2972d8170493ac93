package dev.tutti.traffic.feed.proxy;

import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.FeedException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One {@code server} of a backend, as {@code show servers state} prints it. The fields are found by the names in its heading, since
 * versions add some; the bits of the administrative state are those of HAProxy's {@code server-t.h} (management guide, section
 * 9.3, "show servers state").
 *
 * @param name the server's name in haproxy.cfg
 * @param target address and port
 * @param administrative its administrative state's bits
 * @param weight its weight now, 0 to 256
 */
record Slot(String name, String target, int administrative, int weight) {
    private static final int FORCED_MAINTENANCE = 0x01;
    private static final int INHERITED_MAINTENANCE = 0x02;
    private static final int FORCED_DRAIN = 0x08;
    private static final int INHERITED_DRAIN = 0x10;
    private static final int RESOLUTION_MAINTENANCE = 0x20;

    /** In maintenance: no clients go there, and it can be given another address. */
    boolean free() {
        return (administrative & (FORCED_MAINTENANCE | INHERITED_MAINTENANCE | RESOLUTION_MAINTENANCE)) != 0;
    }

    boolean draining() {
        return (administrative & (FORCED_DRAIN | INHERITED_DRAIN)) != 0;
    }

    /** As an entry's member says it. */
    String value() {
        return weightText(weight) + (draining() ? ", drained" : "");
    }

    static String weightText(int weight) {
        return "weight " + weight;
    }

    static List<Slot> read(String answer, String backend, String title) throws FeedException {
        if (answer.startsWith("Can't find backend")) {
            throw new FeedException(new Failure.Refused(title, "it has no backend \"" + backend + "\"",
                    "write it into haproxy.cfg, see docs/routers.md"));
        }
        List<String> lines = answer.lines().toList();
        if (lines.size() < 2 || !lines.get(1).startsWith("# ")) {
            throw new FeedException(new Failure.Faulty(title, "it answers: " + answer.lines().findFirst().orElse("nothing")));
        }
        List<String> heading = List.of(lines.get(1).substring(2).split(" "));
        List<Slot> slots = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            String[] fields = line.split(" ");
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < heading.size() && i < fields.length; i++) {
                row.put(heading.get(i), fields[i]);
            }
            if (backend.equals(row.get("be_name"))) {
                slots.add(slot(row, title));
            }
        }
        return slots;
    }

    private static Slot slot(Map<String, String> row, String title) throws FeedException {
        try {
            return new Slot(
                    row.getOrDefault("srv_name", ""),
                    Binding.socket(row.getOrDefault("srv_addr", ""), Integer.parseInt(row.getOrDefault("srv_port", ""))),
                    Integer.parseInt(row.getOrDefault("srv_admin_state", "")),
                    Integer.parseInt(row.getOrDefault("srv_uweight", "")));
        } catch (NumberFormatException e) {
            throw new FeedException(new Failure.Faulty(title, "its list of servers is not understood: " + row), e);
        }
    }
}
