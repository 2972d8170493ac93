package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import dev.tutti.cli.http.Paths;
import dev.tutti.cli.render.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tutti forget}: watch a server no more. */
@Command(
        name = "forget",
        description = "Watch a server no more. The server itself is not touched; `tutti discover` brings it back.",
        footerHeading = "%nExamples:%n",
        footer = "  tutti forget db7.example:3306")
final class ForgetCommand extends ApiCommand {
    @Parameters(paramLabel = "SERVER", description = "host:port, or a part that fits only one.")
    private String server = "";

    ForgetCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Session session) {
        String address = Names.ofServers(session.get("/servers").json().list()).find(server);
        Answer answer = session.api().change("DELETE", Session.API + "/servers/" + Paths.segment(address), null);
        if (session.json()) {
            session.printJson(answer);
        } else {
            String shown = Text.printable(address);
            session.print("Forgot " + shown + ". To watch it again: tutti discover " + shown);
        }
        return ExitCode.DONE;
    }
}
