package dev.tutti.agent.act;

import dev.tutti.agent.act.Programs.Ran;
import dev.tutti.agent.config.AgentConfig.Launch;
import dev.tutti.agent.host.Tail;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Brings the server's process to life and tells it to end, through systemd or directly. Stateless. */
final class Launcher {
    /** systemctl with {@code --no-block} only leaves a message with systemd. */
    private static final Duration SYSTEMCTL = Duration.ofSeconds(20);

    private static final int LINES = 20;

    private final Context context;

    Launcher(Context context) {
        this.context = context;
    }

    /** A start under way. */
    interface Launched {
        /** Whether it ended. */
        boolean over();

        /** Of the ended process; -1 when not known. */
        int exitCode();

        List<String> output();

        /** It is up or has ended: what was set for this start only is taken back. */
        void settled() throws InterruptedException;
    }

    Launched launch(List<Extra> extras) throws IOException, InterruptedException {
        return switch (context.config().server().launch()) {
            case Launch.Program(List<String> command) -> program(command, extras);
            case Launch.Unit unit -> unit(unit, extras);
        };
    }

    private Launched program(List<String> command, List<Extra> extras) throws IOException {
        Path console = context.output("console.out");
        Process process = Programs.launch(
                Stream.concat(command.stream(), extras.stream().map(Extra::argument)).toList(), console);
        return new Launched() {
            @Override
            public boolean over() {
                return !process.isAlive();
            }

            @Override
            public int exitCode() {
                return process.isAlive() ? -1 : process.exitValue();
            }

            @Override
            public List<String> output() {
                return Tail.last(console, LINES);
            }

            @Override
            public void settled() {}
        };
    }

    /** The arguments travel in systemd's environment, as MariaDB's own galera_new_cluster has it, and only for this start. */
    private Launched unit(Launch.Unit unit, List<Extra> extras) throws IOException, InterruptedException {
        String options = extras.stream()
                .filter(extra -> !extra.equals(Extra.NEW_CLUSTER))
                .map(Extra::argument)
                .collect(Collectors.joining(" "));
        String founding = extras.contains(Extra.NEW_CLUSTER) ? Extra.NEW_CLUSTER.argument() : "";
        systemctl(unit, "set-environment", "MYSQLD_OPTS=" + options, "_WSREP_NEW_CLUSTER=" + founding);
        try {
            resetFailed(unit);
            systemctl(unit, "start", "--no-block", unit.name());
        } catch (IOException e) {
            forget(unit);
            throw e;
        }
        return new Launched() {
            @Override
            public boolean over() {
                try {
                    String state = String.join("", systemctl(unit, "show", "--property=ActiveState", "--value", unit.name()));
                    return state.equals("failed") || state.equals("inactive");
                } catch (IOException e) {
                    return false;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }

            @Override
            public int exitCode() {
                return -1;
            }

            @Override
            public List<String> output() {
                return Tail.last(context.config().server().errorLog(), LINES);
            }

            @Override
            public void settled() throws InterruptedException {
                try {
                    forget(unit);
                } catch (IOException e) {
                    throw new IllegalStateException("systemd still has the arguments of this start: " + e.getMessage(), e);
                }
            }
        };
    }

    /** So that earlier failures do not count against this start. */
    private void resetFailed(Launch.Unit unit) throws InterruptedException {
        try {
            systemctl(unit, "reset-failed", unit.name());
        } catch (IOException e) {
            // systemd forgets a unit that is down and that nothing refers to: it has no failures then. What else is wrong, the
            // start itself tells.
            return;
        }
    }

    private void forget(Launch.Unit unit) throws IOException, InterruptedException {
        systemctl(unit, "unset-environment", "MYSQLD_OPTS", "_WSREP_NEW_CLUSTER");
    }

    /** Asks the server to end in order; returns at once. */
    void stop(long pid) throws IOException, InterruptedException {
        switch (context.config().server().launch()) {
            case Launch.Program program -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
            case Launch.Unit unit -> systemctl(unit, "stop", "--no-block", unit.name());
        }
    }

    /** Whatever restarts the server by itself must not; holds until {@link #allow}. */
    void forbid() throws IOException, InterruptedException {
        if (context.config().server().launch() instanceof Launch.Unit unit) {
            systemctl(unit, "mask", "--runtime", unit.name());
        }
    }

    void allow() throws IOException, InterruptedException {
        if (context.config().server().launch() instanceof Launch.Unit unit) {
            systemctl(unit, "unmask", "--runtime", unit.name());
        }
    }

    private List<String> systemctl(Launch.Unit unit, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(unit.systemctl().toString()));
        command.addAll(List.of(arguments));
        return switch (Programs.run(command, SYSTEMCTL, context.output("systemctl.out"))) {
            case Ran.Ended(int code, List<String> output) when code == 0 -> output;
            case Ran.Ended(int code, List<String> output) -> throw new IOException(
                    String.join(" ", command) + " ended with code " + code + ": " + String.join(" ", output));
            case Ran.NeverEnded never -> throw new IOException(
                    String.join(" ", command) + " had not ended after " + SYSTEMCTL.toSeconds() + " s");
            case Ran.NotStarted(String why) -> throw new IOException(String.join(" ", command) + " could not be run: " + why);
        };
    }
}
