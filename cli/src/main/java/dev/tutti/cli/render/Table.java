package dev.tutti.cli.render;

import dev.tutti.cli.render.Style.Paint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Rows under headings. The last column takes the rest of the line and is broken between words; where that would leave too
 * little for it, every row becomes a few lines of its own instead.
 */
public final class Table {
    private static final String GAP = "  ";
    private static final int LEAST_FOR_LAST = 24;

    /** One cell; what it says, and how. */
    public record Cell(String text, Paint paint) {}

    private final List<String> headings;
    private final List<List<Cell>> rows = new ArrayList<>();

    public Table(String... headings) {
        this.headings = List.of(headings);
    }

    public static Cell cell(String text) {
        return new Cell(text, Paint.PLAIN);
    }

    public static Cell cell(Paint paint, String text) {
        return new Cell(text, paint);
    }

    /** As many cells as there are headings. */
    public void row(Cell... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + headings.size() + " columns");
        }
        rows.add(List.of(cells));
    }

    /** The same without the columns in which no row says anything. */
    public Table withoutEmptyColumns() {
        int[] kept = IntStream.range(0, headings.size())
                .filter(column -> rows.stream().anyMatch(row -> !row.get(column).text().isEmpty()))
                .toArray();
        Table table = new Table(IntStream.of(kept).mapToObj(headings::get).toArray(String[]::new));
        rows.forEach(row -> table.row(IntStream.of(kept).mapToObj(row::get).toArray(Cell[]::new)));
        return table;
    }

    public List<String> lines(Style style) {
        int last = headings.size() - 1;
        int[] widths = new int[last];
        int before = 0;
        for (int column = 0; column < last; column++) {
            widths[column] = Text.width(headings.get(column));
            for (List<Cell> row : rows) {
                widths[column] = Math.max(widths[column], Text.width(row.get(column).text()));
            }
            before += widths[column] + GAP.length();
        }
        int longest = Text.width(headings.get(last));
        for (List<Cell> row : rows) {
            longest = Math.max(longest, Text.width(row.get(last).text()));
        }
        int rest = style.width() - before;
        return rest < Math.min(longest, LEAST_FOR_LAST) ? stacked(style) : aligned(style, widths, before, rest);
    }

    private List<String> aligned(Style style, int[] widths, int before, int rest) {
        List<String> lines = new ArrayList<>();
        List<Cell> heading = headings.stream().map(text -> new Cell(text, Paint.DIM)).toList();
        aligned(heading, style, widths, before, rest, lines);
        for (List<Cell> row : rows) {
            aligned(row, style, widths, before, rest, lines);
        }
        return lines;
    }

    private static void aligned(
            List<Cell> row, Style style, int[] widths, int before, int rest, List<String> lines) {
        StringBuilder line = new StringBuilder();
        int blank = 0;
        for (int column = 0; column < widths.length; column++) {
            Cell cell = row.get(column);
            blank = appendCell(cell, widths[column] - Text.width(cell.text()) + GAP.length(), blank, style, line);
        }
        Cell last = row.getLast();
        List<String> texts = Text.wrap(last.text(), rest);
        appendCell(new Cell(texts.getFirst(), last.paint()), 0, blank, style, line);
        lines.add(line.toString());
        for (String more : texts.subList(1, texts.size())) {
            lines.add(" ".repeat(before) + style.paint(last.paint(), more));
        }
    }

    /** Holds blanks back until something follows, so that no line ends with them. */
    private static int appendCell(Cell cell, int after, int blank, Style style, StringBuilder line) {
        if (cell.text().isEmpty()) {
            return blank + after;
        }
        line.repeat(' ', blank).append(style.paint(cell.paint(), cell.text()));
        return after;
    }

    /** A number needs the heading that is not above it any more. */
    private Cell labelled(int column, Cell cell) {
        boolean number = !cell.text().isEmpty() && Character.isDigit(cell.text().charAt(0));
        return number ? new Cell(headings.get(column).toLowerCase(Locale.ROOT) + " " + cell.text(), cell.paint()) : cell;
    }

    private List<String> stacked(Style style) {
        List<String> lines = new ArrayList<>();
        for (List<Cell> row : rows) {
            int used = 0;
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size() - 1; column++) {
                Cell cell = labelled(column, row.get(column));
                int width = Text.width(cell.text());
                if (width == 0) {
                    continue;
                }
                if (used > 0 && used + GAP.length() + width > style.width()) {
                    lines.add(line.toString());
                    line.setLength(0);
                    line.append(GAP);
                    used = GAP.length();
                } else if (used > 0) {
                    line.append(GAP);
                    used += GAP.length();
                }
                line.append(style.paint(cell.paint(), cell.text()));
                used += width;
            }
            lines.add(line.toString());
            Cell last = row.getLast();
            if (!last.text().isEmpty()) {
                for (String text : Text.wrap(last.text(), style.width() - GAP.length())) {
                    lines.add(GAP + style.paint(last.paint(), text));
                }
            }
        }
        return lines;
    }
}
