package dev.tutti.control.config;

import dev.tutti.settings.Option;
import dev.tutti.settings.OptionTable;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes docs/configuration.md from the declared options, so that it never says anything else than the program does. */
public final class ConfigReference {
    private static final Map<String, String> SECTIONS = sections();

    private ConfigReference() {}

    private static Map<String, String> sections() {
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put("server", "This control plane itself.");
        sections.put("fleet", "The servers that it watches, and how it logs in there.");
        sections.put("timing", "How soon a death is noticed.");
        sections.put("recovery", "What is done about deaths without asking anybody.");
        sections.put("promotion", "Who may become a primary.");
        sections.put("pseudo_gtid", "Entries in the primaries' binary logs by which positions are matched.");
        sections.put("hooks", "Telling the outside. Each moment's facts are in the environment as `TUTTI_…`.");
        sections.put("agents", "How the agents beside the database servers are asked ([agent.md](agent.md)): with certificates, or on"
                + " loopback with a token.");
        sections.put("galera", "Write/write clusters: who belongs to them, where they stand ([galera.md](galera.md)).");
        sections.put("traffic", "Where clients are sent ([dns.md](dns.md)).");
        sections.put("mesh", "The encrypted network between the sites ([mesh.md](mesh.md)).");
        return sections;
    }

    /** The whole file. */
    public static String markdown() {
        StringBuilder text = new StringBuilder(
                """
                # Configuration

                One YAML file, checked as a whole before anything starts: `tutti server --config tutti.yaml --check`. An option that does
                not exist, a value that is none, a file that is missing: each is told with line and column. This page is generated
                from the same table that the program reads by.

                The least that works:

                ```yaml
                fleet:
                  seeds: [db1.example:3306]
                  user: tutti
                  password_file: /etc/tutti/password
                ```

                """);
        text.append("## The account\n\n");
        text.append("On every server, with these privileges and no others. (Replication's own account needs `REPLICATION SLAVE`,"
                + " and must exist on every server that may become a source.)\n");
        for (Grants grants : Grants.ALL) {
            text.append("\n**").append(grants.software()).append("**\n\n```sql\nCREATE USER 'tutti'@'%' IDENTIFIED BY '…';\n");
            grants.statements("'tutti'@'%'").forEach(statement -> text.append(statement).append(";\n"));
            text.append("```\n\n| privilege | what for |\n| --- | --- |\n");
            purposes(grants).forEach((privilege, purpose) ->
                    text.append("| ").append(privilege).append(" | ").append(purpose).append(" |\n"));
        }
        text.append("\n## Options\n").append(OptionTable.markdown(Options.all(), SECTIONS));
        text.append("\n## Everything at once\n\nEvery option, with its default, or an example where there is none.\n\n```yaml\n")
                .append(example()).append("```\n");
        return text.toString();
    }

    private static Map<String, String> purposes(Grants grants) {
        Map<String, String> purposes = new LinkedHashMap<>();
        grants.privileges().forEach(one -> purposes.put("`" + one.name() + "`", one.purpose()));
        grants.others().forEach(one -> purposes.put("`` " + one.name() + " ``", one.purpose()));
        return purposes;
    }

    /** A whole file, each option after its description as a comment. */
    static String example() {
        StringBuilder text = new StringBuilder();
        for (String section : SECTIONS.keySet()) {
            text.append(section).append(":\n");
            Set<String> begun = new LinkedHashSet<>();
            for (Option option : Options.all()) {
                if (option.path().startsWith(section + ".")) {
                    example(text, option, option.path().substring(section.length() + 1), "  ", "", begun);
                }
            }
        }
        return text.toString();
    }

    /**
     * One option with the lists around it, of which each has one item.
     *
     * @param name what is left of its path
     * @param indent before a line of an item that is not its first
     * @param outer the lists that it stands in
     * @param begun lists of which the item has begun already
     */
    private static void example(
            StringBuilder text, Option option, String name, String indent, String outer, Set<String> begun) {
        int list = name.indexOf("[]");
        if (list < 0) {
            // The hyphen stands before the first option of an item, after its comment.
            boolean first = !outer.isEmpty() && begun.add(outer + "-");
            comment(text, indent, option.description());
            text.append(first ? indent.substring(2) + "- " : indent).append(name).append(": ").append(value(option)).append('\n');
        } else if (name.endsWith("[]")) {
            comment(text, indent, option.description());
            text.append(indent).append(name, 0, list).append(":\n");
            text.append(indent).append("  - ").append(value(option)).append('\n');
        } else {
            String here = outer + name.substring(0, list + 2);
            if (begun.add(here)) {
                text.append(indent).append(name, 0, list).append(":\n");
            }
            example(text, option, name.substring(list + 3), indent + "    ", here, begun);
        }
    }

    private static void comment(StringBuilder text, String indent, String words) {
        StringBuilder line = new StringBuilder();
        for (String word : words.split(" ")) {
            if (line.length() + word.length() > 100) {
                text.append(indent).append("# ").append(line.toString().strip()).append('\n');
                line.setLength(0);
            }
            line.append(word).append(' ');
        }
        text.append(indent).append("# ").append(line.toString().strip()).append('\n');
    }

    private static String value(Option option) {
        String fallback = option.fallback();
        if (!fallback.isEmpty() && !fallback.equals("as above")) {
            return fallback;
        }
        return switch (option.path()) {
            case "server.tokens[].name" -> "ada";
            case "server.tokens[].file" -> "/etc/tutti/token-of-ada";
            case "fleet.seeds[]" -> "db1.example:3306";
            case "fleet.password_file" -> "/etc/tutti/password";
            case "fleet.password_env" -> "''   # for example TUTTI_PASSWORD";
            case "fleet.ignore[]" -> "'backup*.example:*'";
            case "recovery.chains[].chain" -> "'reports*'";
            case "recovery.chains[].primary" -> "by_hand";
            case "recovery.chains[].intermediate" -> "automatic";
            case "recovery.chains[].anti_flapping" -> "1h";
            case "promotion.rules[].servers" -> "'*-delayed.example:*'";
            case "promotion.sites[].name" -> "north";
            case "promotion.sites[].servers" -> "'north-*'";
            case "pseudo_gtid.pattern" -> "''";
            case "galera.clusters[].name" -> "payments";
            case "galera.clusters[].nodes[].name" -> "lon1";
            case "galera.clusters[].nodes[].address" -> "lon1.example:3306";
            case "galera.clusters[].nodes[].agent" -> "lon1.example:7420";
            case "traffic.dns" -> "/etc/tutti/dns.yaml";
            case "traffic.routers" -> "/etc/tutti/routers.yaml";
            case "mesh.description" -> "/etc/tutti/mesh.yaml";
            case "agents.certificate" -> "/etc/tutti/control.pem";
            case "agents.key" -> "/etc/tutti/control.key";
            case "agents.authority" -> "/etc/tutti/ca.pem";
            case "agents.hosts[].name" -> "hub1";
            case "agents.hosts[].address" -> "hub1.example:7420";
            case "agents.revoked" -> "/etc/tutti/revoked.pem";
            case "galera.clusters[].nodes[].site", "galera.clusters[].sites[].name", "galera.clusters[].links[].one" -> "london";
            case "galera.clusters[].arbitrators[].name" -> "arbiter";
            case "galera.clusters[].arbitrators[].site", "galera.clusters[].links[].other" -> "paris";
            case "hooks.webhooks[]" -> "https://chat.example/hooks/tutti";
            default -> option.path().startsWith("hooks.") ? "''   # for example /etc/tutti/" + option.path().substring(6) : "''";
        };
    }

    /** Sections that the reference describes; every option must stand in one. */
    static List<String> sectionNames() {
        return SECTIONS.keySet().stream().collect(Collectors.toList());
    }
}
