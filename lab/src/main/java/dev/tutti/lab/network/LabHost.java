package dev.tutti.lab.network;

import dev.tutti.lab.LabException;
import dev.tutti.lab.process.Commands;
import dev.tutti.lab.process.Deadline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A network namespace with an address of its own on a {@link LabNetwork}: what runs inside has all ports to itself and
 * reaches the others through their links only.
 *
 * <p>The namespace has no name and lies on no disk: it exists while a process is in it. The first one in it is a small shell
 * that reads from a pipe whose writing end only this JVM has; when the JVM ends in whatever way, the shell kills every other
 * process of the namespace and ends. So nothing is left behind. Thread-safe.
 */
public final class LabHost implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Kills as long as it finds anybody: what is being killed may still be starting others. */
    private static final String KEEPER = """
            echo "$$"
            namespace=$(readlink /proc/self/ns/net)
            number=${namespace#net:[}
            number=${number%]}
            read -r line
            tries=0
            found=yes
            while [ -n "$found" ] && [ "$tries" -lt 50 ]; do
                found=
                for link in $(find /proc/[0-9]*/ns/net -maxdepth 0 -lname "net:\\[$number\\]" 2>/dev/null); do
                    pid=${link#/proc/}
                    pid=${pid%/ns/net}
                    [ "$pid" = "$$" ] || ! kill -9 "$pid" 2>/dev/null || found=yes
                done
                tries=$((tries + 1))
            done
            """;

    private final String name;
    private final String address;
    private final TunDevice device;
    private final Process keeper;
    private final long keeperPid;

    private LabHost(String name, String address, TunDevice device, Process keeper, long keeperPid) {
        this.name = name;
        this.address = address;
        this.device = device;
        this.keeper = keeper;
        this.keeperPid = keeperPid;
    }

    static LabHost open(String name, String address, String deviceName) {
        TunDevice device = TunDevice.open(deviceName);
        try {
            Process keeper = new ProcessBuilder("setsid", "unshare", "--net", "sh", "-c", KEEPER, "tutti-lab-host")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String line = keeper.inputReader(StandardCharsets.UTF_8).readLine();
            if (line == null) {
                throw new LabException("No network namespace can be made; it takes root (unshare --net).");
            }
            LabHost host = new LabHost(name, address, device, keeper, Long.parseLong(line.strip()));
            host.connect();
            return host;
        } catch (IOException e) {
            device.close();
            throw new LabException("No network namespace can be made: " + e.getMessage(), e);
        } catch (LabException e) {
            device.close();
            throw e;
        }
    }

    private void connect() {
        String script = "ip link set \"$1\" netns \"$2\" && exec nsenter --net=\"/proc/$2/ns/net\" sh -c '"
                + "ip link set lo up && ip address add \"$2/24\" dev \"$1\" && ip link set \"$1\" mtu \"$3\" up' - "
                + "\"$1\" \"$3\" \"$4\"";
        Commands.Result result = Commands.run(
                List.of("sh", "-c", script, "-", device.name(), Long.toString(keeperPid), address,
                        Integer.toString(TunDevice.MTU)),
                null, Map.of(), LIMIT);
        if (!result.succeeded()) {
            close();
            throw new LabException("The network of " + name + " cannot be set up; it takes root and iproute2: " + result.tail());
        }
    }

    public String name() {
        return name;
    }

    /** The host's IPv4 address. */
    public String address() {
        return address;
    }

    /** The file of its network namespace, by which devices can be moved into it. */
    public String namespace() {
        return "/proc/" + keeperPid + "/ns/net";
    }

    TunDevice device() {
        return device;
    }

    /** The command that runs this command inside; it is replaced by the command, so that its pid is the command's. */
    public List<String> inside(List<String> command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--net=" + namespace()));
        all.addAll(command);
        return List.copyOf(all);
    }

    /** Kills every process inside; the device is closed by the network once nobody uses it. */
    @Override
    public void close() {
        try {
            keeper.getOutputStream().close();
        } catch (IOException e) {
            // The shell has ended already.
        }
        Deadline.in(LIMIT).await(() -> !keeper.isAlive(), "The processes of " + name + " did not end", () -> "");
    }
}
