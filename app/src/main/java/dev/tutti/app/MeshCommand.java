package dev.tutti.app;

import dev.tutti.core.mesh.MeshDescription;
import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.check.HostSight;
import dev.tutti.core.mesh.check.MeshDiagnosis;
import dev.tutti.core.mesh.check.MeshJudge;
import dev.tutti.mesh.bundle.Bundles;
import dev.tutti.mesh.bundle.Difference;
import dev.tutti.mesh.bundle.Generated;
import dev.tutti.mesh.check.Look;
import dev.tutti.mesh.check.RateAnswers;
import dev.tutti.mesh.config.MeshFile;
import dev.tutti.mesh.print.CheckText;
import dev.tutti.mesh.print.DifferenceText;
import dev.tutti.mesh.print.PlanJson;
import dev.tutti.mesh.print.PlanText;
import dev.tutti.mesh.run.Place;
import dev.tutti.settings.ConfigException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;

/** Plans, makes and watches the encrypted network between sites. */
@Command(
        name = "mesh",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Plans, makes and watches the encrypted network between sites.",
        footer = {
            "",
            "Examples:  tutti mesh plan --config mesh.yaml",
            "           tutti mesh generate --config mesh.yaml --dir mesh --pki pki",
            "           tutti mesh check --config mesh.yaml --host paris",
            "",
            "docs/mesh.md leads from a description to running tunnels.",
            "",
            "Exit codes: 0 done, all is well, nothing differs; 1 not done, problems, or differences;",
            "            2 wrong use or description."
        },
        subcommands = {
            MeshCommand.Plan.class, MeshCommand.Generate.class, MeshCommand.Check.class, MeshCommand.Diff.class, HelpCommand.class
        })
final class MeshCommand {
    /** What all of them take. */
    static final class Given {
        @Option(names = "--config", required = true, paramLabel = "FILE", description = "The description.")
        Path config = Path.of("mesh.yaml");

        @Option(names = "--dir", paramLabel = "FOLDER", defaultValue = "mesh",
                description = "Where the bundles and the sites' numbers are kept (default: ${DEFAULT-VALUE}).")
        Path folder = Path.of("mesh");

        @Option(names = "--pki", paramLabel = "FOLDER", defaultValue = "pki",
                description = "Where the authority is (default: ${DEFAULT-VALUE}).")
        Path pki = Path.of("pki");

        Bundles bundles() {
            return new Bundles(folder, pki, InstantSource.system());
        }
    }

    private interface Work {
        int on(MeshDescription description, Bundles bundles) throws IOException;
    }

    private static int run(Given given, Work work) {
        try {
            return work.on(MeshFile.read(given.config), given.bundles());
        } catch (ConfigException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 2;
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    /** Prints the plan. */
    @Command(name = "plan", mixinStandardHelpOptions = true,
            description = "Tells which tunnels and addresses there would be, and what each failure of one and two parts does.")
    static final class Plan implements Callable<Integer> {
        @Mixin
        Given given = new Given();

        @Option(names = "--all", description = "List failures of two parts that do no harm as well.")
        boolean all;

        @Option(names = "--json", description = "For programs.")
        boolean json;

        @Override
        public Integer call() {
            return run(given, (description, bundles) -> {
                MeshPlan plan = bundles.plan(description);
                System.out.print(json ? PlanJson.of(plan) : PlanText.of(plan, all));
                return 0;
            });
        }
    }

    /** Writes the bundles. */
    @Command(name = "generate", mixinStandardHelpOptions = true,
            description = {
                "Writes a bundle for each host: all its configuration, and its private keys and nobody else's.",
                "What is as it should be is not touched."
            })
    static final class Generate implements Callable<Integer> {
        @Mixin
        Given given = new Given();

        @Option(names = "--rotate", paramLabel = "HOST",
                description = "Make new keys for this host; may be repeated. Its old certificate stays valid until it is revoked.")
        List<String> rotate = List.of();

        @Override
        public Integer call() {
            return run(given, (description, bundles) -> {
                Generated generated = bundles.generate(description, rotate);
                generated.keys().forEach(System.out::println);
                generated.changed().forEach(file -> System.out.println("written: " + file));
                generated.leftovers().forEach(host -> System.out.println(host + " is not in the plan any more: revoke its certificate"
                        + " (tutti pki revoke " + description.name() + "-" + host + "), generate again, and remove its bundle"));
                System.out.println(generated.changed().isEmpty()
                        ? "All " + generated.plan().hosts().size() + " bundles are as they should be."
                        : "Bring each bundle to its host and to no other: " + given.folder.resolve("hosts"));
                return 0;
            });
        }
    }

    /** Looks at the tunnels from this host. */
    @Command(name = "check", mixinStandardHelpOptions = true,
            description = {
                "Looks at the tunnels from this host: handshakes, round trip, loss, full-size packets, ways, and what is wrong.",
                "Takes root, two seconds, and with --rate as long again for each link."
            })
    static final class Check implements Callable<Integer> {
        @Mixin
        Given given = new Given();

        @Option(names = "--host", required = true, paramLabel = "HOST", description = "Which one this is.")
        String host = "";

        @Option(names = "--run", paramLabel = "FOLDER", defaultValue = "/run/tutti-mesh",
                description = "Where the sockets of its tunnels are (default: ${DEFAULT-VALUE}).")
        Path run = Path.of("/run/tutti-mesh");

        @Option(names = "--rate", description = "Measure what links with a baseline carry; their peers have to run --answer.")
        boolean rate;

        @Option(names = "--answer", description = "Answer the measurements of peers until it is ended, and do nothing else.")
        boolean answer;

        @Option(names = "--json", description = "For programs.")
        boolean json;

        @Override
        public Integer call() {
            return run(given, (description, bundles) -> {
                MeshPlan plan = bundles.plan(description);
                plan.host(host);
                if (answer) {
                    return answer(plan);
                }
                HostSight sight = new Look(plan, host, run, Place.HERE, InstantSource.system()).look(rate);
                List<MeshDiagnosis> diagnoses = MeshJudge.judge(plan, List.of(sight));
                System.out.print(json ? CheckText.json(plan, sight, diagnoses) : CheckText.of(sight, diagnoses));
                return diagnoses.stream().anyMatch(MeshDiagnosis::problem) ? 1 : 0;
            });
        }

        private int answer(MeshPlan plan) throws IOException {
            Ending ending = new Ending();
            int exitCode = 1;
            try (RateAnswers _ = RateAnswers.start(plan, host)) {
                System.err.println("Answering measurements of " + plan.host(host).tunnels().size() + " peers.");
                ending.started();
                ending.await();
                exitCode = 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                ending.ended(exitCode);
            }
            return exitCode;
        }
    }

    /** Compares with the plan. */
    @Command(name = "diff", mixinStandardHelpOptions = true,
            description = {
                "Tells how the bundles differ from the plan, or with --host what is installed on that host.",
                "Secrets are compared and not shown."
            })
    static final class Diff implements Callable<Integer> {
        @Mixin
        Given given = new Given();

        @Option(names = "--host", paramLabel = "HOST", description = "Compare what is installed as this host instead of bundles.")
        @Nullable String host;

        @Option(names = "--root", paramLabel = "FOLDER", defaultValue = "/",
                description = "Under which etc is, for --host (default: ${DEFAULT-VALUE}).")
        Path root = Path.of("/");

        @Override
        public Integer call() {
            return run(given, (description, bundles) -> {
                String one = host;
                List<Difference> differences = one == null
                        ? bundles.differences(description)
                        : bundles.differences(description, one, root);
                System.out.print(differences.isEmpty() ? "Nothing differs from the plan.\n" : DifferenceText.of(differences));
                return differences.isEmpty() ? 0 : 1;
            });
        }
    }
}
