package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Style;
import dev.tutti.cli.render.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.List;

/** {@code tutti problems}: all that is wrong, the gravest first. */
@Command(
        name = "problems",
        description = "List what is wrong anywhere, the gravest first.",
        footerHeading = "%nExamples:%n",
        footer = {"  tutti problems", "  tutti problems --check --json"})
final class ProblemsCommand extends ApiCommand {
    @Option(names = "--check", description = "Exit with 5 if there are any.")
    private boolean check;

    ProblemsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Session session) {
        Answer answer = session.get("/problems");
        List<Json> problems = answer.json().list();
        if (session.json()) {
            session.printJson(answer);
        } else if (problems.isEmpty()) {
            session.print("No problems.");
        } else {
            Style style = session.style();
            Table table = new Table("", "SERVER", "CHAIN", "PROBLEM");
            for (Json problem : problems) {
                String severity = problem.text("severity");
                table.row(
                        Table.cell(style.paintOf(severity), style.sign(severity) + " " + severity),
                        Table.cell(problem.text("server")),
                        Table.cell(problem.text("chain")),
                        Table.cell(problem.text("sentence")));
            }
            session.print(table.lines(style));
        }
        return check && !problems.isEmpty() ? ExitCode.PROBLEMS : ExitCode.DONE;
    }
}
