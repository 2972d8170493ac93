package dev.tutti.app;

import dev.tutti.agent.Agent;
import dev.tutti.agent.config.AgentConfig;
import dev.tutti.control.SteadyClock;
import dev.tutti.settings.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Runs an agent. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description = {
            "Looks after the database server on this host: starts, stops and fences it, reads its files.",
            "Looks at the host's tunnels, carries virtual addresses and checks for others, where its configuration says so.",
            "docs/agent.md says how to put one into production."
        },
        footer = {
            "",
            "Example:     tutti agent --config /etc/tutti/agent.yaml",
            "Check only:  tutti agent --config /etc/tutti/agent.yaml --check",
            "",
            "Exit codes: 0 ended in order (SIGTERM, Ctrl-C), or the file is right;",
            "            1 could not start; 2 wrong use or configuration."
        })
final class AgentCommand implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration.")
    Path config = Path.of("agent.yaml");

    @Option(names = "--check", description = "Check the file and those that it names, and end.")
    boolean check;

    @Override
    public Integer call() {
        AgentConfig read;
        try {
            read = AgentConfig.read(config);
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        if (check) {
            try {
                AgentEyes.verify(read);
            } catch (IOException e) {
                System.err.println(e.getMessage());
                return 2;
            }
            System.out.println(config + " is right: " + about(read) + ", asked on " + read.listen());
            return 0;
        }
        Ending ending = new Ending();
        int exitCode = 1;
        try (Agent agent = Agent.start(read, Version.text(), new SteadyClock(), new AgentEyes())) {
            System.err.println("tutti " + Version.text() + " looks after " + about(read) + ", asked on " + agent.address());
            ending.started();
            ending.await();
            exitCode = 0;
        } catch (IOException e) {
            System.err.println(e.getMessage());
        } catch (InterruptedException e) {
            System.err.println("Ended before it had started.");
        } finally {
            ending.ended(exitCode);
        }
        return exitCode;
    }

    private static String about(AgentConfig read) {
        return read.server().there() ? "the server in " + read.server().dataFolder() : "a host without a server";
    }
}
