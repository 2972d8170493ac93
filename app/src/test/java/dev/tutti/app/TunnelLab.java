package dev.tutti.app;

import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.network.LabNetwork;
import dev.tutti.mesh.bundle.Bundles;
import dev.tutti.mesh.config.MeshFile;
import dev.tutti.mesh.run.Place;
import dev.tutti.mesh.run.RunningMesh;
import dev.tutti.settings.pki.Authority;
import org.awaitility.Awaitility;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Paris, Rome and two hubs in network namespaces, joined by real OpenVPN tunnels, with real agents beside them. */
final class TunnelLab implements AutoCloseable {
    private static final List<String> NAMES = List.of("paris", "rome", "hub1", "hub2");
    private static final int PORT = 7420;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    final LabNetwork network;
    final RunningMesh mesh;
    private final Path folder;
    private final List<Process> agents = new ArrayList<>();

    private TunnelLab(LabNetwork network, RunningMesh mesh, Path folder) {
        this.network = network;
        this.mesh = mesh;
        this.folder = folder;
    }

    /** @param rate what each link carries when all is well, such as {@code 50M} */
    static TunnelLab start(Path folder, String rate) throws Exception {
        Optional<String> reason = LabNetwork.whyNot();
        FleetExtension.require(reason.isEmpty(), "the lab's network", reason.orElse(""));
        for (String program : List.of("openvpn", "bird", "nft", "ping")) {
            FleetExtension.require(
                    List.of("/usr/sbin", "/usr/bin").stream().anyMatch(at -> Files.isExecutable(Path.of(at, program))), "the mesh",
                    program + " is missing: apt-get install openvpn bird2 nftables iputils-ping");
        }
        LabNetwork network = LabNetwork.open(NAMES);
        try {
            Path description = Files.writeString(folder.resolve("mesh.yaml"), description(network, rate));
            Bundles bundles = new Bundles(folder.resolve("mesh"), folder.resolve("pki"), InstantSource.system());
            MeshPlan plan = bundles.generate(MeshFile.read(description), List.of()).plan();
            Map<String, Place> places = new HashMap<>();
            NAMES.forEach(name -> places.put(name, command -> network.host(name).inside(command)));
            return new TunnelLab(network, RunningMesh.start(plan, bundles, places, folder.resolve("run")), folder);
        } catch (Exception e) {
            network.close();
            throw e;
        }
    }

    private static String description(LabNetwork network, String rate) {
        String prefix = "a" + network.host("paris").address().split("\\.")[2] + "m";
        return """
                mesh: {name: lab, hubs: [hub1, hub2], device_prefix: %s, hello: 100ms, silence: 6s, mtu: 1400, rate: %s}
                sites:
                  - {name: paris, endpoint: %s, network: 10.1.1.0/24}
                  - {name: rome, endpoint: %s, network: 10.1.2.0/24}
                  - {name: hub1, endpoint: %s}
                  - {name: hub2, endpoint: %s}
                """.formatted(prefix, rate, network.host("paris").address(), network.host("rome").address(),
                network.host("hub1").address(), network.host("hub2").address());
    }

    Authority authority() {
        return new Authority(folder.resolve("pki"), InstantSource.system());
    }

    /** Starts the program as an agent on this host, with a certificate of its own. */
    void agent(String host, String rates) throws Exception {
        String address = network.host(host).address();
        authority().create(Authority.Role.AGENT, host + "-agent", List.of(address), Duration.ofDays(1));
        Path file = Files.writeString(folder.resolve(host + ".yaml"), """
                agent: {listen: "%s:%d", state_folder: %s}
                tls: {certificate: %s, key: %s, authority: %s}
                server: {kind: none}
                mesh: {description: %s, host: %s, folder: %s, run: %s, every: 2s, rates: %s}
                """.formatted(address, PORT, folder.resolve(host + "-state"), authority().certificate(host + "-agent"),
                authority().key(host + "-agent"), authority().certificate(), folder.resolve("mesh.yaml"), host,
                folder.resolve("mesh"), mesh.host(host).runFolder(), rates));
        agents.add(new ProcessBuilder(network.host(host).inside(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), Main.class.getName(),
                        "agent", "--config", file.toString())))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(host + ".log").toFile())
                .start());
        Awaitility.await("the agent of " + host + " listens").atMost(LIMIT).until(() -> listens(address));
    }

    private static boolean listens(String address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, PORT), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What a control plane's configuration says of these agents. */
    String configuration(String... hosts) throws IOException {
        Path certificate = authority().certificate("control");
        if (!Files.exists(certificate)) {
            authority().create(Authority.Role.CONTROL, "control", List.of(), Duration.ofDays(1));
        }
        StringBuilder named = new StringBuilder();
        for (String host : hosts) {
            named.append(named.isEmpty() ? "" : ", ").append("{name: ").append(host).append(", address: \"")
                    .append(network.host(host).address()).append(':').append(PORT).append("\"}");
        }
        return "agents: {certificate: %s, key: %s, authority: %s, hosts: [%s]}%n".formatted(
                certificate, authority().key("control"), authority().certificate(), named);
    }

    @Override
    public void close() throws IOException {
        agents.forEach(Process::destroy);
        try {
            mesh.close();
        } finally {
            network.close();
        }
    }
}
