package dev.tutti.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.quorum.Element;
import dev.tutti.core.galera.quorum.Layout.Link;
import dev.tutti.core.mesh.Survivability;
import dev.tutti.core.mesh.Technology;
import dev.tutti.mesh.run.RunningMesh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What the plan predicts of failures is what real tunnels do. */
class TunnelsTest {
    private static final Duration UP = Duration.ofSeconds(20);
    private static final Duration REROUTED = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private static String reached(RunningMesh mesh) {
        try {
            return mesh.reached().toString();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void eachFailureOfOnePartAndSomeOfTwoDoWhatThePlanSays() throws IOException {
        try (LabMesh lab = LabMesh.start(Technology.OPENVPN, 4, OptionalLong.empty(), folder)) {
            RunningMesh mesh = lab.mesh();
            assertThat(mesh.awaitReach(UP)).as(() -> "all reach all: " + reached(mesh)).isPresent();
            List<List<Element>> failures = new ArrayList<>();
            Survivability.elements(mesh.plan()).forEach(element -> failures.add(List.of(element)));
            failures.add(List.of(new Element.OfSite("hub1"), new Element.OfSite("hub2")));
            failures.add(List.of(new Element.OfSite("hub1"), new Element.OfLink(new Link("hub2", "rome"))));
            failures.add(List.of(new Element.OfLink(new Link("hub1", "hub2")), new Element.OfLink(new Link("hub2", "rome"))));
            for (List<Element> failure : failures) {
                // What failed before heals at the same moment.
                mesh.cutOnly(failure);
                assertThat(mesh.awaitReach(REROUTED))
                        .as(() -> failure + ": predicted " + mesh.predicted() + ", reached " + reached(mesh))
                        .isPresent();
            }
            mesh.healAll();
            assertThat(mesh.awaitReach(REROUTED)).as(() -> "all healed: " + reached(mesh)).isPresent();
        }
    }
}
