package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import dev.tutti.cli.http.Paths;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tutti recoveries}: what was done, when, and how it went. */
@Command(
        name = "recoveries",
        description = "List recoveries, newest first, or show one with each of its steps.",
        footerHeading = "%nExamples:%n",
        footer = {"  tutti recoveries --chain shop --limit 5", "  tutti recoveries 17"})
final class RecoveriesCommand extends ApiCommand {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "Show this one.")
    private @Nullable String id;

    @Option(names = "--chain", paramLabel = "CHAIN", description = "Only those of this chain.")
    private @Nullable String chain;

    @Option(names = "--limit", paramLabel = "NUMBER", defaultValue = "20", description = "At most (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    RecoveriesCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Session session) {
        if (limit < 1) {
            throw Failure.wrongUse("--limit must be at least 1.");
        }
        if (id != null) {
            if (chain != null) {
                throw Failure.wrongUse("Name either one recovery or a chain.");
            }
            Answer answer = session.get("/recoveries/" + Paths.segment(id));
            if (session.json()) {
                session.printJson(answer);
            } else {
                session.print(RecoveryText.one(answer.json(), session.style()));
            }
            return ExitCode.DONE;
        }
        String of = "";
        if (chain != null) {
            of = "&chain=" + Paths.segment(Names.ofChains(session.get("/chains").json().list()).find(chain));
        }
        Answer answer = session.get("/recoveries?limit=" + limit + of);
        if (session.json()) {
            session.printJson(answer);
        } else if (answer.json().list().isEmpty()) {
            session.print("No recoveries.");
        } else {
            session.print(RecoveryText.list(answer.json().list(), session.style()));
        }
        return ExitCode.DONE;
    }
}
