package dev.tutti.mesh.run;

import java.util.List;

/** Where the programs of a host run, such as a network namespace. */
@FunctionalInterface
public interface Place {
    /** This host itself. */
    Place HERE = command -> command;

    /** The command that runs this command there; it is replaced by the command, so that its pid is the command's. */
    List<String> inside(List<String> command);
}
