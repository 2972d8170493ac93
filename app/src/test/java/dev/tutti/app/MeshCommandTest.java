package dev.tutti.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** Plans, bundles and differences from the command line. */
class MeshCommandTest {
    private static final String DESCRIPTION = """
            mesh:
              hubs: [hub1, hub2]
            sites:
              - {name: paris, endpoint: 203.0.113.1, network: 10.1.1.0/24}
              - {name: rome, endpoint: 203.0.113.2, network: 10.1.2.0/24}
              - {name: hub1, endpoint: 203.0.113.11}
              - {name: hub2, endpoint: 203.0.113.12}
            """;

    @TempDir
    Path folder;

    private Captured mesh(String command, String... more) {
        String[] arguments = {"mesh", command, "--config", folder.resolve("mesh.yaml").toString(), "--dir",
            folder.resolve("mesh").toString(), "--pki", folder.resolve("pki").toString()};
        return Captured.of(java.util.stream.Stream.concat(java.util.Arrays.stream(arguments), java.util.Arrays.stream(more))
                .toArray(String[]::new));
    }

    @Test
    void fromADescriptionToBundlesThatAreAsPlanned() throws Exception {
        Files.writeString(folder.resolve("mesh.yaml"), DESCRIPTION);
        assertThat(mesh("plan").out()).contains("5 tunnels, OpenVPN").contains("hub hub1 and hub hub2");
        assertThat(mesh("plan", "--json").out()).startsWith("{").contains("\"shape\" : \"dedicated_hubs\"");
        assertThat(mesh("diff").exit()).isEqualTo(1);
        assertThat(mesh("generate").out()).contains("a new key for paris").contains("written: paris.tar");
        assertThat(mesh("generate").out()).isEqualTo("All 4 bundles are as they should be.\n");
        assertThat(mesh("diff").out()).isEqualTo("Nothing differs from the plan.\n");
        Captured unknown = mesh("generate", "--rotate", "oslo");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("there is no site oslo; there are paris, rome, hub1, hub2");
    }

    @Test
    void twoSitesWithOneNetworkAreNamedWithTheirPlace() throws Exception {
        Path file = Files.writeString(folder.resolve("mesh.yaml"), DESCRIPTION.replace("10.1.2.0", "10.1.1.0"));
        Captured wrong = mesh("plan");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).startsWith(file + ", line 5, column 50: \"sites[].network\": it is the network of paris as well")
                .hasLineCount(1);
    }
}
