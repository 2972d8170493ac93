package dev.tutti.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What docs/payments.md tells people to write into files is what the programs read. */
@SuppressWarnings("NullAway.Init") // JUnit fills it
class PaymentsPageTest {
    @TempDir
    private Path folder;

    private static Map<String, String> files() throws Exception {
        Map<String, String> files = new LinkedHashMap<>();
        String page = Files.readString(Path.of("..", "docs", "payments.md"));
        Pattern.compile("```yaml\n# (\\S+)\n(.*?)```", Pattern.DOTALL).matcher(page).results()
                .forEach(block -> files.put(block.group(1), block.group(2)));
        return files;
    }

    private String written(String name) throws Exception {
        String text = files().get(name);
        assertThat(text).as(name).isNotNull();
        for (String secret : new String[] {"paris.pem", "paris.key", "control.pem", "control.key", "ca.pem", "revoked.pem", "password"}) {
            Files.writeString(folder.resolve(secret), "secret");
        }
        return Files.writeString(folder.resolve(name), text.replace("/etc/tutti-mesh", folder.toString())
                .replace("/etc/tutti", folder.toString())
                .replace("/var/lib/tutti", folder.toString())).toString();
    }

    @Test
    void theTunnelsArePlannedAsThePageSays() throws Exception {
        Captured plan = Captured.of("mesh", "plan", "--config", written("mesh.yaml"));
        assertThat(plan.exit()).as(plan.toString()).isZero();
        assertThat(plan.out()).contains("11 tunnels, OpenVPN").contains("hub hub1 and hub hub2");
    }

    @ParameterizedTest
    @CsvSource({"dns, dns.yaml", "agent, agent.yaml", "server, tutti.yaml"})
    void theFilesAreRight(String command, String file) throws Exception {
        written("dns.yaml"); // tutti.yaml names it
        written("mesh.yaml"); // and agent.yaml too
        Captured checked = Captured.of(command, "--config", written(file), "--check");
        assertThat(checked.exit()).as(checked.toString()).isZero();
    }
}
