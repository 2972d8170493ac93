package dev.tutti.control.api;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/** What the API answers about write/write clusters; names become snake_case. */
public final class GaleraShapes {
    private GaleraShapes() {}

    /**
     * A cluster.
     *
     * @param state {@code calm}, {@code troubled} (it takes writes), {@code alarm} or {@code not_yet} looked at
     * @param at when the look began that this is from
     * @param votes the sum of the described weights
     */
    public record GaleraCluster(
            String name,
            String state,
            String sentence,
            @Nullable Instant at,
            int members,
            int votes,
            List<GaleraNode> nodes,
            List<GaleraArbitrator> arbitrators,
            List<GaleraLink> links,
            List<GaleraProblem> problems) {}

    /**
     * A node; what it did not tell is null.
     *
     * @param detail why nothing is known of it
     * @param state its own state, such as {@code synced}
     * @param component {@code primary}, {@code non_primary} or {@code disconnected}
     * @param sees how many members it sees, arbitrators included
     * @param flowControlSent how often it asked the others to wait since it started
     * @param cachedFrom the oldest transaction that it could give by incremental transfer
     * @param istWindow how many transactions back that reaches
     */
    public record GaleraNode(
            String name,
            String address,
            String site,
            int segment,
            int weight,
            boolean answering,
            @Nullable String detail,
            @Nullable String state,
            @Nullable String component,
            @Nullable Boolean ready,
            @Nullable Integer sees,
            @Nullable Long receiveQueue,
            @Nullable Long sendQueue,
            @Nullable Long flowControlSent,
            @Nullable String history,
            @Nullable Long lastCommitted,
            @Nullable Long cachedFrom,
            @Nullable Long istWindow) {}

    public record GaleraArbitrator(String name, String site, int weight) {}

    public record GaleraLink(String one, String other) {}

    /** What is wrong, what to do about it, and what would show that it is not so. */
    public record GaleraProblem(
            List<String> nodes, String kind, String severity, String sentence, String whatToDo, String whatWouldRefute) {}
}
