package dev.tutti.app;

import dev.tutti.cli.Surroundings;
import dev.tutti.core.model.Address;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** A running demo: servers, a write load, a control plane and the page. Its owner closes it, which ends all of that. */
interface Show extends AutoCloseable {
    String apiUrl();

    /** The page's address with the token that lets it change things. */
    String pageUrl() throws IOException;

    Path tokenFile();

    /** Where the control plane's log goes while somebody looks at the screen. */
    Path log();

    /** Where clients reach a server. */
    Address address(String server);

    /** What is worth trying. */
    List<Try> tries();

    /** The command that shows how things are, and what others there are. */
    String lookAround();

    /** For programs: where everything is and how to get in. */
    Map<String, Object> description() throws IOException;

    /**
     * Goes through it unattended.
     *
     * @return whether everything was recovered and nothing was lost that could be kept
     */
    boolean tour(PrintStream out) throws IOException, SQLException;

    /**
     * Shows how things are until interrupted.
     *
     * @param above how many lines at the top of the window stand still
     */
    void watch(Surroundings here, int above);

    @Override
    void close();

    /** One {@code lab} command. */
    record Try(String command, String server, String meaning) {}
}
