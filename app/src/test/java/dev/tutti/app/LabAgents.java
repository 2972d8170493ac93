package dev.tutti.app;

import dev.tutti.lab.network.LabHost;
import dev.tutti.settings.pki.Authority;
import org.awaitility.Awaitility;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The program as an agent on hosts of a lab's network that have no server, each with a certificate of its own. */
final class LabAgents implements AutoCloseable {
    private static final int PORT = 7420;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path folder;
    private final List<String> peers;
    private final Map<String, LabHost> hosts = new LinkedHashMap<>();
    private final Map<String, Process> running = new LinkedHashMap<>();

    /**
     * None is started yet.
     *
     * @param folder in which {@code pki} holds the authority, if there is one already
     * @param peers to which they may measure links
     */
    LabAgents(Path folder, List<LabHost> peers) {
        this.folder = folder;
        this.peers = peers.stream().map(LabAgents::address).toList();
    }

    /** Where that on this host listens. */
    static String address(LabHost host) {
        return host.address() + ":" + PORT;
    }

    private Authority authority() throws IOException {
        Authority authority = new Authority(folder.resolve("pki"), InstantSource.system());
        if (!Files.exists(authority.certificate())) {
            authority.create(Duration.ofDays(2));
        }
        return authority;
    }

    /**
     * Starts one, and waits until it listens.
     *
     * @param more sections of its configuration
     */
    void start(LabHost host, String more) throws IOException {
        Authority authority = authority();
        String name = host.name() + "-agent";
        if (!Files.exists(authority.certificate(name))) {
            authority.create(Authority.Role.AGENT, name, List.of(host.address()), Duration.ofDays(1));
        }
        Path file = Files.writeString(folder.resolve(name + ".yaml"), """
                agent: {listen: "%s", state_folder: %s, peers: [%s]}
                tls: {certificate: %s, key: %s, authority: %s}
                server: {kind: none}
                %s
                """.formatted(address(host), folder.resolve(name + "-state"), quoted(peers), authority.certificate(name),
                authority.key(name), authority.certificate(), more));
        hosts.put(host.name(), host);
        running.put(host.name(), new ProcessBuilder(host.inside(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), Main.class.getName(),
                        "agent", "--config", file.toString())))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start());
        Awaitility.await("the agent of " + host.name() + " listens").atMost(LIMIT).until(() -> listens(host.address()));
    }

    private static String quoted(List<String> words) {
        return words.stream().map(word -> '"' + word + '"').collect(Collectors.joining(", "));
    }

    /** Ends the agent on this host as {@code kill -9} does. */
    void kill(String host) {
        Optional.ofNullable(running.remove(host)).ifPresent(LabAgents::end);
    }

    private static void end(Process process) {
        process.destroyForcibly();
        Awaitility.await().atMost(LIMIT).until(() -> !process.isAlive());
    }

    private static boolean listens(String address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, PORT), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What a control plane's configuration says of them. */
    String configuration() throws IOException {
        Authority authority = authority();
        if (!Files.exists(authority.certificate("control"))) {
            authority.create(Authority.Role.CONTROL, "control", List.of(), Duration.ofDays(1));
        }
        List<String> named = hosts.values().stream()
                .map(host -> "{name: " + host.name() + ", address: \"" + address(host) + "\"}")
                .toList();
        return "agents: {certificate: %s, key: %s, authority: %s, hosts: [%s]}%n".formatted(authority.certificate("control"),
                authority.key("control"), authority.certificate(), String.join(", ", named));
    }

    @Override
    public void close() {
        running.values().forEach(LabAgents::end);
    }
}
