package dev.tutti.cli;

import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds the one server, chain, cluster or node that somebody means. The first of these that fits anything decides, and must fit exactly
 * one: the whole name; a whole component of it ({@code db3}, {@code :10003}, {@code db3.example} of {@code
 * db3.example:10003}); its beginning or end.
 */
final class Names {
    private static final int MOST_NAMED = 6;

    private final String noun;
    private final String command;
    private final List<String> names;

    private Names(String noun, String command, List<String> names) {
        this.noun = noun;
        this.command = command;
        this.names = names;
    }

    /** @param servers from the API */
    static Names ofServers(List<Json> servers) {
        return new Names("server", "tutti servers", members(servers, "address"));
    }

    /** @param chains from the API */
    static Names ofChains(List<Json> chains) {
        return new Names("chain", "tutti clusters", members(chains, "name"));
    }

    /** @param clusters write/write clusters, from the API */
    static Names ofClusters(List<Json> clusters) {
        return new Names("cluster", "tutti galera status", members(clusters, "name"));
    }

    /**
     * @param nodes of a write/write cluster, from the API
     * @param member by what they are meant: name or address
     */
    static Names ofNodes(List<Json> nodes, String member) {
        return new Names("node", "tutti galera status", members(nodes, member));
    }

    private static List<String> members(List<Json> things, String member) {
        return things.stream().map(thing -> thing.raw(member)).filter(name -> !name.isEmpty()).toList();
    }

    /** The whole name of the one that is meant; otherwise a failure that helps. */
    String find(String part) {
        List<String> fitting = fitting(part);
        if (fitting.size() == 1) {
            return fitting.getFirst();
        }
        String shown = "\"" + Text.printable(part) + "\"";
        if (fitting.isEmpty()) {
            throw Failure.failed("No " + noun + " is known as " + shown + "." + nearMisses(part));
        }
        throw Failure.failed(shown + " could be " + Text.count(fitting.size(), noun) + ": "
                + listed(fitting, "and") + ". Write more of the name.");
    }

    /** Those that a part of a name fits best. */
    List<String> fitting(String part) {
        String wanted = part.strip().toLowerCase(Locale.ROOT);
        if (wanted.isEmpty()) {
            return List.of();
        }
        for (Fit fit : Fit.values()) {
            List<String> fitting =
                    names.stream().filter(name -> fit.fits(name.toLowerCase(Locale.ROOT), wanted)).toList();
            if (!fitting.isEmpty()) {
                return fitting;
            }
        }
        return List.of();
    }

    /** How well a part fits, best first. */
    private enum Fit {
        WHOLE,
        COMPONENT,
        BEGINNING_OR_END;

        boolean fits(String name, String part) {
            return switch (this) {
                case WHOLE -> name.equals(part);
                case COMPONENT -> isComponent(name, part);
                case BEGINNING_OR_END -> name.startsWith(part) || name.endsWith(part);
            };
        }

        private static boolean isComponent(String name, String part) {
            for (int at = name.indexOf(part); at >= 0; at = name.indexOf(part, at + 1)) {
                int end = at + part.length();
                boolean begins = at == 0 || isSeparator(part.charAt(0)) || isSeparator(name.charAt(at - 1));
                boolean ends = end == name.length()
                        || isSeparator(part.charAt(part.length() - 1))
                        || isSeparator(name.charAt(end));
                if (begins && ends) {
                    return true;
                }
            }
            return false;
        }

        private static boolean isSeparator(char c) {
            return c == '.' || c == ':' || c == '-' || c == '_' || c == '/' || c == '[' || c == ']';
        }
    }

    private String nearMisses(String part) {
        String wanted = part.strip().toLowerCase(Locale.ROOT);
        List<String> near = new ArrayList<>();
        int furthest = Math.max(1, wanted.length() / 4);
        for (int distance = 0; distance <= furthest && near.size() < 3; distance++) {
            for (String name : names) {
                if (distance(name.toLowerCase(Locale.ROOT), wanted) == distance && near.size() < 3) {
                    near.add(name);
                }
            }
        }
        if (!near.isEmpty()) {
            return " Near to it: " + listed(near, "or") + ".";
        }
        return names.isEmpty()
                ? " None is known yet" + (noun.equals("server") ? ": `tutti discover ADDRESS` adds one." : ".")
                : " `" + command + "` lists them all.";
    }

    /** To the whole name or to its nearest component; containing it counts as one. */
    private static int distance(String name, String wanted) {
        int least = name.contains(wanted) ? 1 : edits(name, wanted);
        int colon = name.lastIndexOf(':');
        if (colon >= 0) {
            String host = name.substring(0, colon);
            int dot = host.indexOf('.');
            least = Math.min(least, edits(host, wanted));
            least = Math.min(least, edits(name.substring(colon), wanted));
            if (dot > 0) {
                least = Math.min(least, edits(host.substring(0, dot), wanted));
            }
        }
        return least;
    }

    /** Levenshtein's distance. */
    private static int edits(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }

    private static String listed(List<String> names, String conjunction) {
        List<String> shown = names.subList(0, Math.min(names.size(), MOST_NAMED));
        int more = names.size() - shown.size();
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < shown.size(); i++) {
            boolean last = i == shown.size() - 1 && more == 0;
            out.append(i == 0 ? "" : last ? " " + conjunction + " " : ", ").append(Text.printable(shown.get(i)));
        }
        return more == 0 ? out.toString() : out + " and " + more + " more";
    }
}
