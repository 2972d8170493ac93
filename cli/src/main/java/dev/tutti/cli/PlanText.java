package dev.tutti.cli;

import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Style;
import dev.tutti.cli.render.Style.Paint;
import dev.tutti.cli.render.Text;

import java.util.ArrayList;
import java.util.List;

/** A plan as a list of steps, in the order in which they would be done. */
final class PlanText {
    private final Style style;
    private final List<String> lines = new ArrayList<>();
    private int number;

    private PlanText(Style style) {
        this.style = style;
    }

    static List<String> draw(Json plan, Style style) {
        var text = new PlanText(style);
        text.wrapped("", Text.capital(plan.text("sentence", plan.text("goal"))), Paint.BOLD);
        plan.get("stages").list().forEach(text::stage);
        List<Json> forecast = plan.get("forecast").list();
        if (!forecast.isEmpty()) {
            text.lines.add("");
            text.wrapped("", "Then, from what is known now (it is decided when the steps above are done):", Paint.BOLD);
            forecast.forEach(text::stage);
        }
        if (plan.isTrue("again")) {
            text.wrapped("  ", "Then it looks again, and plans what follows on what it sees", Paint.PLAIN);
        }
        for (Json lost : plan.get("lost").list()) {
            text.wrapped("  ", "Cannot be kept: " + lost.text("server") + ", " + lost.text("reason"), Paint.PLAIN);
        }
        plan.get("left").list().forEach(left -> text.wrapped("  ", Text.capital(RecoveryText.of(left, "node")), Paint.PLAIN));
        plan.get("notes").list().forEach(note -> text.wrapped("  ", "Note: " + note.text(), Paint.DIM));
        return text.lines;
    }

    /** What has to be agreed to before the plan is carried out, each by its id. */
    static List<String> concerns(List<Json> concerns, Style style) {
        var text = new PlanText(style);
        text.wrapped("", "To be agreed to:", Paint.BOLD);
        concerns.forEach(concern -> text.wrapped("  " + concern.text("id") + "  ", concern.text("sentence"), Paint.WARNING));
        return text.lines;
    }

    private void stage(Json stage) {
        List<Json> steps = stage.get("steps").list();
        boolean together = stage.isTrue("parallel") && steps.size() > 1;
        wrapped("  ", Text.capital(stage.text("title")) + (together ? " (at the same time)" : ""), Paint.PLAIN);
        for (Json step : steps) {
            number++;
            String label = "    " + (number < 10 ? " " : "") + number + "  ";
            wrapped(label, RecoveryText.words(step), Paint.PLAIN);
            detail("only if", step.text("precondition"));
            detail("verified by", step.text("verification"));
            detail("undone by", step.text("undo"));
        }
    }

    private void detail(String label, String text) {
        if (!text.isEmpty() && !text.startsWith("none") && !text.startsWith("nothing")) {
            wrapped("        ", label + ": " + text, Paint.DIM);
        }
    }

    /** The first line begins with the label, the others are indented as far. */
    private void wrapped(String label, String text, Paint paint) {
        String head = label;
        for (String line : Text.wrap(text, Math.max(1, style.width() - label.length()))) {
            lines.add(head + style.paint(paint, line));
            head = " ".repeat(label.length());
        }
    }
}
