package dev.tutti.cli;

import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Style;
import dev.tutti.cli.render.Style.Paint;
import dev.tutti.cli.render.Table;
import dev.tutti.cli.render.Text;
import dev.tutti.cli.render.Times;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a side of a split brain had that was given up: where it is, and transaction by transaction. */
final class SplitOffText {
    private SplitOffText() {}

    static void of(Json side, Style style, List<String> lines) {
        String nodes = side.get("nodes").list().stream().map(Json::text).collect(Collectors.joining(", "));
        String count = side.text("count");
        lines.add("");
        lines.add(style.paint(Paint.BOLD, "Only on " + nodes + ": "
                + (count.isEmpty() ? "how many transactions cannot be told" : count + (count.equals("1") ? " transaction" : " transactions"))));
        if (!side.text("since").isEmpty()) {
            String at = side.text("separated_at");
            paragraph("Since " + side.text("history") + ":" + side.text("since")
                    + (at.isEmpty() ? "" : ", " + Times.day(at) + " UTC")
                    + (side.text("certain").equals("true") ? ". Certain: told by the logs of both sides." : "."), style, lines);
        }
        side.get("doubts").list().forEach(doubt -> paragraph("Not certain: " + doubt.text() + ".", style, lines));
        Table kept = new Table("KEPT OF", "FOLDER", "FROM", "TO");
        side.get("kept").list().forEach(one -> kept.row(
                Table.cell(one.text("node")), Table.cell(one.text("folder")), Table.cell(one.text("from")),
                Table.cell(one.text("to"))));
        lines.addAll(kept.lines(style));
        List<Json> transactions = side.get("transactions").list();
        if (!transactions.isEmpty()) {
            lines.add("");
            Table table = new Table("SEQNO", "AT (UTC)", "GTID", "LOG OF", "AT", "");
            transactions.forEach(one -> table.row(
                    Table.cell(one.text("seqno", "?")),
                    Table.cell(Times.day(one.text("at"))),
                    Table.cell(one.text("gtid")),
                    Table.cell(one.text("node")),
                    Table.cell(one.text("file") + ":" + one.text("position")),
                    Table.cell(what(one))));
            lines.addAll(table.lines(style));
        }
        if (!side.text("not_listed").equals("0") && !count.isEmpty()) {
            lines.add(side.text("not_listed") + " more are not listed.");
        }
    }

    private static String what(Json transaction) {
        List<String> told = new ArrayList<>();
        if (!transaction.text("statement").isEmpty()) {
            told.add(transaction.text("statement"));
        }
        for (Json change : transaction.get("tables").list()) {
            told.add(change.text("table") + " +" + change.text("inserted") + " ~" + change.text("updated") + " -"
                    + change.text("deleted") + (change.text("counted").equals("true") ? "" : " or more"));
        }
        return String.join(", ", told);
    }

    private static void paragraph(String text, Style style, List<String> lines) {
        lines.addAll(Text.wrap(text, style.width()));
    }
}
