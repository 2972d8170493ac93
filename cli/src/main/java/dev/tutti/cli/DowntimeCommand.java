package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import dev.tutti.cli.http.Paths;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Text;
import dev.tutti.cli.render.Times;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;

/** {@code tutti downtime}: leave a server alone for a while. */
@Command(
        name = "downtime",
        description = "Say that nothing shall be recovered because of this server for some time, or end that.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tutti downtime db3.example:3306 --for 2h --reason 'new disks'",
            "  tutti downtime db3.example:3306 --end"
        })
final class DowntimeCommand extends ApiCommand {
    @Parameters(paramLabel = "SERVER", description = "host:port, or a part that fits only one.")
    private String server = "";

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = ApiOptions.DurationConverter.class,
            description = "How long, for example 30m, 2h or 1d; rounded up to minutes.")
    private @Nullable Duration length;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for whoever looks.")
    private @Nullable String reason;

    @Option(names = "--end", description = "End it now.")
    private boolean end;

    DowntimeCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Session session) {
        Duration wanted = length;
        if (end ? wanted != null || reason != null : wanted == null || reason == null || reason.isBlank()) {
            throw Failure.wrongUse("Say either --for TIME and --reason TEXT, or --end.");
        }
        String address = Names.ofServers(session.get("/servers").json().list()).find(server);
        String path = Session.API + "/servers/" + Paths.segment(address) + "/downtime";
        Answer answer;
        String sentence;
        if (wanted == null) {
            answer = session.api().change("DELETE", path, null);
            sentence = "The downtime of " + Text.printable(address) + " has ended.";
        } else {
            long minutes = (wanted.toMillis() + 59_999) / 60_000;
            answer = session.api().change("PUT", path, Json.object("minutes", minutes, "reason", reason));
            sentence = "Downtime of " + Text.printable(address) + " for " + Times.coarse(minutes * 60_000)
                    + ": nothing is recovered because of it meanwhile.";
        }
        if (session.json()) {
            session.printJson(answer);
        } else {
            session.print(sentence);
        }
        return ExitCode.DONE;
    }
}
