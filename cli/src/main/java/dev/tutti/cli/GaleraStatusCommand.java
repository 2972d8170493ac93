package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import dev.tutti.cli.http.Paths;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Style;
import dev.tutti.cli.render.Style.Paint;
import dev.tutti.cli.render.Table;
import dev.tutti.cli.render.Table.Cell;
import dev.tutti.cli.render.Text;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code tutti galera status}: every cluster with its nodes, and what is wrong with it. */
@Command(
        name = "status",
        description = "Show write/write clusters: their nodes, and what is wrong, with what to do.",
        footerHeading = "%nExamples:%n",
        footer = {"  tutti galera status", "  tutti galera status payments --json"})
final class GaleraStatusCommand extends ApiCommand {
    @Parameters(arity = "0..1", paramLabel = "CLUSTER", description = "Its wsrep_cluster_name; without it, every cluster.")
    private @Nullable String cluster;

    @Option(names = "--check", description = "Exit with 5 unless every cluster shown is calm.")
    private boolean check;

    GaleraStatusCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Session session) {
        Answer answer = session.get(cluster == null ? "/galera" : "/galera/" + Paths.segment(cluster));
        List<Json> clusters = cluster == null ? answer.json().list() : List.of(answer.json());
        if (session.json()) {
            session.printJson(answer);
        } else if (clusters.isEmpty()) {
            session.print(GaleraClusters.NONE);
        } else {
            String gap = null;
            for (Json one : clusters) {
                if (gap != null) {
                    session.print(gap);
                }
                print(one, session);
                gap = "";
            }
        }
        boolean calm = clusters.stream().allMatch(one -> one.raw("state").equals("calm"));
        return check && !calm ? ExitCode.PROBLEMS : ExitCode.DONE;
    }

    private static void print(Json cluster, Session session) {
        Style style = session.style();
        String state = cluster.text("state");
        String heading =
                style.sign(state) + " " + cluster.text("name") + " " + Text.words(state) + ": " + cluster.text("sentence");
        Text.wrap(heading, style.width()).forEach(line -> session.print(style.paint(style.paintOf(state), line)));
        care(cluster, session);
        session.print("");
        List<Json> nodes = cluster.get("nodes").list();
        List<Json> arbitrators = cluster.get("arbitrators").list();
        boolean alike = Stream.concat(nodes.stream(), arbitrators.stream()).allMatch(one -> one.raw("weight").equals("1"));
        Table table = new Table(
                "NODE", "SITE", "STATE", "WEIGHT", "QUEUE", "FC SENT", "COMMITTED", "IST WINDOW", "ADDRESS");
        nodes.forEach(node -> row(node, alike, table, style));
        for (Json arbitrator : arbitrators) {
            Cell none = Table.cell("");
            table.row(
                    Table.cell(arbitrator.text("name")), Table.cell(arbitrator.text("site")),
                    Table.cell(Paint.DIM, style.note() + " arbitrator"), Table.cell(alike ? "" : arbitrator.text("weight")),
                    none, none, none, none, none);
        }
        session.print(table.withoutEmptyColumns().lines(style));
        notes(nodes, session);
        cluster.get("problems").list().forEach(problem -> problem(problem, session));
    }

    /** What Tutti does by itself, or why it does nothing. */
    private static void care(Json cluster, Session session) {
        if (!cluster.text("care").isEmpty()) {
            session.printWrapped("By itself: " + cluster.text("care"));
        }
        String recovering = cluster.text("recovering");
        if (!recovering.isEmpty()) {
            session.printWrapped("Recovery " + recovering + " is under way: tutti recoveries " + recovering);
        }
    }

    private static void row(Json node, boolean weightsAlike, Table table, Style style) {
        boolean primary = node.raw("component").equals("primary");
        boolean synced = node.raw("state").equals("synced") && primary;
        String sign = synced ? "calm" : primary ? "troubled" : "alarm";
        String state = !node.isTrue("answering") ? "no answer" : Text.words(node.text(primary ? "state" : "component"));
        table.row(
                Table.cell(Paint.BOLD, node.text("name")),
                Table.cell(node.text("site")),
                Table.cell(style.paintOf(sign), style.sign(sign) + " " + state),
                Table.cell(weightsAlike ? "" : node.text("weight")),
                Table.cell(unlessZero(node.text("receive_queue"))),
                Table.cell(unlessZero(node.text("flow_control_sent"))),
                Table.cell(node.text("last_committed")),
                Table.cell(node.text("ist_window")),
                Table.cell(node.text("address")));
    }

    private static String unlessZero(String number) {
        return number.equals("0") ? "" : number;
    }

    private static void notes(List<Json> nodes, Session session) {
        List<String> lines = new ArrayList<>();
        boolean agents = nodes.stream().anyMatch(node -> !node.get("agent").isNull());
        for (Json node : nodes) {
            String head = "  " + node.text("name") + ": ";
            for (String note : GaleraNodeWords.notes(node, agents, session.nowMillis())) {
                for (String line : Text.wrap(note, Math.max(1, session.style().width() - Text.width(head)))) {
                    lines.add(head + line);
                    head = " ".repeat(Text.width(head));
                }
            }
        }
        if (!lines.isEmpty()) {
            session.print("");
            session.print(lines);
        }
    }

    private static void problem(Json problem, Session session) {
        Style style = session.style();
        String severity = problem.text("severity");
        session.print("");
        Text.wrap(style.sign(severity) + " " + severity + ": " + problem.text("sentence"), style.width())
                .forEach(line -> session.print(style.paint(style.paintOf(severity), line)));
        Text.wrap("what to do: " + problem.text("what_to_do"), style.width() - 2).forEach(line -> session.print("  " + line));
        Text.wrap("refuted by: " + problem.text("what_would_refute"), style.width() - 2)
                .forEach(line -> session.print("  " + style.paint(Paint.DIM, line)));
    }
}
