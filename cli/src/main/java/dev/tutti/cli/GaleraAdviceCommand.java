package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Style;
import dev.tutti.cli.render.Style.Paint;
import dev.tutti.cli.render.Table;
import dev.tutti.cli.render.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.List;
import java.util.OptionalDouble;

/** {@code tutti galera advice}: where to send writes, from what is measured. */
@Command(
        name = "advice",
        description = "Say where a cluster's writes should go (any node, by site, one node), and what that rests on.",
        footerHeading = "%nExamples:%n",
        footer = {"  tutti galera advice", "  tutti galera advice payments --json"})
final class GaleraAdviceCommand extends ApiCommand {
    @Mixin
    private final ClusterParameter cluster = new ClusterParameter();

    GaleraAdviceCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Session session) {
        Answer answer = session.get(cluster.in(GaleraClusters.of(session)).path() + "/advice");
        if (session.json()) {
            session.printJson(answer);
        } else {
            print(answer.json(), session);
        }
        return ExitCode.DONE;
    }

    private static void print(Json advice, Session session) {
        Style style = session.style();
        Text.wrap(advice.text("cluster") + ": " + advice.text("sentence"), style.width())
                .forEach(line -> session.print(style.paint(Paint.BOLD, line)));
        bullets(advice.get("reasons").list(), session);
        writers(advice.get("writers").list(), session);
        tables(advice.get("tables").list(), session);
        List<Json> numbering = advice.get("auto_increment").list();
        if (!numbering.isEmpty()) {
            session.print("");
        }
        bullets(numbering, session);
    }

    private static void bullets(List<Json> sentences, Session session) {
        Style style = session.style();
        for (Json sentence : sentences) {
            String head = style.note() + " ";
            for (String line : Text.wrap(sentence.text(), style.width() - head.length())) {
                session.print(head + line);
                head = "  ";
            }
        }
    }

    private static void writers(List<Json> writers, Session session) {
        if (writers.isEmpty()) {
            return;
        }
        session.print("");
        Table table = new Table("WRITER", "SITE", "COMMITS/S", "CONFLICTS/S", "LOST", "LATENCY");
        for (Json writer : writers) {
            OptionalDouble share = writer.number("conflict_share");
            OptionalDouble latency = writer.number("latency_ms");
            table.row(
                    Table.cell(Paint.BOLD, writer.text("node")),
                    Table.cell(writer.text("site")),
                    Table.cell(rate(writer.number("commits_per_second"), session)),
                    Table.cell(rate(writer.number("conflicts_per_second"), session)),
                    Table.cell(share.isPresent() ? "%.1f%%".formatted(share.getAsDouble() * 100) : session.style().nothing()),
                    Table.cell(latency.isPresent() ? "%.1f ms".formatted(latency.getAsDouble()) : session.style().nothing()));
        }
        session.print(table.lines(session.style()));
    }

    private static String rate(OptionalDouble rate, Session session) {
        return rate.isPresent() ? "%.1f".formatted(rate.getAsDouble()) : session.style().nothing();
    }

    private static void tables(List<Json> tables, Session session) {
        if (tables.isEmpty()) {
            return;
        }
        session.print("");
        Table table = new Table("CONFLICTS", "TABLE");
        tables.forEach(one -> table.row(Table.cell(one.text("conflicts")), Table.cell(one.text("table"))));
        session.print(table.lines(session.style()));
    }
}
