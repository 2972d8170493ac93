package dev.tutti.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.lab.process.Processes.State;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/** One node alone: whoever starts it, the lab finds it; and what is done to its data shows. */
class GaleraNodeTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    static final GaleraExtension CLUSTER = GaleraExtension.of(GaleraSpec.ofNodes(1)
            .withNode("n1", n -> n.withSegment(3).withWeight(2).withOption("innodb_flush_log_at_trx_commit", "0")));

    private final GaleraFleet fleet = CLUSTER.fleet();
    private final GaleraNode node = fleet.node("n1");

    @Test
    void aNodeThatSomebodyElseHasStartedIsFoundPausedAndStopped() throws Exception {
        fleet.stop("n1");
        GaleraPosition position = node.recover().position().orElseThrow();

        Process started = new ProcessBuilder(node.startCommand(
                        List.of(GaleraNode.NEW_CLUSTER, "--wsrep_start_position=" + position)))
                .redirectErrorStream(true)
                .redirectOutput(node.folder().resolve("stranger.log").toFile())
                .start();

        fleet.awaitSynced(LIMIT);
        assertThat(node.pid()).contains(started.pid());
        assertThatThrownBy(() -> fleet.start("n1")).hasMessageContaining("Node n1 runs");
        assertThat(node.status().orElseThrow().value("wsrep_provider_version")).isNotEmpty();
        fleet.pause("n1");
        assertThat(node.state()).isEqualTo(State.PAUSED);
        fleet.resume("n1");
        fleet.stop("n1");
        assertThat(started.waitFor(LIMIT)).isTrue();
        assertThat(node.pid()).isEmpty();
        assertThat(Files.readString(node.savedState())).contains("safe_to_bootstrap: 1");
        fleet.bootstrapRecovered("n1");
    }

    @Test
    void aNodeIsConfiguredAsItsSpecificationSays() throws Exception {
        fleet.awaitSynced(LIMIT);
        try (var connection = node.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT @@wsrep_provider_options, @@innodb_flush_log_at_trx_commit")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).contains("gmcast.segment = 3;", "pc.weight = 2;", "gcache.size = 32M;");
            assertThat(row.getInt(2)).isZero();
        }
        assertThatThrownBy(node::recover).hasMessageContaining("Node n1 runs");
        assertThatThrownBy(() -> GaleraDamage.corruptInnodb(node)).hasMessageContaining("kill it before");
    }

    @Test
    void aNodeWithCorruptTablesCannotTellItsPosition() throws Exception {
        fleet.kill("n1");
        var backup = node.folder().resolve("backup");
        dev.tutti.lab.install.Folders.copy(node.dataFolder(), backup);
        GaleraDamage.corruptInnodb(node);

        GaleraRecovery recovery = node.recover();

        assertThat(recovery.exitCode()).isEqualTo(1);
        assertThat(recovery.position()).isEmpty();
        assertThat(recovery.log()).contains("InnoDB");
        GaleraDamage.empty(node);
        Files.delete(node.dataFolder());
        Files.move(backup, node.dataFolder());
        GaleraDamage.writeSavedState(node, new GaleraPosition("00000000-0000-0000-0000-000000000000", -1), false);
        fleet.bootstrapRecovered("n1");
        Awaitility.await().atMost(LIMIT).until(() -> node.status().filter(s -> s.isSyncedAmong(1)).isPresent());
    }
}
