package dev.tutti.bench.galera;

import dev.tutti.bench.ThisProgram;
import dev.tutti.core.model.Address;
import dev.tutti.lab.AgentSetup;
import dev.tutti.lab.GaleraNode;
import dev.tutti.settings.pki.Authority;
import dev.tutti.settings.pki.Authority.Role;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The agents of a fleet of the lab: this same program beside each node, with certificates of an authority of the fleet's own.
 * Stateless.
 */
public final class AgentProgram {
    private static final Duration VALID = Duration.ofDays(2);
    private static final String CONTROL = "control";

    private AgentProgram() {}

    /**
     * Writes an agent's configuration and makes its certificate; before the first, the authority and the control plane's.
     *
     * @param more further sections
     * @return the command that runs it
     */
    public static List<String> prepare(AgentSetup.Place place, String more) throws IOException {
        Authority authority = authority(place.fleet());
        if (!Files.exists(authority.certificate())) {
            authority.create(VALID);
            authority.create(Role.CONTROL, CONTROL, List.of(), VALID);
        }
        String name = place.node().name();
        authority.create(Role.AGENT, name, List.of(place.address().host()), VALID);
        Files.writeString(place.configuration(), configuration(place, authority, place.node().startCommand(List.of())) + more);
        return ThisProgram.command("64m", "agent", "--config=" + place.configuration());
    }

    /** What {@code agents:} says in the configuration of the control plane of this fleet. */
    static String asked(Path fleet) {
        Authority authority = authority(fleet);
        return """
                agents:
                  certificate: "%s"
                  key: "%s"
                  authority: "%s"
                """.formatted(authority.certificate(CONTROL), authority.key(CONTROL), authority.certificate());
    }

    private static Authority authority(Path fleet) {
        return new Authority(fleet.resolve("pki"), InstantSource.system());
    }

    private static String configuration(AgentSetup.Place place, Authority authority, List<String> start) {
        GaleraNode node = place.node();
        return """
                agent:
                  listen: "%s"
                  state_folder: "%s"
                  peers: [%s]
                tls:
                  certificate: "%s"
                  key: "%s"
                  authority: "%s"
                  revoked: "%s"
                server:
                  kind: galera
                  data_folder: "%s"
                  pid_file: "%s"
                  error_log: "%s"
                  binary_logs: "%s"
                  start:
                %s
                save:
                  reserve: 64M
                """.formatted(
                place.listen(),
                place.folder(),
                place.peers().stream().map(Address::toString).map(AgentProgram::quoted).collect(Collectors.joining(", ")),
                authority.certificate(node.name()),
                authority.key(node.name()),
                authority.certificate(),
                authority.revoked(),
                node.dataFolder(),
                node.dataFolder().resolve("server.pid"),
                node.errorLog(),
                node.dataFolder().resolve("binlog"),
                start.stream().map(word -> "    - " + quoted(word)).collect(Collectors.joining("\n")));
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
