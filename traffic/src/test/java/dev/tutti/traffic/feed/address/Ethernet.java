package dev.tutti.traffic.feed.address;

import dev.tutti.lab.process.Commands;
import dev.tutti.lab.process.Deadline;
import dev.tutti.traffic.feed.RealProgram;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hosts on one Ethernet: network namespaces whose {@code eth0} hang on a bridge in a namespace of its own. The lab's networks carry
 * packets only; a virtual address is moved by ARP, which takes frames. Namespaces have no names and end with this JVM.
 */
final class Ethernet implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String IP = RealProgram.tool("ip", "iproute2").program().toString();

    private final Map<String, Process> keepers = new LinkedHashMap<>();

    /** Hosts by name, the first with address 10.9.0.1. */
    Ethernet(String... names) throws IOException {
        keep("bridge");
        run("bridge", IP, "link", "add", "br0", "type", "bridge");
        run("bridge", IP, "link", "set", "br0", "up");
        int number = 0;
        for (String name : names) {
            number++;
            keep(name);
            String port = "port" + number;
            run("bridge", IP, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns",
                    Long.toString(pid(name)));
            run("bridge", IP, "link", "set", port, "master", "br0", "up");
            run(name, IP, "link", "set", "lo", "up");
            run(name, IP, "link", "set", "eth0", "up");
            run(name, IP, "address", "add", "10.9.0." + number + "/24", "dev", "eth0");
        }
    }

    private void keep(String name) throws IOException {
        Process keeper = new ProcessBuilder("setsid", "unshare", "--net", "sh", "-c", "echo ready; read -r line").start();
        keepers.put(name, keeper);
        if (keeper.inputReader(StandardCharsets.UTF_8).readLine() == null) {
            throw new IOException("no network namespace can be made; it takes root");
        }
    }

    /** {@code setsid} and {@code unshare} become the shell, as neither forks here. */
    private long pid(String name) {
        Process keeper = keepers.get(name);
        if (keeper == null) {
            throw new IllegalArgumentException("there is no host " + name);
        }
        return keeper.pid();
    }

    /** Runs a command on a host; its exit code and output. */
    Commands.Result on(String name, String... command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--net=/proc/" + pid(name) + "/ns/net"));
        all.addAll(List.of(command));
        return Commands.run(all, null, Map.of(), LIMIT);
    }

    String run(String name, String... command) throws IOException {
        Commands.Result result = on(name, command);
        if (!result.succeeded()) {
            throw new IOException(String.join(" ", command) + " on " + name + ": " + result.tail());
        }
        return result.output();
    }

    /** The hardware address of a host. */
    String hardware(String name) throws IOException {
        return run(name, "cat", "/proc/net/arp").isEmpty() ? "" : run(name, IP, "-o", "link", "show", "eth0")
                .replaceAll("(?s).*link/ether (\\S+).*", "$1");
    }

    @Override
    public void close() throws IOException {
        for (Process keeper : keepers.values()) {
            keeper.getOutputStream().close();
        }
        keepers.values().forEach(keeper -> Deadline.in(LIMIT).await(
                () -> !keeper.isAlive(), "A namespace's keeper did not end", () -> ""));
    }
}
