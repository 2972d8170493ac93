package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import dev.tutti.cli.http.Paths;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Style;
import dev.tutti.cli.render.Style.Paint;
import dev.tutti.cli.render.Table;
import dev.tutti.cli.render.Text;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;

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
            session.print("No cluster is described. The section \"galera\" of the configuration names one with its nodes.");
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
        session.print("");
        Table table = new Table(
                "NODE", "SITE", "STATE", "COMPONENT", "WEIGHT", "RECEIVE QUEUE", "FLOW CONTROL SENT", "LAST COMMITTED",
                "IST WINDOW", "ADDRESS");
        cluster.get("nodes").list().forEach(node -> row(node, table, style));
        for (Json arbitrator : cluster.get("arbitrators").list()) {
            String none = style.nothing();
            table.row(
                    Table.cell(arbitrator.text("name")), Table.cell(arbitrator.text("site")),
                    Table.cell(Paint.DIM, style.note() + " arbitrator"), Table.cell(none), Table.cell(arbitrator.text("weight")),
                    Table.cell(none), Table.cell(none), Table.cell(none), Table.cell(none), Table.cell(none));
        }
        session.print(table.lines(style));
        cluster.get("problems").list().forEach(problem -> problem(problem, session));
    }

    private static void row(Json node, Table table, Style style) {
        boolean synced = node.raw("state").equals("synced") && node.raw("component").equals("primary");
        boolean answering = node.isTrue("answering");
        String sign = synced ? "calm" : answering && node.raw("component").equals("primary") ? "troubled" : "alarm";
        String state = answering ? Text.words(node.text("state")) : "no answer";
        String none = style.nothing();
        table.row(
                Table.cell(Paint.BOLD, node.text("name")),
                Table.cell(node.text("site")),
                Table.cell(style.paintOf(sign), style.sign(sign) + " " + state),
                Table.cell(answering ? Text.words(node.text("component")) : none),
                Table.cell(node.text("weight")),
                Table.cell(node.text("receive_queue", none)),
                Table.cell(node.text("flow_control_sent", none)),
                Table.cell(node.text("last_committed", none)),
                Table.cell(node.text("ist_window", none)),
                Table.cell(node.text("address")));
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
