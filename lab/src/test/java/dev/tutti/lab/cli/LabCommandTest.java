package dev.tutti.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.install.Folders;
import dev.tutti.lab.network.LabNetwork;
import dev.tutti.lab.process.Processes;
import dev.tutti.lab.remote.FleetFile;
import dev.tutti.lab.remote.RemoteFleet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;

/** The commands as a person or a script uses them. */
class LabCommandTest {
    private record Outcome(int exitCode, String output, String errors) {}

    @Test
    void aFleetInTheBackgroundIsStartedBrokenMendedAndEnded(@TempDir Path parent) {
        String folder = parent.resolve("fleet").toString();
        Outcome up = run("up", "1<-2", "--proxy", "--not-current", "--json", "--dir", folder);
        assertThat(up.errors()).isEmpty();
        assertThat(up.exitCode()).isZero();
        assertThat(up.output()).contains("\"replicates_from\" : \"1\"", "\"state\" : \"running\"", "\"replication\"");
        FleetFile file = RemoteFleet.in(Path.of(folder)).file();

        assertThat(run("kill", "2", "--dir", folder).output()).isEqualTo("server 2 killed\n");
        assertThat(run("status", "--dir", folder).output()).contains("dead");
        assertThat(run("kill", "2", "--dir", folder)).isEqualTo(new Outcome(
                1, "", "tutti lab kill: Server 2 of the fleet in " + folder
                        + " is not running, so it cannot be killed.\n"));
        assertThat(run("start", "2", "--dir", folder).exitCode()).isZero();
        assertThat(run("pause", "2", "--dir", folder).exitCode()).isZero();
        assertThat(run("resume", "2", "--dir", folder).exitCode()).isZero();
        assertThat(run("cut", "1", "--how", "to-server", "--dir", folder).exitCode()).isZero();
        assertThat(run("delay", "2", "--by", "10ms", "--dir", folder).exitCode()).isZero();
        assertThat(run("bandwidth", "2", "--limit", "64k", "--dir", folder).exitCode()).isZero();
        assertThat(run("status", "--dir", folder).output()).contains("cut to-server", "delay 10ms", "bandwidth 65536 B/s");
        assertThat(run("heal", "--dir", folder).output()).isEqualTo("server 1 healed\nserver 2 healed\n");
        assertThat(run("cut", "1", "--from", "2", "--dir", folder).errors()).contains("is no Galera cluster");
        assertThat(run("partition", "1|2", "--dir", folder).errors()).contains("is no Galera cluster");
        assertThat(run("kill", "9", "--dir", folder).errors()).contains("There is no server \"9\"", "1, 2.");

        assertThat(run("up", "single", "--dir", folder).errors()).contains("is not empty");
        assertThat(run("down", "--remove", "--dir", folder).exitCode()).isZero();
        assertThat(Path.of(folder)).doesNotExist();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !file.ownerIsAlive());
    }

    @Test
    void aGaleraClusterIsStartedBrokenMendedAndEnded(@TempDir Path parent) {
        FleetExtension.require(LabNetwork.whyNot().isEmpty(), "lab up --galera", LabNetwork.whyNot().orElse(""));
        String folder = parent.resolve("cluster").toString();
        Outcome up = run("up", "--galera", "1", "--not-current", "--dir", folder);
        assertThat(up.exitCode()).as(up.errors()).isZero();
        assertThat(up.output()).contains("n1", "Primary/1/Synced", "IN THE CLUSTER");
        assertThat(run("status", "--json", "--dir", folder).output())
                .contains("\"kind\" : \"galera-node\"", "\"cluster_status\" : \"Primary\"", "\"cluster_size\" : 1");

        assertThat(run("cut", "n1", "--from", "outside", "--how", "to-server", "--dir", folder).exitCode()).isZero();
        assertThat(run("status", "--dir", folder).output()).contains("cut from outside").doesNotContain("Primary");
        assertThat(run("heal", "--dir", folder).output()).isEqualTo("server n1 healed\n");
        assertThat(run("bandwidth", "n1", "--limit", "1m", "--dir", folder).exitCode()).isZero();
        assertThat(run("delay", "n1", "--by", "5ms", "--from", "outside", "--dir", folder).exitCode()).isZero();
        assertThat(run("status", "--dir", folder).output())
                .contains("delay 5ms bandwidth 1048576 B/s to and from outside", "Primary/1/Synced");
        assertThat(run("partition", "n1|n2", "--dir", folder).errors()).contains("There is no node \"n2\"");
        assertThat(run("cut", "n1", "--how", "reset", "--dir", folder).errors()).contains("cannot be reset");

        assertThat(run("kill", "n1", "--dir", folder).output()).isEqualTo("server n1 killed\n");
        assertThat(run("bootstrap", "n1", "--dir", folder).output()).isEqualTo("cluster founded anew from n1\n");
        assertThat(run("stop", "n1", "--dir", folder).output()).isEqualTo("server n1 stopped\n");
        assertThat(run("start", "n1", "--dir", folder).output()).isEqualTo("server n1 started\n");
        assertThat(run("down", "--remove", "--dir", folder).exitCode()).isZero();
        assertThat(Path.of(folder)).doesNotExist();
    }

    @Test
    void aFleetWhoseFolderWasDeletedEnds(@TempDir Path parent) throws Exception {
        Path folder = parent.resolve("fleet");
        assertThat(run("up", "single", "--not-current", "--dir", folder.toString()).exitCode()).isZero();
        RemoteFleet fleet = RemoteFleet.in(folder);
        FleetFile file = fleet.file();

        Folders.delete(folder);

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !file.ownerIsAlive());
        assertThat(fleet.state(file.servers().getFirst())).isEqualTo(Processes.State.DEAD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "up chian|is not the shape of a fleet",
                "up chain --flavour oracle|the lab knows mariadb114, mysql56, mariadb1011, mysql97",
                "cut 4 --how softly|there are both, to-server, from-server, reset",
                "delay 4 --by soon|write for example 50ms or 2s",
                "bandwidth 4 --limit 0|write for example 20000, 64k or 1m",
                "kill|Missing required parameter",
                "up --galera 2 chain|has no SHAPE",
                "up chain --arbitrator|Only a Galera cluster",
                "up|say chain, star, single",
                "fetch|Name a flavour, or --galera",
                "frobnicate|Unmatched argument"
            })
    void wrongUseIsExplainedAndHasItsOwnExitCode(String arguments, String sentence) {
        Outcome outcome = run(arguments.split(" "));
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.errors()).contains(sentence);
    }

    @Test
    void aFolderWithoutAFleetIsExplained(@TempDir Path folder) {
        Outcome outcome = run("status", "--dir", folder.toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.errors()).contains("There is no fleet in " + folder, "tutti lab status");
    }

    private static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        int exitCode = new CommandLine(new LabCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(errors))
                .execute(arguments);
        return new Outcome(exitCode, out.toString(), errors.toString());
    }
}
