package dev.tutti.traffic.feed.address;

import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.lab.process.Commands;
import dev.tutti.traffic.feed.FeedException;
import dev.tutti.traffic.feed.RealProgram;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What an agent does on its host, here by the same commands in a namespace. */
final class CommandHost implements AddressHost {
    private static final String IP = RealProgram.tool("ip", "iproute2").program().toString();
    private static final String ARPING = RealProgram.tool("arping", "iputils-arping").program().toString();

    private final Ethernet ethernet;
    private final String name;
    private final List<String> protocol;
    volatile boolean silent;

    CommandHost(Ethernet ethernet, String name, List<String> protocol) {
        this.ethernet = ethernet;
        this.name = name;
        this.protocol = protocol;
    }

    static List<String> protocol() {
        return new CopyOnWriteArrayList<>();
    }

    @Override
    public boolean holds(String address, Duration limit) throws FeedException {
        return run(IP, "-o", "address", "show", "dev", "eth0").contains(" " + address + " ");
    }

    @Override
    public void remove(String address, Duration limit) throws FeedException {
        run(IP, "address", "delete", address, "dev", "eth0");
        protocol.add("-" + name);
    }

    @Override
    public void add(String address, Duration limit) throws FeedException {
        protocol.add("+" + name);
        if (!holds(address, limit)) {
            run(IP, "address", "add", address, "dev", "eth0");
        }
        run(ARPING, "-U", "-c", "1", "-I", "eth0", address.replaceAll("/.*", ""));
    }

    private String run(String... command) throws FeedException {
        if (silent) {
            throw new FeedException(new Failure.Unreachable("the agent on " + name, "it does not answer"));
        }
        Commands.Result result = ethernet.on(name, command);
        if (!result.succeeded() && !command[0].equals(ARPING)) {
            throw new FeedException(new Failure.Faulty("the agent on " + name, result.tail()));
        }
        return result.output();
    }
}
