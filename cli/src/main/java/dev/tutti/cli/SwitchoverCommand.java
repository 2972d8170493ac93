package dev.tutti.cli;

import dev.tutti.cli.http.Paths;
import dev.tutti.cli.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;

/** {@code tutti switchover}: another server takes a living primary's writes. */
@Command(
        name = "switchover",
        description = {
            "Have a replica take the writes of a chain's living primary, which replicates from it then.",
            "Clients are let go and waited for; if anything fails before the replica accepts writes, all is taken back.",
            "Shows the plan and asks before anything is changed, then follows it to its end."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  tutti switchover shop --dry-run", "  tutti switchover shop --to db2.example:3306 --drain 30s --yes"})
final class SwitchoverCommand extends ChangeCommand {
    @Parameters(paramLabel = "CHAIN", description = "Its name, or a part that fits only one.")
    private String chain = "";

    @Option(names = "--to", paramLabel = "SERVER", order = 1, description = "Who is to take the writes; without it the best replica.")
    private @Nullable String to;

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            order = 2,
            converter = ApiOptions.DurationConverter.class,
            defaultValue = "10s",
            description = "How long clients get to end what they have begun (default: ${DEFAULT-VALUE}).")
    private Duration drain = Duration.ofSeconds(10);

    private @Nullable String path;
    private @Nullable String server;

    SwitchoverCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Request request(Session session, boolean dryRun) {
        if (path == null) {
            path = "/chains/" + Paths.segment(Names.ofChains(session.get("/chains").json().list()).find(chain)) + "/switchover";
        }
        if (to != null && server == null) {
            server = Names.ofServers(session.get("/servers").json().list()).find(to);
        }
        return new Request(
                path, Json.object("to", server, "drain_seconds", drain.toMillis() / 1000.0, "dry_run", dryRun));
    }
}
