package dev.tutti.lab;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a server's network connection fails. Immutable. */
public enum Cut {
    /** Nothing gets through in either direction, nothing is refused, nothing is closed: a black hole. */
    BOTH,
    /** What clients and replicas send never arrives at the server; what the server sends still arrives. */
    TO_SERVER,
    /** What the server sends never arrives; what clients and replicas send still arrives at the server. */
    FROM_SERVER,
    /** Connections are reset, new ones refused: a machine that is up with nobody listening. */
    RESET;

    /** The name in commands, for example {@code to-server}. */
    public String cliName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The cut with this command-line name.
     *
     * @throws LabException with the list of names if there is none
     */
    public static Cut named(String name) {
        String wanted = name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
        return Arrays.stream(values())
                .filter(c -> c.cliName().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new LabException("There is no cut \"" + name + "\"; there are "
                        + Arrays.stream(values()).map(Cut::cliName).collect(Collectors.joining(", ")) + "."));
    }

    boolean blocksTowardsServer() {
        return this == BOTH || this == TO_SERVER;
    }

    boolean blocksFromServer() {
        return this == BOTH || this == FROM_SERVER;
    }
}
