package dev.tutti.cli;

import dev.tutti.cli.FleetView.Placed;
import dev.tutti.cli.ServerWords.Sign;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Style;
import dev.tutti.cli.render.Style.Paint;
import dev.tutti.cli.render.Text;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Draws chains as trees, one line per server. */
final class TopologyText {
    private static final String GAP = "  ";

    /** What is told of a server besides its name. Where the terminal is narrow, they are left out in this order. */
    private enum Column {
        LOG,
        VERSION,
        ROLE,
        ACCESS,
        LAG
    }

    /** In which order they stand. */
    private static final List<Column> ORDER =
            List.of(Column.ROLE, Column.VERSION, Column.LOG, Column.ACCESS, Column.LAG);

    /** Rather than leaving one of these out, signs go below their server. */
    private static final List<Column> MOST_NEEDED = List.of(Column.ACCESS, Column.LAG);

    /** @param under what continues the tree on lines that belong to it */
    private record Row(String branches, String under, String address, Json server, List<Sign> signs) {
        String cell(Column column) {
            return switch (column) {
                case ROLE -> ServerWords.role(server);
                case VERSION -> ServerWords.version(server);
                case LOG -> ServerWords.log(server);
                case ACCESS -> ServerWords.access(server);
                case LAG -> ServerWords.lag(server);
            };
        }

        int signsWidth() {
            int width = 0;
            for (Sign sign : signs) {
                width += GAP.length() + Text.width(sign.text());
            }
            return width;
        }
    }

    private TopologyText() {}

    /** All chains that {@code wanted} names; all there are if it is empty. */
    static List<String> draw(FleetView fleet, String wanted, Style style) {
        List<String> lines = new ArrayList<>();
        for (Json chain : ServerWords.gravestFirst(fleet.chains())) {
            if (wanted.isEmpty() || wanted.equals(chain.raw("name"))) {
                if (!lines.isEmpty()) {
                    lines.add("");
                }
                heading(chain, style, lines);
                tree(FleetView.tree(fleet.members(chain.raw("name")), chain.raw("primary")), style, lines);
            }
        }
        List<Json> strays = wanted.isEmpty() ? fleet.strays() : List.of();
        if (!strays.isEmpty()) {
            lines.add("");
            lines.add(style.paint(Paint.BOLD, "in no chain"));
            tree(FleetView.tree(strays, ""), style, lines);
        }
        return lines;
    }

    private static void heading(Json chain, Style style, List<String> lines) {
        String state = chain.text("state");
        String sign = style.sign(state) + " " + state;
        lines.add(style.paint(Paint.BOLD, chain.text("name")) + GAP + style.paint(style.paintOf(state), sign)
                + (chain.isTrue("recovering") ? GAP + style.paint(Paint.WARNING, style.running() + " recovering") : ""));
        for (String line : Text.wrap(chain.text("sentence"), style.width() - GAP.length())) {
            if (!line.isEmpty()) {
                lines.add(GAP + line);
            }
        }
    }

    private static void tree(List<Placed> tops, Style style, List<String> lines) {
        List<Row> rows = new ArrayList<>();
        for (Placed top : tops) {
            row(top, GAP, GAP, "", style, rows);
        }
        int first = 0;
        for (Row row : rows) {
            first = Math.max(first, Text.width(row.branches) + Text.width(row.address));
        }
        List<Column> columns = new ArrayList<>(ORDER);
        int signs = 0;
        for (Row row : rows) {
            signs = Math.max(signs, row.signsWidth());
        }
        Map<Column, Integer> widest = widest(rows);
        boolean signsBelow = first + width(MOST_NEEDED, widest) + signs > style.width();
        int besides = first + (signsBelow ? 0 : signs);
        for (Column column : Column.values()) {
            if (besides + width(columns, widest) > style.width()) {
                columns.remove(column);
            }
        }
        for (Row row : rows) {
            line(row, first, columns, widest, signsBelow, style, lines);
        }
    }

    private static void row(
            Placed placed, String branches, String passes, String expectedSource, Style style, List<Row> rows) {
        String source = placed.server().text("source");
        String address = ServerWords.address(placed.server());
        List<Sign> signs = new ArrayList<>(ServerWords.signs(placed.server(), style));
        if (!source.isEmpty() && !source.equals(expectedSource)) {
            signs.add(new Sign(style.note() + " replicates from " + source, Paint.DIM));
        }
        List<Placed> below = placed.below();
        String under = passes + (below.isEmpty() ? "" : style.pass().stripTrailing());
        rows.add(new Row(branches, under, address, placed.server(), signs));
        for (int i = 0; i < below.size(); i++) {
            boolean last = i == below.size() - 1;
            row(
                    below.get(i),
                    passes + (last ? style.lastBranch() : style.branch()),
                    passes + (last ? "   " : style.pass()),
                    address,
                    style,
                    rows);
        }
    }

    /** Columns in which nothing stands are left out. */
    private static Map<Column, Integer> widest(List<Row> rows) {
        Map<Column, Integer> widest = new EnumMap<>(Column.class);
        for (Column column : ORDER) {
            for (Row row : rows) {
                int width = Text.width(row.cell(column));
                if (width > widest.getOrDefault(column, 0)) {
                    widest.put(column, width);
                }
            }
        }
        return widest;
    }

    private static int width(List<Column> columns, Map<Column, Integer> widest) {
        int width = 0;
        for (Column column : columns) {
            width += widest.containsKey(column) ? GAP.length() + widest.getOrDefault(column, 0) : 0;
        }
        return width;
    }

    private static void line(
            Row row, int first, List<Column> columns, Map<Column, Integer> widths, boolean signsBelow, Style style, List<String> lines) {
        boolean failing = row.server.raw("contact").equals("failing");
        StringBuilder line = new StringBuilder()
                .append(style.paint(Paint.DIM, row.branches))
                .append(style.paint(failing ? Paint.BAD : Paint.PLAIN, row.address));
        int blanks = first - Text.width(row.branches) - Text.width(row.address);
        for (Column column : columns) {
            int widest = widths.getOrDefault(column, 0);
            if (widest == 0) {
                continue;
            }
            String text = row.cell(column);
            boolean right = column == Column.LAG;
            int missing = widest - Text.width(text);
            blanks += GAP.length() + (right ? missing : 0);
            if (!text.isEmpty()) {
                boolean writable = column == Column.ACCESS && text.equals("writable");
                line.repeat(' ', blanks).append(style.paint(writable ? Paint.BOLD : Paint.PLAIN, text));
                blanks = 0;
            } else {
                blanks += Text.width(text);
            }
            blanks += right ? 0 : missing;
        }
        if (!signsBelow) {
            for (Sign sign : row.signs) {
                line.repeat(' ', blanks + GAP.length()).append(style.paint(sign.paint(), sign.text()));
                blanks = 0;
            }
        }
        lines.add(line.toString());
        if (signsBelow) {
            String indent = Text.pad(row.under, Text.width(row.branches) + GAP.length());
            int room = Math.max(1, style.width() - Text.width(indent));
            for (Sign sign : row.signs) {
                for (String part : Text.wrap(sign.text(), room)) {
                    lines.add(style.paint(Paint.DIM, indent) + style.paint(sign.paint(), part));
                }
            }
        }
    }
}
