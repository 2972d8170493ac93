package dev.tutti.lab.install;

import dev.tutti.lab.Flavour;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the programs of one flavour lie on this machine and how to run them. Immutable.
 *
 * @param flavour what it is
 * @param version the exact version, part of the names in the cache
 * @param base the server's {@code basedir}
 * @param loader what stands before each program, empty unless it needs a loader of its own
 * @param environment what each program needs in its environment
 * @param server the server program
 * @param programFolders where the other programs are looked for, in this order
 */
public record Installation(
        Flavour flavour,
        String version,
        Path base,
        List<String> loader,
        Map<String, String> environment,
        Path server,
        List<Path> programFolders) {

    public Installation {
        loader = List.copyOf(loader);
        environment = Map.copyOf(environment);
        programFolders = List.copyOf(programFolders);
    }

    /** The command that runs the server with these arguments. */
    public List<String> serverCommand(List<String> arguments) {
        return command(server, arguments);
    }

    /** The command that runs the first of these programs that is installed, for example mariadb-binlog or mysqlbinlog. */
    public Optional<List<String>> program(String... names) {
        for (String name : names) {
            for (Path folder : programFolders) {
                Path program = folder.resolve(name);
                if (Files.isExecutable(program)) {
                    return Optional.of(command(program, List.of()));
                }
            }
        }
        return Optional.empty();
    }

    /** The command that prints binary logs as text, where the flavour has one. */
    public Optional<List<String>> binlogProgram() {
        return program("mariadb-binlog", "mysqlbinlog");
    }

    private List<String> command(Path program, List<String> arguments) {
        List<String> command = new ArrayList<>(loader);
        command.add(program.toString());
        command.addAll(arguments);
        return List.copyOf(command);
    }
}
