package dev.tutti.agent.act;

import dev.tutti.agent.act.Programs.Ran;
import dev.tutti.agent.host.Presence;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs a command of the agent's own configuration, such as an upgrade of the server's packages, while the server is down. */
final class CommandRun {
    private final Context context;
    private final Consumer<String> progress;

    CommandRun(Context context, Consumer<String> progress) {
        this.context = context;
        this.progress = progress;
    }

    Outcome run(String name) throws InterruptedException {
        List<String> command = context.config().server().commands().get(name);
        if (command == null) {
            return new Outcome.Refused("this agent knows no command \"" + name + "\" (server.commands)");
        }
        return switch (context.process().find()) {
            case Presence.Running running ->
                new Outcome.Refused("the server runs (process " + running.pid() + "): commands run while it is down");
            case Presence.Unknown unknown -> new Outcome.Refused(unknown.why());
            case Presence.NotRunning() -> {
                progress.accept("runs " + name);
                yield told(name, Programs.run(command, context.config().deadlines().command(), context.output("command.out")));
            }
        };
    }

    private Outcome told(String name, Ran ran) {
        return switch (ran) {
            case Ran.Ended(int code, List<String> output) when code == 0 ->
                new Outcome.Done(name + " has run", Map.of("output", output));
            case Ran.Ended(int code, List<String> output) ->
                new Outcome.Failed(name + " ended with code " + code, code, output);
            case Ran.NeverEnded(var limit, List<String> output) -> new Outcome.Failed(
                    name + " had not ended after " + limit.toSeconds() + " s (deadlines.command) and was killed", -1, output);
            case Ran.NotStarted(String why) -> new Outcome.Failed(name + " could not be run: " + why);
        };
    }
}
