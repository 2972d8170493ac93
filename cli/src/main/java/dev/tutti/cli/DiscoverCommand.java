package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import dev.tutti.cli.json.Json;
import dev.tutti.core.model.Address;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tutti discover}: watch a server and its chain. */
@Command(
        name = "discover",
        description = "Watch a server and everything in its chain from now on.",
        footerHeading = "%nExamples:%n",
        footer = {"  tutti discover db1.example:3306", "  tutti discover db1.example    # port 3306"})
final class DiscoverCommand extends ApiCommand {
    @Parameters(paramLabel = "ADDRESS", description = "host:port; the port is 3306 unless given.")
    private String address = "";

    DiscoverCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Session session) {
        String whole;
        try {
            whole = Address.parse(address).toString();
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUse(String.valueOf(e.getMessage()));
        }
        Answer answer = session.api().change("POST", Session.API + "/discover", Json.object("address", whole));
        if (session.json()) {
            session.printJson(answer);
        } else {
            session.print("Watching " + whole + " and everything in its chain. `tutti topology` shows it.");
        }
        return ExitCode.DONE;
    }
}
