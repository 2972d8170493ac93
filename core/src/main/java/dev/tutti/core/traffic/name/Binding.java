package dev.tutti.core.traffic.name;

import dev.tutti.core.model.Address;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** To whom a name is bound. */
public sealed interface Binding {
    /**
     * Targets with checks of their own.
     *
     * @param failOpen whether all are answered when all are down: for those that only risk an error, not wrong data
     */
    record Targets(List<Target> targets, boolean failOpen) implements Binding {
        public Targets {
            targets = List.copyOf(targets);
        }
    }

    /**
     * The primary of a chain, and never anybody else.
     *
     * @param places where its servers stand
     */
    record Writer(String chain, Map<Address, Target> places) implements Binding {
        public Writer {
            places = Map.copyOf(places);
        }
    }

    /**
     * The replicas of a chain.
     *
     * @param maximumLag how old what they answer may be
     */
    record Readers(String chain, Duration maximumLag, WhenNone whenNone, Map<Address, Target> places) implements Binding {
        public Readers {
            places = Map.copyOf(places);
        }
    }

    /** Who reads when no replica is good enough. */
    enum WhenNone {
        /** Those that answer, however old their data are: the least behind first. */
        LAGGING,
        /** The primary. */
        PRIMARY,
        NOBODY
    }

    /**
     * The nodes of a Galera cluster. A node's check counts only while no node is known to be in the primary component, and only as
     * the node's own statement that it is Primary and Synced.
     *
     * @param nodes in order of preference
     */
    record GaleraNodes(String cluster, Map<Address, Target> nodes) implements Binding {
        public GaleraNodes {
            nodes = new LinkedHashMap<>(nodes);
        }
    }
}
