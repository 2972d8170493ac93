package dev.tutti.bench.chaos.mesh;

import dev.tutti.core.galera.quorum.Element;
import dev.tutti.core.mesh.MeshPlan.Host;
import dev.tutti.core.mesh.MeshPlan.Tunnel;
import dev.tutti.mesh.run.RunningMesh;
import dev.tutti.mesh.run.Shell;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long two sites do not hear each other when the hub between them is cut off without a word. */
final class Rerouting {
    private static final Duration STEP = Duration.ofMillis(10);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern SEQUENCE = Pattern.compile("icmp_seq=(\\d+) ttl");

    private Rerouting() {}

    /** Each time the hub that is in use is cut off; milliseconds without an answer. */
    static List<Long> measure(RunningMesh mesh, String from, String to, int times) throws IOException {
        List<Long> gaps = new ArrayList<>();
        Duration hello = mesh.plan().description().settings().hello();
        for (int time = 0; time < times; time++) {
            mesh.healAll();
            mesh.awaitReach(LIMIT);
            // Until both ways are equally good again: 14 greetings.
            LockSupport.parkNanos(hello.multipliedBy(18).toNanos());
            gaps.add(gap(mesh, from, to, hello));
        }
        mesh.healAll();
        mesh.awaitReach(LIMIT);
        return gaps;
    }

    private static long gap(RunningMesh mesh, String from, String to, Duration hello) throws IOException {
        Host source = mesh.plan().host(from);
        String target = mesh.plan().host(to).address().toString();
        Shell shell = new Shell(mesh.host(from).place());
        int packets = (int) (hello.multipliedBy(8).plusSeconds(2).toMillis() / STEP.toMillis());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Shell.Result> pinging = threads.submit(() -> shell.run(LIMIT, "ping", "-n", "-c", String.valueOf(packets), "-i",
                    STEP.toMillis() / 1000.0 + "", "-W", "1", "-I", source.address().toString(), target));
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            mesh.cut(new Element.OfSite(hubInUse(shell, source, target)));
            return longestGap(pinging.get().output()) * STEP.toMillis();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String hubInUse(Shell shell, Host source, String target) throws IOException {
        String route = shell.require("Asking for the route", LIMIT, "ip", "route", "get", target);
        return source.tunnels().stream()
                .filter(tunnel -> route.contains(" dev " + tunnel.device() + " "))
                .map(Tunnel::peer)
                .findFirst()
                .orElseThrow(() -> new IOException("no tunnel leads to " + target + ": " + route));
    }

    /** The most packets in a row that nobody answered; only those between two answers count. */
    private static long longestGap(String output) {
        long longest = 0;
        long last = 0;
        Matcher matcher = SEQUENCE.matcher(output);
        while (matcher.find()) {
            long sequence = Long.parseLong(matcher.group(1));
            longest = Math.max(longest, sequence - last - 1);
            last = sequence;
        }
        return longest;
    }
}
