package dev.tutti.bench.galera;

import dev.tutti.core.model.Address;
import dev.tutti.lab.AgentSetup;
import dev.tutti.lab.GaleraFleet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where the control plane of a cluster of the lab runs, and what it and the agents do besides. Used by one thread. */
public interface PlaneHome extends AutoCloseable {
    /** This machine itself, and nothing besides. */
    PlaneHome HERE = new PlaneHome() {
        @Override
        public Address open(GaleraFleet fleet, int port) {
            return new Address("127.0.0.1", port);
        }

        @Override
        public List<String> inside(List<String> command) {
            return command;
        }

        @Override
        public String configuration(GaleraFleet fleet, Path folder) {
            return "";
        }

        @Override
        public String besideEach(AgentSetup.Place agent) {
            return "";
        }

        @Override
        public void close() {}
    };

    /**
     * Prepares it for a fleet that runs.
     *
     * @param port of 127.0.0.1 which from now on leads to the control plane
     * @return where the control plane is to listen
     */
    Address open(GaleraFleet fleet, int port) throws IOException;

    /** The command that runs this command there; it is replaced by the command, so that its pid is the command's. */
    List<String> inside(List<String> command);

    /**
     * Further sections of its configuration.
     *
     * @param folder for files that they name
     */
    String configuration(GaleraFleet fleet, Path folder) throws IOException;

    /** Further sections of an agent's configuration. */
    String besideEach(AgentSetup.Place agent);

    @Override
    void close();
}
