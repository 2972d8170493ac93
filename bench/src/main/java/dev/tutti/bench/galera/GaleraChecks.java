package dev.tutti.bench.galera;

import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.GaleraNode;
import dev.tutti.lab.LabException;
import dev.tutti.lab.WriteLoad;
import dev.tutti.lab.process.Deadline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a cluster's data are as they should be, asked of the nodes themselves. Nothing may write meanwhile. Stateless. */
public final class GaleraChecks {
    private GaleraChecks() {}

    /** Waits until all nodes have equal tables. */
    public static void awaitEqual(GaleraFleet fleet, Duration limit) {
        Deadline.in(limit).await(
                () -> differing(fleet).isEmpty(), "The nodes did not become equal", () -> "They differ in " + differing(fleet));
    }

    /** The tables in which not all nodes are equal. */
    private static Set<String> differing(GaleraFleet fleet) {
        List<Map<String, Long>> sums =
                fleet.nodes().stream().map(node -> fleet.checksums(node.name())).toList();
        return sums.stream()
                .flatMap(one -> one.entrySet().stream())
                .filter(entry -> !sums.stream().allMatch(other -> entry.getValue().equals(other.get(entry.getKey()))))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The acknowledged writes that a node lacks. */
    public static Set<String> missing(GaleraNode node, Collection<WriteLoad> loads) {
        Set<String> missing = new TreeSet<>();
        try (Connection connection = node.connect()) {
            for (WriteLoad load : loads) {
                missing.addAll(load.missingOn(connection));
            }
            return missing;
        } catch (SQLException e) {
            throw new LabException("Node " + node.name() + " does not tell its rows: " + e.getMessage(), e);
        }
    }

    /** The folders into which an agent has saved this node's data. */
    public static List<Path> saved(GaleraNode node) {
        Path folder = node.dataFolder().resolveSibling(node.dataFolder().getFileName() + "-saved");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new LabException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** How often each node was given a part of, and all of, a state since its fleet began. */
    public static Map<String, Transfers> transfers(GaleraFleet fleet) {
        Map<String, Transfers> counted = new TreeMap<>();
        fleet.nodes().forEach(node -> counted.put(node.name(), Transfers.of(node)));
        return counted;
    }
}
