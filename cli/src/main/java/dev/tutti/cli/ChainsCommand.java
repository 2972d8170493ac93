package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Style;
import dev.tutti.cli.render.Style.Paint;
import dev.tutti.cli.render.Table;
import dev.tutti.cli.render.Times;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.List;

/** {@code tutti clusters}: is everything as it should be? */
@Command(
        name = "clusters",
        aliases = "chains",
        description = "List the chains with their state and the reason for it.",
        footerHeading = "%nExamples:%n",
        footer = {"  tutti clusters", "  tutti clusters --check || echo 'something is wrong'"})
final class ChainsCommand extends ApiCommand {
    @Option(names = "--check", description = "Exit with 5 unless every chain is calm.")
    private boolean check;

    ChainsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Session session) {
        Answer answer = session.get("/chains");
        List<Json> chains = answer.json().list();
        if (session.json()) {
            session.printJson(answer);
        } else if (chains.isEmpty()) {
            session.print("No chain is known yet. `tutti discover ADDRESS` adds the one that a server belongs to.");
        } else {
            Style style = session.style();
            Table table = new Table("CHAIN", "STATE", "SINCE", "PRIMARY", "SERVERS", "PROBLEMS", "");
            ServerWords.gravestFirst(chains).forEach(chain -> row(chain, table, style, session.nowMillis()));
            session.print(table.lines(style));
        }
        boolean calm = chains.stream().allMatch(chain -> chain.raw("state").equals("calm"));
        return check && !calm ? ExitCode.PROBLEMS : ExitCode.DONE;
    }

    private static void row(Json chain, Table table, Style style, long now) {
        String state = chain.text("state");
        var since = Times.millis(chain.raw("since"));
        table.row(
                Table.cell(Paint.BOLD, chain.text("name")),
                Table.cell(style.paintOf(state), style.sign(state) + " " + state),
                Table.cell(since.isPresent() ? Times.coarse(now - since.getAsLong()) : ""),
                Table.cell(chain.text("primary", style.nothing())),
                Table.cell(number(chain, "servers")),
                Table.cell(number(chain, "problems")),
                Table.cell((chain.isTrue("recovering") ? "Recovering. " : "") + chain.text("sentence")));
    }

    /** The API gives counts; a list is counted. */
    private static String number(Json chain, String name) {
        Json value = chain.get(name);
        return value.isArray() ? String.valueOf(value.list().size()) : value.text();
    }
}
