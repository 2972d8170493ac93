package dev.tutti.cli;

import dev.tutti.cli.http.Paths;
import dev.tutti.cli.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tutti relocate}: a replica shall replicate from another server. */
@Command(
        name = "relocate",
        description = {
            "Have a replica replicate from another server of its chain.",
            "Shows the plan and asks before anything is changed, then follows it to its end."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  tutti relocate db4 --below db2 --dry-run", "  tutti relocate db4.example:3306 --below db2.example:3306 --yes"})
final class RelocateCommand extends ChangeCommand {
    @Parameters(paramLabel = "SERVER", description = "host:port, or a part that fits only one.")
    private String server = "";

    @Option(names = "--below", paramLabel = "OTHER", required = true, order = 1, description = "Its new source.")
    private String below = "";

    private @Nullable Names names;

    RelocateCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Request request(Session session, boolean dryRun) {
        if (names == null) {
            names = Names.ofServers(session.get("/servers").json().list());
        }
        return new Request(
                "/servers/" + Paths.segment(names.find(server)) + "/relocate",
                Json.object("below", names.find(below), "dry_run", dryRun));
    }
}
