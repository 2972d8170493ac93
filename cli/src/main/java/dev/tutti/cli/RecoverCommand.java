package dev.tutti.cli;

import dev.tutti.cli.http.Paths;
import dev.tutti.cli.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tutti recover}: a person decides what Tutti would not. */
@Command(
        name = "recover",
        description = {
            "Recover from a server's death by your decision, where the chain's policy leaves it to a person.",
            "Shows the plan and asks before anything is changed, then follows it to its end."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  tutti recover db1.example:3306 --dry-run", "  tutti recover db1 --yes"})
final class RecoverCommand extends ChangeCommand {
    @Parameters(paramLabel = "SERVER", description = "The dead one: host:port, or a part that fits only one.")
    private String server = "";

    @Option(
            names = "--accept-loss",
            order = 1,
            description = "Go on even if transactions are lost that only a replica which may not be promoted has received.")
    private boolean acceptLoss;

    private @Nullable String address;

    RecoverCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Request request(Session session, boolean dryRun) {
        if (address == null) {
            address = Names.ofServers(session.get("/servers").json().list()).find(server);
        }
        return new Request(
                "/servers/" + Paths.segment(address) + "/recover",
                Json.object("dry_run", dryRun, "accept_loss", acceptLoss));
    }
}
