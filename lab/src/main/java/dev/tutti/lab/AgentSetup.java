package dev.tutti.lab;

import dev.tutti.core.model.Address;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Knows the program that is an agent; the lab itself does not. */
@FunctionalInterface
public interface AgentSetup {
    /**
     * Writes the configuration. The agents of a fleet are prepared one after the other.
     *
     * @return the command that runs it, which must contain {@code --config=} with the configuration's file
     */
    List<String> prepare(Place place) throws IOException;

    /**
     * Where an agent is to stand.
     *
     * @param node beside which it stands, on its host
     * @param listen where it listens
     * @param address where the other agents reach it, through the links between the nodes
     * @param peers where the other agents listen
     * @param fleet the fleet's folder, for what its agents have in common
     * @param folder for whatever it needs besides
     * @param configuration the file to write
     */
    record Place(GaleraNode node, Address listen, Address address, List<Address> peers, Path fleet, Path folder, Path configuration) {
        public Place {
            peers = List.copyOf(peers);
        }
    }
}
