package dev.tutti.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.control.ControlPlane;
import dev.tutti.control.SteadyClock;
import dev.tutti.control.config.Config;
import dev.tutti.control.record.SqliteJournal;
import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.problems.Problems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

class ModelFleetTest {
    private static final int SIZE = 20;

    @Test
    void aControlPlaneSeesModelServersAsTheChainThatTheyModel(@TempDir Path folder) throws Exception {
        Path password = Files.writeString(
                folder.resolve("password"), ModelFleet.account().password().reveal());
        try (ModelFleet models = ModelFleet.start(SIZE)) {
            Config config = Config.parse(
                    """
                    server:
                      state_folder: %s
                    fleet:
                      seeds: [%s]
                      user: %s
                      password_file: %s
                    """
                            .formatted(
                                    folder.resolve("state"), models.address(SIZE - 1), ModelFleet.account().user(), password),
                    "test.yaml");
            try (ControlPlane plane =
                    new ControlPlane(config, SqliteJournal.open(config.stateFolder()), new SteadyClock())) {
                plane.start();

                await().atMost(Duration.ofSeconds(20)).until(() -> answering(plane.state().fleet()) == SIZE);

                FleetState fleet = plane.state().fleet();
                for (int i = 0; i < SIZE; i++) {
                    Watched server = fleet.server(models.address(i)).orElseThrow();
                    assertThat(server.source().orElse(null)).as("source of %s", i).isEqualTo(models.sourceOf(i));
                    assertThat(server.lastStatus().flatMap(ServerStatus::replicating).map(Replication::healthy).orElse(i == 0))
                            .as("%s replicates", i)
                            .isTrue();
                    assertThat(fleet.rootOf(server.address())).isEqualTo(models.address(0));
                }
                assertThat(fleet.replicasOf(models.address(0))).hasSize(4);
                assertThat(Problems.of(plane.state(), Map.of())).isEmpty();
                Coordinates before = written(plane, models);
                await().atMost(Duration.ofSeconds(5)).until(() -> before.isBefore(written(plane, models)));
            }
        }
    }

    private static long answering(FleetState fleet) {
        return fleet.servers().values().filter(Watched::answering).count();
    }

    private static Coordinates written(ControlPlane plane, ModelFleet models) {
        return plane.state()
                .fleet()
                .server(models.address(0))
                .flatMap(Watched::lastStatus)
                .map(status -> java.util.Objects.requireNonNull(status.written()))
                .orElseThrow();
    }
}
