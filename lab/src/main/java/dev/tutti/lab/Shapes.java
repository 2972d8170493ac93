package dev.tutti.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads a fleet's shape as people write it, for example {@code 1<-2,3,4 4<-5,6}. Stateless. */
final class Shapes {
    private static final Pattern ARROW = Pattern.compile("\\s*<-\\s*");
    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

    private Shapes() {}

    /**
     * Groups are separated by spaces; a group is a server, or a server, an arrow and those that replicate from it. A name
     * may be followed by {@code @flavour}.
     */
    static List<ServerSpec> parse(String text, Flavour flavour) {
        Map<String, ServerSpec> servers = new LinkedHashMap<>();
        String compact = COMMA.matcher(ARROW.matcher(text.strip()).replaceAll("<-")).replaceAll(",");
        if (compact.isEmpty()) {
            throw malformed(text, "it is empty");
        }
        for (String group : compact.split("\\s+")) {
            List<String> levels = List.of(group.split("<-", -1));
            String above = null;
            for (int i = 0; i < levels.size(); i++) {
                List<String> names = List.of(levels.get(i).split(",", -1));
                if (i < levels.size() - 1 && names.size() > 1) {
                    throw malformed(text, "a server can replicate from one server only");
                }
                for (String name : names) {
                    add(servers, name, flavour, above, text);
                }
                above = nameOf(names.getFirst());
            }
        }
        return new ArrayList<>(servers.values());
    }

    private static void add(
            Map<String, ServerSpec> servers, String word, Flavour flavour, @org.jspecify.annotations.Nullable String above,
            String text) {
        int at = word.indexOf('@');
        String name = nameOf(word);
        if (name.isEmpty()) {
            throw malformed(text, "a name is missing");
        }
        ServerSpec before = servers.get(name);
        if (before != null && above != null && before.replicatesFrom() != null) {
            throw malformed(text, "\"" + name + "\" appears below two servers");
        }
        Flavour own = at >= 0 ? Flavour.named(word.substring(at + 1)) : before == null ? flavour : before.flavour();
        String from = above != null || before == null ? above : before.replicatesFrom();
        servers.put(name, new ServerSpec(name, own, from, Map.of()));
    }

    private static String nameOf(String word) {
        int at = word.indexOf('@');
        return at >= 0 ? word.substring(0, at) : word;
    }

    private static LabException malformed(String text, String why) {
        return new LabException("\"" + text + "\" is not the shape of a fleet (" + why
                + "); write it as in \"1<-2,3,4 4<-5,6\", with a flavour after a name as in \"2@mysql56\" where it differs.");
    }
}
