package dev.tutti.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A Binlog Server of a fleet to be started. Immutable.
 *
 * @param flavour what it shows itself as: that of its source
 * @param replicatesFrom the name of the server whose log it takes
 */
public record BinlogServerSpec(String name, Flavour flavour, String replicatesFrom, Setup setup) {

    /** Knows the program that is a Binlog Server; the lab itself does not. */
    @FunctionalInterface
    public interface Setup {
        /**
         * Writes the configuration, such that the accounts of {@link Accounts} can log in.
         *
         * @return the command that runs it, which must contain {@code --config=} with the configuration's file
         */
        List<String> prepare(Place place) throws IOException;
    }

    /**
     * Where a Binlog Server is to stand.
     *
     * @param serverId under which it registers with its source; no other server of the fleet has it
     * @param folder for whatever it needs besides
     * @param configuration the file to write
     * @param data where the log files go
     * @param port where it listens, on the loopback address
     * @param source runs, and holds its log from {@code mysql-bin.000001} on
     */
    public record Place(
            String name, int serverId, Path folder, Path configuration, Path data, int port, LabServer source) {}
}
