package dev.tutti.mesh.check;

import dev.tutti.core.mesh.Ipv4;
import dev.tutti.core.mesh.check.Echoes;
import dev.tutti.mesh.run.Shell;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks ping(8) of iputils. */
final class Pings {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int HEADERS = 28;
    private static final int SMALL = 84;
    private static final Pattern COUNTS = Pattern.compile("(\\d+) packets transmitted, (\\d+) received");
    private static final Pattern TIMES = Pattern.compile("rtt [a-z/]+ = [0-9.]+/([0-9.]+)/");
    private static final Pattern HOP = Pattern.compile("(?:RR:)?\\s+(\\d+\\.\\d+\\.\\d+\\.\\d+)");

    private final Shell shell;

    Pings(Shell shell) {
        this.shell = shell;
    }

    Echoes small(Ipv4 from, Ipv4 to) throws IOException {
        return ask(from, to, SMALL, 5);
    }

    /** Packets as large as the tunnel, which nobody on the way may cut into pieces. */
    Echoes full(Ipv4 from, Ipv4 to, int mtu) throws IOException {
        return ask(from, to, mtu, 3);
    }

    private Echoes ask(Ipv4 from, Ipv4 to, int bytes, int count) throws IOException {
        String output = shell.run(LIMIT, "ping", "-n", "-q", "-M", "do", "-c", String.valueOf(count), "-i", "0.2", "-W", "1", "-s",
                String.valueOf(bytes - HEADERS), "-I", from.toString(), to.toString()).output();
        Matcher counts = COUNTS.matcher(output);
        if (!counts.find()) {
            return new Echoes(bytes, count, 0, Optional.empty());
        }
        Matcher times = TIMES.matcher(output);
        Optional<Duration> average = times.find()
                ? Optional.of(Duration.ofNanos(Math.round(Double.parseDouble(times.group(1)) * 1_000_000)))
                : Optional.empty();
        return new Echoes(bytes, Integer.parseInt(counts.group(1)), Integer.parseInt(counts.group(2)), average);
    }

    /** The addresses that hosts on the way there and back wrote into a packet (RFC 791, record route): nine at most. */
    List<Ipv4> way(Ipv4 from, Ipv4 to) throws IOException {
        String output = shell.run(LIMIT, "ping", "-n", "-R", "-c", "1", "-W", "1", "-I", from.toString(), to.toString()).output();
        List<Ipv4> way = new ArrayList<>();
        boolean began = false;
        for (String line : output.lines().toList()) {
            began |= line.startsWith("RR:");
            Matcher hop = HOP.matcher(line);
            if (began && hop.matches()) {
                way.add(Ipv4.parse(hop.group(1)));
            }
        }
        return way;
    }
}
