package dev.tutti.agent;

import dev.tutti.agent.config.AgentConfig;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.process.Ports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An agent as a configuration file makes it, with a token on a free port of loopback. */
final class TestAgent implements AutoCloseable {
    private static final String TOKEN = "a-token-of-a-test";

    private final String text;
    private Agent running;

    private TestAgent(String text) throws Exception {
        this.text = text;
        this.running = start(text);
    }

    private static Agent start(String text) throws Exception {
        return Agent.start(AgentConfig.parse(text, "agent.yaml"), "test", InstantSource.system());
    }

    /** The environment of its programs is part of the command, as agents know no other. */
    static List<String> command(LabServer server) {
        return Stream.of(
                        Stream.of("env"),
                        server.installation().environment().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()),
                        server.installation().serverCommand(List.of("--defaults-file=" + server.defaultsFile())).stream())
                .flatMap(words -> words)
                .toList();
    }

    static TestAgent beside(LabServer server, Path folder) throws Exception {
        return of(folder, "plain", server.dataFolder(), server.errorLog(), command(server), "");
    }

    static TestAgent of(Path folder, String kind, Path data, Path errorLog, List<String> command, String more) throws Exception {
        return new TestAgent(yaml(folder, kind, data, errorLog, command, more));
    }

    static String yaml(Path folder, String kind, Path data, Path errorLog, List<String> command, String more) throws IOException {
        Path token = folder.resolve("token");
        Files.writeString(token, TOKEN + "\n");
        return """
                agent:
                  listen: 127.0.0.1:%d
                  state_folder: %s
                  token_file: %s
                server:
                  kind: %s
                  data_folder: %s
                  pid_file: %s
                  error_log: %s
                  binary_logs: %s
                  start:
                %s
                %s""".formatted(Ports.take(), folder.resolve("state"), token, kind, data, data.resolve("server.pid"), errorLog,
                data.resolve("mysql-bin"), command.stream().map(word -> "    - '" + word + "'").collect(Collectors.joining("\n")),
                more);
    }

    Agent agent() {
        return running;
    }

    Asking asking() {
        return Asking.withToken(running, TOKEN);
    }

    /** Ends it and starts another one from the same file. */
    void restart() throws Exception {
        running.close();
        running = start(text);
    }

    @Override
    public void close() throws IOException {
        running.close();
    }
}
