package dev.tutti.agent.act;

import dev.tutti.agent.host.Presence;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Ends the server: in order, or by force behind a fence. */
final class Stopping {
    private final Context context;
    private final Launcher launcher;

    Stopping(Context context, Launcher launcher) {
        this.context = context;
        this.launcher = launcher;
    }

    Outcome stop() throws InterruptedException {
        return switch (context.process().find()) {
            case Presence.NotRunning() -> new Outcome.Done("the server does not run");
            case Presence.Unknown unknown -> new Outcome.Refused(unknown.why());
            case Presence.Running running -> stop(running);
        };
    }

    private Outcome stop(Presence.Running running) throws InterruptedException {
        Duration limit = context.config().deadlines().stop();
        try {
            launcher.stop(running.pid());
        } catch (IOException e) {
            return new Outcome.Failed("the server could not be told to stop: " + e.getMessage());
        }
        return Waiting.until(() -> !context.runs(), limit)
                ? new Outcome.Done("the server has stopped", Map.of("pid", running.pid()))
                : new Outcome.Failed("the server had not stopped after " + limit.toSeconds() + " s (deadlines.stop) and was not"
                        + " killed: process " + running.pid() + " may still be flushing");
    }

    /** The fence stands already. */
    Outcome kill() throws InterruptedException {
        String warning = "";
        try {
            launcher.forbid();
        } catch (IOException e) {
            // The server goes down all the same, and is kept down as long as this agent runs.
            warning = "; systemd may start it again (" + e.getMessage() + "), which this agent then undoes";
        }
        Duration limit = context.config().deadlines().kill();
        boolean gone = Waiting.until(() -> {
            strike(context.process().find());
            return !context.runs();
        }, limit);
        return gone
                ? new Outcome.Done("the server is down and stays down until it is unfenced" + warning)
                : new Outcome.Failed("it is fenced, but its process was still there " + limit.toSeconds()
                        + " s after it was killed (deadlines.kill)" + warning, -1, List.of());
    }

    /** Kills the server and the programs of a state transfer that it runs. */
    static void strike(Presence found) {
        if (found instanceof Presence.Running running) {
            ProcessHandle.of(running.pid()).ifPresent(process -> {
                List<ProcessHandle> children = process.descendants().toList();
                process.destroyForcibly();
                children.forEach(ProcessHandle::destroyForcibly);
            });
        }
    }

    Outcome unfence() throws InterruptedException {
        try {
            launcher.allow();
            context.fence().open();
            return new Outcome.Done("the server may be started again; nothing was started");
        } catch (IOException e) {
            return new Outcome.Failed("the fence could not be taken away: " + e.getMessage());
        }
    }
}
