package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import dev.tutti.cli.http.Paths;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Style;
import dev.tutti.cli.render.Style.Paint;
import dev.tutti.cli.render.Text;
import dev.tutti.cli.render.Times;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

/** {@code tutti explain}: why something was done, or was not. */
@Command(
        name = "explain",
        description = "Say why Tutti did something, or did nothing, about a chain or a server: each decision with what it rests on.",
        footerHeading = "%nExamples:%n",
        footer = {"  tutti explain            # every chain", "  tutti explain shop", "  tutti explain db1.example:3306"})
final class ExplainCommand extends ApiCommand {
    @Parameters(arity = "0..1", paramLabel = "CHAIN|SERVER", description = "Its name, or a part that fits only one.")
    private @Nullable String subject;

    ExplainCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Session session) {
        Json fleet = session.get("/fleet").json();
        List<Json> chains = ServerWords.gravestFirst(fleet.get("chains").list());
        if (subject != null) {
            Answer answer = explain(session, meant(subject, chains, fleet.get("servers").list()));
            if (session.json()) {
                session.printJson(answer);
            } else {
                print(answer.json(), session);
            }
            return ExitCode.DONE;
        }
        List<Json> all = chains.stream().map(chain -> explain(session, chain.raw("name")).json()).toList();
        if (session.json()) {
            session.printJson(Json.array(all));
        } else if (all.isEmpty()) {
            session.print("No chain is known yet, so nothing was decided.");
        }
        String gap = null;
        for (Json one : session.json() ? List.<Json>of() : all) {
            if (gap != null) {
                session.print(gap);
            }
            print(one, session);
            gap = "";
        }
        return ExitCode.DONE;
    }

    /** A chain's whole name, else a server, else a part of a chain's name. */
    private static String meant(String subject, List<Json> chains, List<Json> servers) {
        for (Json chain : chains) {
            if (chain.raw("name").equalsIgnoreCase(subject.strip())) {
                return chain.raw("name");
            }
        }
        Names chainNames = Names.ofChains(chains);
        Names serverNames = Names.ofServers(servers);
        return serverNames.fitting(subject).isEmpty() && !chainNames.fitting(subject).isEmpty()
                ? chainNames.find(subject)
                : serverNames.find(subject);
    }

    private static Answer explain(Session session, String subject) {
        return session.get("/explain?subject=" + Paths.segment(subject));
    }

    private static void print(Json it, Session session) {
        Style style = session.style();
        session.print(style.paint(Paint.BOLD, it.text("subject")));
        indented(it.text("sentence"), Paint.PLAIN, session);
        for (Json decision : it.get("decisions").list()) {
            session.print("");
            String heading = Times.day(decision.text("at")) + " UTC " + decision.text("subject") + ": "
                    + Text.words(decision.text("kind")) + " " + style.arrow() + " " + Text.words(decision.text("verdict"));
            indented(heading, Paint.BOLD, session);
            indented(decision.text("sentence"), Paint.PLAIN, session);
            List<String> lines = new ArrayList<>();
            RecoveryText.witnesses(
                    decision.get("witnesses").list(),
                    new Style(style.colour(), style.unicode(), style.width() - 2),
                    lines);
            lines.stream().filter(line -> !line.isEmpty()).forEach(line -> session.print("  " + line));
        }
    }

    private static void indented(String text, Paint paint, Session session) {
        Style style = session.style();
        if (!text.isEmpty()) {
            Text.wrap(text, style.width() - 2).forEach(line -> session.print("  " + style.paint(paint, line)));
        }
    }
}
