package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import dev.tutti.cli.http.Paths;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Text;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tutti ack}: a person has taken note of a recovery. */
@Command(
        name = "ack",
        description = "Take note of a recovery: further recoveries of its chain need not wait.",
        footerHeading = "%nExamples:%n",
        footer = "  tutti ack 17 --comment 'disk of db1 replaced'")
final class AcknowledgeCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The recovery's, see `tutti recoveries`.")
    private String id = "";

    @Option(names = "--by", paramLabel = "NAME", description = "Who does; by default the user who runs this.")
    private @Nullable String by;

    @Option(names = "--comment", paramLabel = "TEXT", description = "What there is to say about it.")
    private @Nullable String comment;

    private final Surroundings surroundings;

    AcknowledgeCommand(Surroundings surroundings) {
        super(surroundings);
        this.surroundings = surroundings;
    }

    @Override
    int run(Session session) {
        String who = by != null ? by : surroundings.environment().getOrDefault("USER", "");
        if (who.isBlank()) {
            throw Failure.wrongUse("Say who takes note of it: --by NAME.");
        }
        Answer answer = session.api()
                .change(
                        "POST",
                        Session.API + "/recoveries/" + Paths.segment(id) + "/acknowledge",
                        Json.object("by", who, "comment", comment == null ? "" : comment));
        if (session.json()) {
            session.printJson(answer);
        } else {
            session.print("Recovery " + Text.printable(id) + " is acknowledged by " + Text.printable(who) + ".");
        }
        return ExitCode.DONE;
    }
}
