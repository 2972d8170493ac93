package dev.tutti.mesh.check;

import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Tunnel;
import dev.tutti.mesh.run.Shell;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Measures what one tunnel carries, for two seconds at most: bash(1) reads what {@link RateAnswers} at its other end sends. */
final class RateProbe {
    private static final Duration LIMIT = Duration.ofSeconds(6);
    private static final long LEAST_BYTES = 1000;

    /** Bytes and microseconds, from the first byte on. A peer that does not answer within a second is not asked for longer. */
    private static final String SCRIPT = """
            exec 2>/dev/null
            exec 3<>"/dev/tcp/$1/$2" || exit 1
            read -r -n 1 -t 1 first <&3 || exit 1
            begin=${EPOCHREALTIME/./}
            bytes=$(timeout 2 cat <&3 | wc -c)
            end=${EPOCHREALTIME/./}
            echo "$bytes $((end - begin))"
            """;

    private final Shell shell;

    RateProbe(Shell shell) {
        this.shell = shell;
    }

    /** Bits per second; empty when the peer does not answer. */
    OptionalLong rate(MeshPlan plan, Tunnel tunnel) throws IOException {
        Shell.Result result = shell.run(LIMIT, Map.of("LC_ALL", "C"), List.of("timeout", "5", "bash", "-c", SCRIPT, "-",
                tunnel.other().toString(), String.valueOf(RateAnswers.port(plan))));
        String[] words = result.output().strip().split(" ");
        if (!result.succeeded() || words.length != 2 || !words[0].matches("\\d+") || !words[1].matches("\\d+")) {
            return OptionalLong.empty();
        }
        long bytes = Long.parseLong(words[0]);
        long micros = Math.max(1, Long.parseLong(words[1]));
        return bytes < LEAST_BYTES ? OptionalLong.empty() : OptionalLong.of(bytes * 8 * 1_000_000 / micros);
    }
}
