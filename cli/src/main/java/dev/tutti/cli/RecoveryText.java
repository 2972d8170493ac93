package dev.tutti.cli;

import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Style;
import dev.tutti.cli.render.Style.Paint;
import dev.tutti.cli.render.Table;
import dev.tutti.cli.render.Text;
import dev.tutti.cli.render.Times;

import java.util.ArrayList;
import java.util.List;

/** Recoveries: many as a table, one with all that happened and when. */
final class RecoveryText {
    private RecoveryText() {}

    static List<String> list(List<Json> recoveries, Style style) {
        Table table = new Table("ID", "BEGAN (UTC)", "KIND", "SERVER", "CHAIN", "STATE", "TOOK", "BY", "");
        for (Json recovery : recoveries) {
            String state = recovery.text("state");
            table.row(
                    Table.cell(recovery.text("id")),
                    Table.cell(Times.day(recovery.text("began"))),
                    Table.cell(Text.words(recovery.text("kind"))),
                    Table.cell(recovery.text("subject")),
                    Table.cell(recovery.text("chain")),
                    Table.cell(style.paintOf(state), style.sign(state) + " " + state),
                    Table.cell(Times.between(recovery.raw("began"), recovery.raw("ended"))),
                    Table.cell(recovery.text("by")),
                    Table.cell((isOpen(recovery) ? "Not acknowledged. " : "") + recovery.text("outcome")));
        }
        return table.lines(style);
    }

    /** Whether it is one of those that hold back further recoveries until somebody has taken note. */
    private static boolean isOpen(Json recovery) {
        return recovery.get("acknowledged").isNull()
                && !recovery.get("ended").isNull()
                && (recovery.raw("kind").equals("failover") || recovery.raw("kind").equals("rescue"));
    }

    private static String title(Json recovery) {
        String subject = recovery.text("subject");
        String chain = recovery.text("chain");
        return "Recovery " + recovery.text("id") + ": " + Text.words(recovery.text("kind")) + " of " + subject
                + (subject.equals(chain) ? "" : " in " + chain);
    }

    static void title(Json recovery, Style style, List<String> lines) {
        Text.wrap(title(recovery), style.width()).forEach(line -> lines.add(style.paint(Paint.BOLD, line)));
    }

    /** From when on its times are counted. */
    static String origin(Json recovery) {
        return recovery.raw(recovery.get("suspected_at").isNull() ? "began" : "suspected_at");
    }

    static List<String> one(Json recovery, Style style) {
        List<String> lines = new ArrayList<>();
        String state = recovery.text("state");
        title(recovery, style, lines);
        lines.add(style.paint(style.paintOf(state), style.sign(state) + " " + Text.capital(state)));
        paragraph(Text.capital(recovery.text("reason")), style, lines);
        paragraph(Text.capital(recovery.text("outcome")), style, lines);
        lines.add("");
        moments(recovery, style, lines);
        witnesses(recovery.get("witnesses").list(), style, lines);
        steps(recovery, style, lines);
        lost(recovery.get("lost").list(), style, lines);
        recovery.get("split_off").list().forEach(side -> SplitOffText.of(side, style, lines));
        Json acknowledged = recovery.get("acknowledged");
        if (!acknowledged.isNull()) {
            lines.add("");
            paragraph(
                    "Acknowledged by " + acknowledged.text("by") + " at " + Times.day(acknowledged.text("at")) + " UTC"
                            + (acknowledged.text("comment").isEmpty() ? "." : ": " + acknowledged.text("comment")),
                    style,
                    lines);
        } else if (isOpen(recovery)) {
            lines.add("");
            paragraph("Not acknowledged yet: tutti ack " + recovery.text("id"), style, lines);
        }
        return lines;
    }

    private static void moments(Json recovery, Style style, List<String> lines) {
        String from = origin(recovery);
        Table table = new Table("WHEN (UTC)", "AFTER", "");
        moment(recovery, "suspected_at", "suspected", from, table);
        moment(recovery, "decided_at", "decided", from, table);
        moment(recovery, "began", "began, by " + recovery.text("by", "?"), from, table);
        String promoted = recovery.text("promoted");
        moment(recovery, "writable_at", "writable again" + (promoted.isEmpty() ? "" : ": " + promoted), from, table);
        moment(recovery, "settled_at", "settled", from, table);
        moment(recovery, "ended", "ended", from, table);
        lines.addAll(table.lines(style));
    }

    private static void moment(Json recovery, String name, String words, String from, Table table) {
        String at = recovery.raw(name);
        if (!at.isEmpty()) {
            String when = Times.millis(at).isPresent() ? Times.day(at) + at.substring(19, at.length() - 1) : recovery.text(name);
            table.row(Table.cell(when), Table.cell(Times.after(from, at)), Table.cell(words));
        }
    }

    static void witnesses(List<Json> witnesses, Style style, List<String> lines) {
        if (witnesses.isEmpty()) {
            return;
        }
        lines.add("");
        Table table = new Table("WITNESS", "AT (UTC)", "SAYS");
        for (Json witness : witnesses) {
            String error = witness.text("error");
            String says = witness.text("sentence", Text.words(witness.text("says")));
            table.row(
                    Table.cell(witness.text("replica")),
                    Table.cell(Times.clock(witness.text("at"))),
                    Table.cell(error.isEmpty() || error.equals("0") || says.contains(error) ? says : says + " (error " + error + ")"));
        }
        lines.addAll(table.lines(style));
    }

    /** What stands for a step's sign and colour: one that is done with a warning is no green one. */
    static String signed(Json step) {
        return step.text("warning").isEmpty() ? step.text("state") : "warning";
    }

    /** What a step came to, with its warning, behind a colon; empty when nothing is to be told. */
    static String came(Json step) {
        String warning = step.text("warning");
        String all = step.text("detail") + (warning.isEmpty() ? "" : ". Warning: " + warning);
        return all.isEmpty() ? "" : ": " + all;
    }

    /** What a step does, with the server's name. */
    static String words(Json step) {
        return of(step, "server");
    }

    /** A sentence with the name of whom it is about, given in {@code member}, unless it says that itself. */
    static String of(Json thing, String member) {
        String sentence = thing.text("sentence", Text.words(thing.text("kind")));
        return sentence.contains(thing.text(member)) ? sentence : thing.text(member) + ": " + sentence;
    }

    private static void steps(Json recovery, Style style, List<String> lines) {
        List<Json> steps = recovery.get("steps").list();
        if (steps.isEmpty()) {
            return;
        }
        lines.add("");
        String from = origin(recovery);
        Table table = new Table("STEP", "STATE", "AFTER", "TOOK", "");
        for (Json step : steps) {
            String state = step.text("state");
            String signed = signed(step);
            table.row(
                    Table.cell(step.text("number")),
                    Table.cell(style.paintOf(signed), style.sign(signed) + " " + state),
                    Table.cell(Times.after(from, step.raw("began"))),
                    Table.cell(Times.between(step.raw("began"), step.raw("ended"))),
                    Table.cell(words(step) + came(step)));
        }
        lines.addAll(table.lines(style));
    }

    static void lost(List<Json> lost, Style style, List<String> lines) {
        if (lost.isEmpty()) {
            return;
        }
        lines.add("");
        Table table = new Table("LOST REPLICA", "");
        lost.forEach(it -> table.row(
                Table.cell(Paint.BAD, style.bad() + " " + it.text("server")), Table.cell(it.text("reason"))));
        lines.addAll(table.lines(style));
    }

    private static void paragraph(String text, Style style, List<String> lines) {
        if (!text.isEmpty()) {
            lines.addAll(Text.wrap(text, style.width()));
        }
    }
}
