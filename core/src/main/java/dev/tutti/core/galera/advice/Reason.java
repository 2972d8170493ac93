package dev.tutti.core.galera.advice;

import dev.tutti.core.model.Address;

import java.time.Duration;
import java.util.List;

/** What a recommendation rests on, with the figures. */
public sealed interface Reason {
    /** There is no primary component, or more than one. */
    record NotOneComponent() implements Reason {}

    /** No node was seen twice in the same process. */
    record NothingMeasured() implements Reason {}

    record NobodyWrites() implements Reason {}

    /** With one writer there is nobody to lose against, and nothing to learn about two. */
    record OnlyOneWrites(Address node) implements Reason {}

    /** Too few transactions to say that conflicts are rare. */
    record TooFew(long tried, long needed) implements Reason {}

    /** Few enough of all transactions lost. */
    record Rare(long lost, long tried) implements Reason {}

    /** More than a few of all transactions lost. */
    record Lost(long lost, long tried) implements Reason {}

    /** The node whose clients lose the largest share. */
    record LosesMost(Address node, long lost, long tried) implements Reason {}

    /** Who is the only writer of its site loses little: it is nodes of one site that fight. */
    record FightWithinSites(List<String> sites, long lostElsewhere, long triedElsewhere) implements Reason {
        public FightWithinSites {
            sites = List.copyOf(sites);
        }
    }

    /** Writers of different sites want the same rows, as the keys are not divided between them. */
    record FightAcrossSites(List<String> sites) implements Reason {
        public FightAcrossSites {
            sites = List.copyOf(sites);
        }
    }

    /**
     * These sites have several writers and too little is written elsewhere: counters tell who lost, not against whom. One writer for
     * each site is the smaller step, and shows it.
     */
    record AgainstWhomIsNotTold(List<String> sites) implements Reason {
        public AgainstWhomIsNotTold {
            sites = List.copyOf(sites);
        }
    }

    /** All who write stand at one site, so that dividing by site changes nothing. */
    record OneSite(String site) implements Reason {}

    /** At least half of the conflicts that logs tell of are about one table: to write it at one node may be enough. */
    record HotTable(String table, long conflicts, long of) implements Reason {}

    /** Each commit waits that long for the others, wherever clients are sent: the longest mean of those measured. */
    record CommitsWait(Address node, Duration mean) implements Reason {}

    /** Nodes whose figures are missing: they do not answer, are not in the component, or were started anew meanwhile. */
    record NotSeen(List<Address> nodes) implements Reason {
        public NotSeen {
            nodes = List.copyOf(nodes);
        }
    }
}
