package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Style;
import dev.tutti.cli.render.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/** {@code tutti servers}: one line each. */
@Command(
        name = "servers",
        description = "List the servers, a source before its replicas.",
        footerHeading = "%nExamples:%n",
        footer = {"  tutti servers", "  tutti servers --chain shop --json"})
final class ServersCommand extends ApiCommand {
    @Option(names = "--chain", paramLabel = "CHAIN", description = "Only those of this chain.")
    private @Nullable String chain;

    ServersCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Session session) {
        Answer answer = session.get("/servers");
        if (session.json() && chain == null) {
            session.printJson(answer);
            return ExitCode.DONE;
        }
        List<Json> servers = answer.json().list();
        if (chain != null) {
            String wanted = Names.ofChains(chainsOf(servers)).find(chain);
            servers = servers.stream().filter(server -> server.raw("chain").equals(wanted)).toList();
        }
        if (session.json()) {
            session.printJson(Json.array(servers));
        } else if (servers.isEmpty()) {
            session.print("No server is known yet. `tutti discover ADDRESS` adds one with everything in its chain.");
        } else {
            Style style = session.style();
            Table table = new Table("SERVER", "CHAIN", "ROLE", "SOURCE", "VERSION", "ACCESS", "LAG", "");
            servers.forEach(server -> row(server, table, style));
            session.print(table.lines(style));
        }
        return ExitCode.DONE;
    }

    private static List<Json> chainsOf(List<Json> servers) {
        var names = new LinkedHashSet<String>();
        servers.forEach(server -> names.add(server.raw("chain")));
        return names.stream().map(name -> Json.object("name", name)).toList();
    }

    private static void row(Json server, Table table, Style style) {
        List<ServerWords.Sign> signs = ServerWords.signs(server, style);
        table.row(
                Table.cell(ServerWords.address(server)),
                Table.cell(server.text("chain")),
                Table.cell(ServerWords.role(server)),
                Table.cell(server.text("source", style.nothing())),
                Table.cell(ServerWords.version(server)),
                Table.cell(ServerWords.access(server)),
                Table.cell(ServerWords.lag(server)),
                Table.cell(
                        signs.isEmpty() ? Style.Paint.PLAIN : signs.getFirst().paint(),
                        signs.stream().map(ServerWords.Sign::text).collect(Collectors.joining("  "))));
    }
}
