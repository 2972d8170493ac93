package dev.tutti.lab.network;

import dev.tutti.lab.LabException;
import dev.tutti.lab.process.Commands;
import dev.tutti.lab.process.Subnets;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Hosts with an address each, and a link for each direction between any two of them, whose packets pass through this JVM.
 * This machine itself is one of the hosts, named {@link #OUTSIDE}: it reaches the others by their addresses.
 *
 * <p>The addresses are from 198.18.0.0/16, which RFC 2544 keeps for benchmarks inside a laboratory. Thread-safe; a platform
 * thread per host reads what it sends.
 */
public final class LabNetwork implements AutoCloseable {
    /** The name of this machine among the hosts: clients, agents and the control plane are there. */
    public static final String OUTSIDE = "outside";

    private static final int OUTSIDE_NUMBER = 254;
    private static final int MOST_HOSTS = 200;
    /** The numbers of visitors: further addresses of this machine. */
    private static final int FIRST_VISITOR = 230;
    private static final int VISITORS = 20;
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** Offsets and values of the IPv4 header, RFC 791 section 3.1. */
    private static final int DESTINATION_LAST_BYTE = 19;
    private static final int SHORTEST_PACKET = 20;

    private final int subnet;
    private final TunDevice outside;
    private final Map<String, LabHost> hosts = new LinkedHashMap<>();
    private final Map<String, TunDevice> devices = new LinkedHashMap<>();
    private final Map<Integer, String> names = new TreeMap<>();
    private final Map<String, Map<String, LabLink>> links = new LinkedHashMap<>();
    private final List<Thread> readers = new ArrayList<>();
    private volatile boolean closed;

    private LabNetwork(int subnet) {
        this.subnet = subnet;
        this.outside = TunDevice.open("tutti" + subnet);
    }

    /** Why this machine or this user cannot have such a network; empty if nothing speaks against it. */
    public static Optional<String> whyNot() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("cutting and slowing the links between the nodes takes network namespaces, and those take root; "
                    + "run it as root");
        }
        if (!Files.isWritable(Path.of("/dev/net/tun"))) {
            return Optional.of("the links between the nodes take /dev/net/tun, which is not here (a container may need "
                    + "--device /dev/net/tun --cap-add NET_ADMIN --cap-add SYS_ADMIN)");
        }
        for (String program : List.of("ip", "nsenter", "unshare")) {
            if (Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin").noneMatch(f -> Files.isExecutable(Path.of(f, program)))) {
                return Optional.of("the network of the nodes takes the program " + program
                        + ", which is not here: apt-get install iproute2 util-linux");
            }
        }
        return Optional.empty();
    }

    /**
     * Makes a network.
     *
     * @param hostNames the hosts besides this machine
     * @throws LabException if it cannot be made, see {@link #whyNot}; nothing is left of it
     */
    public static LabNetwork open(List<String> hostNames) {
        if (hostNames.size() > MOST_HOSTS) {
            throw new LabException("A network of the lab has at most " + MOST_HOSTS + " hosts.");
        }
        int subnet = Subnets.take();
        try {
            LabNetwork network = new LabNetwork(subnet);
            try {
                network.build(hostNames);
                return network;
            } catch (RuntimeException e) {
                network.close();
                throw e;
            }
        } catch (RuntimeException e) {
            Subnets.release(subnet);
            throw e;
        }
    }

    private void build(List<String> hostNames) {
        Commands.Result result = Commands.run(
                List.of("sh", "-c", "ip address add \"$2/24\" dev \"$1\" && ip link set \"$1\" mtu \"$3\" up", "-",
                        outside.name(), address(OUTSIDE_NUMBER), Integer.toString(TunDevice.MTU)),
                null, Map.of(), LIMIT);
        if (!result.succeeded()) {
            throw new LabException("The lab's network cannot be set up; it takes root and iproute2: " + result.tail());
        }
        add(OUTSIDE, OUTSIDE_NUMBER, outside);
        for (String name : hostNames) {
            int number = hosts.size() + 1;
            LabHost host = LabHost.open(name, address(number), outside.name() + "-" + number);
            hosts.put(name, host);
            add(name, number, host.device());
        }
        for (String from : devices.keySet()) {
            Map<String, LabLink> fromHere = new LinkedHashMap<>();
            devices.forEach((to, device) -> fromHere.put(to, new LabLink(device)));
            links.put(from, fromHere);
        }
        devices.forEach((name, device) -> {
            LabLink[] byNumber = new LabLink[256];
            names.forEach((number, to) -> byNumber[number] = links(name).get(to));
            for (int visitor = 0; visitor < VISITORS; visitor++) {
                byNumber[FIRST_VISITOR + visitor] = links(name).get(OUTSIDE);
            }
            readers.add(Thread.ofPlatform().daemon().name("lab-network-" + name).start(() -> forward(device, byNumber)));
        });
    }

    private void add(String name, int number, TunDevice device) {
        devices.put(name, device);
        names.put(number, name);
    }

    private String address(int number) {
        return "198.18." + subnet + "." + number;
    }

    private void forward(TunDevice device, LabLink[] byNumber) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pollRequest = arena.allocate(8, 8);
            MemorySegment packet = arena.allocate(TunDevice.MTU);
            while (!closed) {
                if (device.awaitPacket(pollRequest, LOOK)) {
                    for (int length = device.read(packet); length > 0 && !closed; length = device.read(packet)) {
                        forward(packet, length, byNumber);
                    }
                }
            }
        }
    }

    private static void forward(MemorySegment packet, int length, LabLink[] byNumber) {
        boolean version4 = length >= SHORTEST_PACKET && (packet.get(ValueLayout.JAVA_BYTE, 0) & 0xf0) == 0x40;
        if (version4) {
            LabLink link = byNumber[packet.get(ValueLayout.JAVA_BYTE, DESTINATION_LAST_BYTE) & 0xff];
            if (link != null) {
                link.send(packet, length);
            }
        }
    }

    /** The host with this name, which is not {@link #OUTSIDE}. */
    public LabHost host(String name) {
        LabHost host = hosts.get(name);
        if (host == null) {
            throw new LabException("There is no host \"" + name + "\" in this network; there are "
                    + String.join(", ", hosts.keySet()) + ".");
        }
        return host;
    }

    /** The address of this machine in the network. */
    public String outsideAddress() {
        return address(OUTSIDE_NUMBER);
    }

    /**
     * Gives this machine one more address in the network, so that clients on it can be told apart by the addresses that they ask from.
     *
     * @param number from 0 on
     */
    public String visitor(int number) {
        if (number < 0 || number >= VISITORS) {
            throw new LabException("A network of the lab has at most " + VISITORS + " visitors.");
        }
        String address = address(FIRST_VISITOR + number);
        Commands.Result result = Commands.run(
                List.of("ip", "address", "replace", address + "/32", "dev", outside.name()), null, Map.of(), LIMIT);
        if (!result.succeeded()) {
            throw new LabException("The lab's network cannot get another address: " + result.tail());
        }
        return address;
    }

    /** Cuts one direction until {@link #heal}: nothing arrives, and nothing is refused. */
    public void cut(String from, String to) {
        link(from, to).cut();
    }

    /** Limits one direction, over all connections together; what waits longer than 200 ms is dropped and sent again. */
    public void bandwidth(String from, String to, long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new LabException("A bandwidth must be at least 1 byte per second.");
        }
        link(from, to).limit(bytesPerSecond);
    }

    /**
     * Delays one direction.
     *
     * @param jitter up to this much more, at random; what was sent first still arrives first
     */
    public void delay(String from, String to, Duration delay, Duration jitter) {
        if (delay.isNegative() || jitter.isNegative()) {
            throw new LabException("A delay cannot be negative.");
        }
        link(from, to).delay(delay, jitter);
    }

    /** Ends every fault of one direction. */
    public void heal(String from, String to) {
        link(from, to).heal();
    }

    /** Ends every fault of all links. */
    public void heal() {
        links.values().forEach(fromHere -> fromHere.values().forEach(LabLink::heal));
    }

    /** The faults in force on the links from and to a host, for people; empty when there is none. */
    public String faults(String host) {
        return links.keySet().stream()
                .filter(other -> !other.equals(host))
                .map(other -> faults(other, link(host, other).faults(), link(other, host).faults()))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String faults(String other, String to, String from) {
        if (to.equals(from)) {
            return to.isEmpty() ? "" : to + " to and from " + other;
        }
        return Stream.of(to.isEmpty() ? "" : to + " to " + other, from.isEmpty() ? "" : from + " from " + other)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private LabLink link(String from, String to) {
        LabLink link = links(from).get(to);
        if (link == null || from.equals(to)) {
            throw new LabException("There is no link from \"" + from + "\" to \"" + to + "\"; the hosts are "
                    + String.join(", ", links.keySet()) + ".");
        }
        return link;
    }

    private Map<String, LabLink> links(String from) {
        Map<String, LabLink> known = links.get(from);
        if (known == null) {
            throw new LabException("There is no host \"" + from + "\" in this network; there are "
                    + String.join(", ", links.keySet()) + ".");
        }
        return known;
    }

    /** Kills every process inside, and ends the network. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        LabException failure = null;
        for (LabHost host : hosts.values()) {
            try {
                host.close();
            } catch (LabException e) {
                failure = e;
            }
        }
        closed = true;
        for (Thread reader : readers) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        links.values().forEach(fromHere -> fromHere.values().forEach(LabLink::close));
        hosts.values().forEach(host -> host.device().close());
        outside.close();
        Subnets.release(subnet);
        if (failure != null) {
            throw failure;
        }
    }
}
