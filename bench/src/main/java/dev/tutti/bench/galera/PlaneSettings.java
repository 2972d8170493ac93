package dev.tutti.bench.galera;

import dev.tutti.core.model.Address;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.GaleraArbitrator;
import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.GaleraNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the control plane of a cluster of the lab is told; everything else is as users have it. Immutable.
 *
 * @param galera options of the section {@code galera} that are not as usual, by name
 */
public record PlaneSettings(Map<String, String> galera) {
    public static final PlaneSettings USUAL = new PlaneSettings(Map.of());

    public PlaneSettings {
        galera = Map.copyOf(galera);
    }

    public PlaneSettings with(String option, String value) {
        Map<String, String> more = new LinkedHashMap<>(galera);
        more.put(option, value);
        return new PlaneSettings(more);
    }

    /**
     * Writes the file.
     *
     * @param folder where it stands, beside what the control plane keeps
     * @param more further sections
     */
    Path write(GaleraFleet fleet, Address listen, Path folder, String more) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), Accounts.ADMIN.password().reveal());
        String text = """
                server:
                  listen: "%s"
                  state_folder: "%s"
                fleet:
                  user: %s
                  password_file: "%s"
                """.formatted(listen, folder, Accounts.ADMIN.user(), password)
                + AgentProgram.asked(fleet.folder())
                + "galera:\n"
                + galera.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(option -> "  " + option.getKey() + ": " + option.getValue() + "\n")
                        .collect(Collectors.joining())
                + "  clusters:\n    - name: " + GaleraFleet.CLUSTER + "\n      nodes:\n"
                + fleet.nodes().stream().map(node -> node(fleet, node)).collect(Collectors.joining())
                + arbitrators(fleet)
                + more;
        return Files.writeString(folder.resolve("tutti.yaml"), text);
    }

    private static String node(GaleraFleet fleet, GaleraNode node) {
        return "        - {name: %s, address: '%s', site: %s, segment: %d, weight: %d, agent: '%s'}\n".formatted(
                node.name(), node.groupAddress(), node.spec().site(), node.spec().segment(), node.spec().weight(),
                fleet.agentOf(node.name()).groupAddress());
    }

    private static String arbitrators(GaleraFleet fleet) {
        return fleet.arbitrators().isEmpty() ? "" : "      arbitrators:\n" + fleet.arbitrators().stream()
                .map(GaleraArbitrator::name)
                .map(name -> "        - {name: %s, site: %s}\n".formatted(name, name))
                .collect(Collectors.joining());
    }
}
