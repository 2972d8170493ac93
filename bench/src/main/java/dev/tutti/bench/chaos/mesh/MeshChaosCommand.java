package dev.tutti.bench.chaos.mesh;

import dev.tutti.bench.Machine;
import dev.tutti.bench.Report;
import dev.tutti.core.galera.quorum.Element;
import dev.tutti.core.mesh.Reach;
import dev.tutti.core.mesh.Router;
import dev.tutti.core.mesh.Survivability;
import dev.tutti.core.mesh.Technology;
import dev.tutti.lab.network.LabNetwork;
import dev.tutti.mesh.print.Words;
import dev.tutti.mesh.run.RunningMesh;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Plays every failure of one and two parts of a mesh. */
@Command(
        name = "mesh",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Joins four sites in network namespaces by real tunnels over two hubs, cuts each part and each two parts, and compares"
                    + " who reaches whom with what the plan says.",
            "Takes root, and the packages openvpn, wireguard-tools, wireguard-go, bird2, babeld and nftables."
        },
        footer = {
            "",
            "Examples:  tutti chaos mesh --markdown table.md",
            "           tutti chaos mesh --among-sites --technology wireguard --only-one",
            "           tutti chaos mesh --reroute",
            "",
            "Exit codes: 0 all as the plan says, 1 something was not, 2 wrong use."
        })
public final class MeshChaosCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Option(names = "--technology", defaultValue = "openvpn", description = "openvpn or wireguard (default: ${DEFAULT-VALUE}).")
    Technology technology = Technology.OPENVPN;

    @Option(names = "--router", defaultValue = "bird", description = "bird or babeld (default: ${DEFAULT-VALUE}).")
    Router router = Router.BIRD;

    @Option(names = "--hello", defaultValue = "200", paramLabel = "MS",
            description = "How often routers greet each other (default: ${DEFAULT-VALUE} ms).")
    int hello = 200;

    @Option(names = "--among-sites", description = "Two of the four sites are hubs, instead of two more places.")
    boolean amongSites;

    @Option(names = "--only-one", description = "Failures of one part only.")
    boolean onlyOne;

    @Option(names = "--reroute", description = "Measure instead how long a lost hub is noticed and left, by --hello.")
    boolean reroute;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write the table there.")
    @Nullable Path markdown;

    @Mixin
    Report report = new Report();

    /**
     * One failure.
     *
     * @param predicted pairs that should not reach each other
     * @param seconds until what was reached was what was predicted; negative if it never was
     * @param stayed whether it was still so when asked again
     * @param healed seconds until all reached all again; negative if they never did
     */
    record Played(String failed, String predicted, double seconds, boolean stayed, double healed) {
        boolean right() {
            return seconds >= 0 && stayed && healed >= 0;
        }
    }

    @Override
    public Integer call() throws IOException {
        Optional<String> reason = LabNetwork.whyNot();
        if (reason.isPresent()) {
            System.err.println("A mesh cannot be had here: " + reason.get() + ".");
            return 2;
        }
        Optional<String> missing = RunningMesh.whyNot(technology, router);
        if (missing.isPresent()) {
            System.err.println(missing.get());
            return 2;
        }
        Path folder = Files.createTempDirectory("tutti-chaos-mesh");
        Machine machine = Machine.here(List.of());
        System.out.println(machine);
        return reroute ? measure(folder) : play(folder, machine);
    }

    private MeshLab.Wish wish(int millis) {
        return new MeshLab.Wish(technology, router, Duration.ofMillis(millis), !amongSites);
    }

    private int measure(Path folder) throws IOException {
        for (int millis : List.of(100, 200, 500, 1000)) {
            try (MeshLab lab = MeshLab.start(wish(millis), folder.resolve("hello-" + millis))) {
                List<Long> gaps = Rerouting.measure(lab.mesh(), "berlin", "rome", 5).stream().sorted().toList();
                System.out.println(String.format(Locale.ROOT,
                        "hello %4d ms: nothing heard for %d ms (median of %d; %d to %d)", millis, gaps.get(gaps.size() / 2), gaps.size(),
                        gaps.getFirst(), gaps.getLast()));
            }
        }
        return 0;
    }

    private int play(Path folder, Machine machine) throws IOException {
        List<Played> all = new ArrayList<>();
        try (MeshLab lab = MeshLab.start(wish(hello), folder)) {
            Survivability survivability = Survivability.of(lab.mesh().plan());
            for (Survivability.Case one : onlyOne ? survivability.ofOne() : survivability.cases()) {
                Played played = play(lab.mesh(), one.failed());
                all.add(played);
                System.out.println(String.format(Locale.ROOT, "%-8s %-45s %-60s %5.1f s, healed %5.1f s",
                        played.right() ? "as said" : "NOT", played.failed(), played.predicted(), played.seconds(), played.healed()));
                System.out.flush();
            }
        }
        report.write(machine, command(), Map.of("failures", all));
        long right = all.stream().filter(Played::right).count();
        System.out.println();
        System.out.println(right + " of " + all.size() + " failures did what the plan says");
        Path file = markdown;
        if (file != null) {
            StringBuilder text = new StringBuilder("""
                    | failed | who reaches whom, as predicted and as seen | after | healed after |
                    | --- | --- | --- | --- |
                    """);
            all.forEach(played -> text.append(String.format(Locale.ROOT, "| %s | %s%s | %.1f s | %.1f s |%n", played.failed(),
                    played.predicted(), played.right() ? "" : " **(not so)**", played.seconds(), played.healed())));
            Files.writeString(file, text);
        }
        return right == all.size() ? 0 : 1;
    }

    private static Played play(RunningMesh mesh, List<Element> failed) throws IOException {
        Reach reach = new Reach(mesh.plan(), failed);
        String predicted = Words.apart(reach.apart(), reach.living().size());
        mesh.cutOnly(failed);
        double seconds = seconds(mesh.awaitReach(LIMIT));
        boolean stayed = mesh.reached().equals(mesh.predicted());
        mesh.healAll();
        return new Played(Words.of(mesh.plan(), failed), predicted, seconds, stayed, seconds(mesh.awaitReach(LIMIT)));
    }

    private static double seconds(Optional<Duration> duration) {
        return duration.map(each -> each.toMillis() / 1000.0).orElse(-1.0);
    }

    private String command() {
        return "./tutti chaos mesh --technology " + technology + " --router " + router + " --hello " + hello
                + (amongSites ? " --among-sites" : "") + (onlyOne ? " --only-one" : "");
    }
}
