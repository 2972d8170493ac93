package dev.tutti.app;

import dev.tutti.settings.pki.Authority;
import dev.tutti.settings.pki.Authority.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Makes the certificates of agents and control planes. Each method is a command; their exit codes are 0 and 1. */
@Command(
        name = "pki",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Makes the certificates with which agents, control planes and the hosts of the mesh know each other.",
        footer = {
            "",
            "Example:  tutti pki create ca",
            "          tutti pki create server db1 --address db1.example.com --address 10.0.0.1",
            "          tutti pki create client control",
            "",
            "Keep ca.key offline: who has it is everybody. docs/agent.md says what goes where.",
            "",
            "Exit codes: 0 done; 1 not done, and nothing was overwritten; 2 wrong use."
        },
        subcommands = {PkiCommand.Create.class})
final class PkiCommand {
    private static final String FOLDER = "pki";

    private interface Work {
        void on(Authority authority) throws IOException;
    }

    private static int run(Path folder, Work work) {
        try {
            work.on(new Authority(folder, InstantSource.system()));
            return 0;
        } catch (NoSuchFileException e) {
            System.err.println(e.getFile() + " does not exist: is --dir right, and was \"tutti pki create ca\" done there?");
            return 1;
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    @Command(name = "rotate", mixinStandardHelpOptions = true,
            description = "Makes a new key and certificate of the same name; NAME.old stays valid until it is revoked.")
    int rotate(
            @Parameters(paramLabel = "NAME", description = "Of the certificate.") String name,
            @Option(names = "--days", defaultValue = "730", description = "How long it is valid (default: ${DEFAULT-VALUE}).")
            int days,
            @Option(names = "--dir", defaultValue = FOLDER, description = "Where all is kept (default: ${DEFAULT-VALUE}).")
            Path folder) {
        return run(folder, authority -> {
            authority.rotate(name, Duration.ofDays(days));
            System.out.println(authority.certificate(name) + " and " + authority.key(name)
                    + " are new; when they are in use: tutti pki revoke " + name + ".old");
        });
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Takes back the belief in a certificate.")
    int revoke(
            @Parameters(paramLabel = "NAME", description = "Of the certificate.") String name,
            @Option(names = "--dir", defaultValue = FOLDER, description = "Where all is kept (default: ${DEFAULT-VALUE}).")
            Path folder) {
        return run(folder, authority -> {
            authority.revoke(name);
            System.out.println("Copy " + authority.revoked() + " to all agents; they read it without a restart.");
        });
    }

    /** Makes something new. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            description = "Makes the authority, or a key and a certificate.")
    static final class Create {
        @Command(name = "ca", mixinStandardHelpOptions = true, description = "Makes the authority, which signs all others.")
        int ca(
                @Option(names = "--days", defaultValue = "3650",
                        description = "How long it is valid (default: ${DEFAULT-VALUE}).")
                int days,
                @Option(names = "--dir", defaultValue = FOLDER, description = "Where all is kept (default: ${DEFAULT-VALUE}).")
                Path folder) {
            return run(folder, authority -> {
                authority.create(Duration.ofDays(days));
                System.out.println(authority.certificate() + " and " + authority.revoked() + " go everywhere, "
                        + authority.key("ca") + " nowhere.");
            });
        }

        @Command(name = "server", mixinStandardHelpOptions = true, description = "Makes an agent's key and certificate.")
        int server(
                @Parameters(paramLabel = "NAME", description = "Of the agent.") String name,
                @Option(names = "--address", paramLabel = "HOST",
                        description = "A name or IP address under which it is reached; may be repeated (default: its name).")
                List<String> addresses,
                @Option(names = "--days", defaultValue = "730", description = "How long it is valid (default: ${DEFAULT-VALUE}).")
                int days,
                @Option(names = "--dir", defaultValue = FOLDER, description = "Where all is kept (default: ${DEFAULT-VALUE}).")
                Path folder) {
            return make(Role.AGENT, name, addresses == null ? List.of() : addresses, days, folder);
        }

        @Command(name = "client", mixinStandardHelpOptions = true, description = "Makes a control plane's key and certificate.")
        int client(
                @Parameters(paramLabel = "NAME", description = "Of the control plane.") String name,
                @Option(names = "--days", defaultValue = "730", description = "How long it is valid (default: ${DEFAULT-VALUE}).")
                int days,
                @Option(names = "--dir", defaultValue = FOLDER, description = "Where all is kept (default: ${DEFAULT-VALUE}).")
                Path folder) {
            return make(Role.CONTROL, name, List.of(), days, folder);
        }

        @Command(name = "tunnel", mixinStandardHelpOptions = true,
                description = {
                    "Makes the key and certificate of a host of the mesh, called MESH-HOST.",
                    "\"tutti mesh generate\" does so by itself, and takes the key into the host's bundle."
                })
        int tunnel(
                @Parameters(paramLabel = "NAME", description = "Of the mesh and the host, such as payments-paris.") String name,
                @Option(names = "--days", defaultValue = "730", description = "How long it is valid (default: ${DEFAULT-VALUE}).")
                int days,
                @Option(names = "--dir", defaultValue = FOLDER, description = "Where all is kept (default: ${DEFAULT-VALUE}).")
                Path folder) {
            return make(Role.TUNNEL, name, List.of(), days, folder);
        }

        private static int make(Role role, String name, List<String> addresses, int days, Path folder) {
            return run(folder, authority -> {
                authority.create(role, name, addresses, Duration.ofDays(days));
                System.out.println(authority.certificate(name) + " and " + authority.key(name));
            });
        }
    }
}
