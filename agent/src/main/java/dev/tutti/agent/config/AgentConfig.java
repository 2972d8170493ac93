package dev.tutti.agent.config;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Secret;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Everything that an agent is told before it starts. No request can change any of it.
 *
 * @param stateFolder where the journal of actions, the fence and the logs of programs are kept
 * @param peers other agents that links may be measured to
 * @param mesh the host's tunnels; null when they are not to be looked at
 * @param addresses virtual addresses that this host may carry
 * @param checks a file with what this host checks for others; null when it checks nothing
 */
public record AgentConfig(
        Address listen,
        Path stateFolder,
        Access access,
        Server server,
        Deadlines deadlines,
        Saving saving,
        List<Address> peers,
        @Nullable Mesh mesh,
        List<Carried> addresses,
        @Nullable Path checks) {
    private static final String PAGE = "docs/agent.md";

    public AgentConfig {
        peers = List.copyOf(peers);
        addresses = List.copyOf(addresses);
    }

    /** Who may ask. */
    public sealed interface Access {
        /**
         * Both sides prove who they are.
         *
         * @param authority certificate of whoever signs all others
         * @param revoked list of certificates that are not believed any more; null without one
         */
        record MutualTls(Path certificate, Path key, Path authority, @Nullable Path revoked) implements Access {}

        /** A shared secret in clear text, which is why it is allowed on loopback only. */
        record LoopbackToken(Secret token) implements Access {}
    }

    /** How the server's process is started. */
    public sealed interface Launch {
        /**
         * By systemd.
         *
         * @param systemctl where the program is
         */
        record Unit(String name, Path systemctl) implements Launch {}

        /** A program and its arguments, which becomes the server itself: not a script that goes on running beside it. */
        record Program(List<String> command) implements Launch {
            public Program {
                command = List.copyOf(command);
            }
        }
    }

    /**
     * The database server beside the agent.
     *
     * @param there false on a host without one, such as a hub's: whatever an action would do to it is refused
     * @param galera whether it is a Galera node, which is never started without its recovered position
     * @param commands what may be run while the server is down, by name
     * @param program the server's program with the arguments by which it finds its configuration: for {@code --wsrep-recover} and
     *     {@code --version}; empty when only a unit is configured for a plain server
     * @param binaryLogs path of its binary logs without the number ({@code log_bin}); null when it writes none
     */
    public record Server(
            boolean there,
            boolean galera,
            Path dataFolder,
            Path pidFile,
            Path errorLog,
            @Nullable Path binaryLogs,
            Launch launch,
            List<String> program,
            Map<String, List<String>> commands) {
        public Server {
            program = List.copyOf(program);
            commands = Map.copyOf(commands);
        }
    }

    /** How long each thing may take before it is given up and named. */
    public record Deadlines(
            Duration start, Duration stop, Duration kill, Duration recover, Duration save, Duration command) {}

    /**
     * Where data folders are saved.
     *
     * @param folder on the same file system, or renaming and reflinks are impossible
     * @param reserve bytes that stay free
     */
    public record Saving(Path folder, long reserve) {}

    /**
     * The tunnels that this host keeps ({@code tutti mesh}).
     *
     * @param description of the mesh; read again before each look
     * @param host which of its hosts this is
     * @param folder where the sites' numbers are
     * @param run where the sockets of the tunnels are
     * @param every how often is looked
     * @param rates how often is measured what links carry; zero for never
     */
    public record Mesh(Path description, String host, Path folder, Path run, Duration every, Duration rates) {}

    /**
     * A virtual address that this host may carry, but does not put up by itself.
     *
     * @param address with the length of its prefix, such as {@code 192.0.2.10/24}
     * @param ip the address alone
     * @param device on which it is put up
     */
    public record Carried(String address, InetAddress ip, String device) {}

    /** Reads and checks a file. */
    public static AgentConfig read(Path file) throws ConfigException {
        return Reading.from(ConfigReader.read(file, Options.ALL, PAGE));
    }

    /**
     * Reads and checks a text.
     *
     * @param name what messages call it
     */
    public static AgentConfig parse(String text, String name) throws ConfigException {
        return Reading.from(ConfigReader.parse(text, name, Options.ALL, PAGE));
    }
}
