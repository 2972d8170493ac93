package dev.tutti.control.agents;

import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.model.Address;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an agent can be told to do, in its own words (docs/agent.md). */
public sealed interface Order {
    String kind();

    /** What the kind needs beside its name. */
    default Map<String, Object> arguments() {
        return Map.of();
    }

    /**
     * @param donors names, best first; empty leaves it to the cluster
     * @param tainted whether data that grastate.dat does not vouch for may be overwritten
     * @param await whether it has ended only when the server is up or receives a state transfer
     */
    record Start(List<String> donors, boolean tainted, boolean await) implements Order {
        public Start {
            donors = List.copyOf(donors);
        }

        @Override
        public String kind() {
            return "start";
        }

        @Override
        public Map<String, Object> arguments() {
            return Map.of("donors", donors, "tainted", tainted, "await", await);
        }
    }

    record Bootstrap(GaleraPosition position, boolean tainted) implements Order {
        @Override
        public String kind() {
            return "bootstrap";
        }

        @Override
        public Map<String, Object> arguments() {
            Map<String, Object> all = new LinkedHashMap<>(placed(position));
            all.put("tainted", tainted);
            return all;
        }
    }

    /** @param placed whether the position is written as well, as grastate.dat does not vouch for it */
    record MarkSafe(GaleraPosition position, boolean placed) implements Order {
        @Override
        public String kind() {
            return "mark-safe";
        }

        @Override
        public Map<String, Object> arguments() {
            return placed ? Order.placed(position) : Map.of();
        }
    }

    /** @param way {@code auto} or {@code rename} */
    record SaveData(String way) implements Order {
        @Override
        public String kind() {
            return "save-data";
        }

        @Override
        public Map<String, Object> arguments() {
            return Map.of("way", way);
        }
    }

    record Run(String command) implements Order {
        @Override
        public String kind() {
            return "run";
        }

        @Override
        public Map<String, Object> arguments() {
            return Map.of("command", command);
        }
    }

    record Probe(Address peer) implements Order {
        @Override
        public String kind() {
            return "probe";
        }

        @Override
        public Map<String, Object> arguments() {
            return Map.of("peer", peer.toString());
        }
    }

    /** Orders without arguments. */
    enum Plain implements Order {
        STOP("stop"),
        FENCE("fence"),
        UNFENCE("unfence"),
        RECOVER_POSITION("recover-position"),
        CLEAR_SAFE("clear-safe"),
        DISCARD_VIEW("discard-view");

        private final String kind;

        Plain(String kind) {
            this.kind = kind;
        }

        @Override
        public String kind() {
            return kind;
        }
    }

    private static Map<String, Object> placed(GaleraPosition position) {
        return Map.of("uuid", position.group().toString(), "seqno", position.seqno());
    }
}
