package dev.tutti.cli.render;

/**
 * What the place where text goes can show. Colour never carries meaning alone: every sign is a shape with a word next to it.
 *
 * @param colour whether colours are wanted
 * @param unicode whether more than ASCII can be shown
 * @param width how many columns a line may have
 */
public record Style(boolean colour, boolean unicode, int width) {
    /** How a piece of text stands out. */
    public enum Paint {
        PLAIN(""),
        BOLD("1"),
        DIM("2"),
        GOOD("32"),
        WARNING("33"),
        BAD("1;31");

        private final String code;

        Paint(String code) {
            this.code = code;
        }
    }

    /** Below this, lines would be broken to pieces. */
    private static final int NARROWEST = 20;

    public Style {
        width = Math.max(NARROWEST, width);
    }

    public String paint(Paint paint, String text) {
        return colour && paint != Paint.PLAIN && !text.isEmpty()
                ? "\u001b[" + paint.code + "m" + text + "\u001b[0m"
                : text;
    }

    public String good() {
        return unicode ? "✔" : "+";
    }

    public String warning() {
        return unicode ? "▲" : "!";
    }

    public String bad() {
        return unicode ? "✖" : "X";
    }

    public String note() {
        return unicode ? "•" : "*";
    }

    public String running() {
        return unicode ? "▶" : ">";
    }

    /** The sign of a severity, a chain's state, a recovery's or a step's state. */
    public String sign(String state) {
        return switch (state) {
            case "calm", "succeeded", "done" -> good();
            case "troubled", "warning", "interrupted", "refused" -> warning();
            case "alarm", "error", "failed" -> bad();
            case "running" -> running();
            default -> note();
        };
    }

    /** The colour that goes with {@link #sign}. */
    public Paint paintOf(String state) {
        return switch (state) {
            case "calm", "succeeded", "done" -> Paint.GOOD;
            case "troubled", "warning", "interrupted", "refused" -> Paint.WARNING;
            case "alarm", "error", "failed" -> Paint.BAD;
            case "notice", "skipped", "waiting" -> Paint.DIM;
            default -> Paint.PLAIN;
        };
    }

    public String branch() {
        return unicode ? "├─ " : "|- ";
    }

    public String lastBranch() {
        return unicode ? "└─ " : "`- ";
    }

    public String pass() {
        return unicode ? "│  " : "|  ";
    }

    public String arrow() {
        return unicode ? "→" : "->";
    }

    public String nothing() {
        return unicode ? "–" : "-";
    }
}
