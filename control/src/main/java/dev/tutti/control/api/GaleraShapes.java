package dev.tutti.control.api;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the API answers and takes about write/write clusters; names become snake_case. */
public final class GaleraShapes {
    private GaleraShapes() {}

    /**
     * A cluster.
     *
     * @param state {@code calm}, {@code troubled} (it takes writes), {@code alarm} or {@code not_yet} looked at
     * @param since since when it has been in this state
     * @param at when the look began that this is from
     * @param votes the sum of the described weights
     * @param care what Tutti does by itself now, or why it does nothing
     * @param waitsForPerson whether nothing more happens until a person does something
     * @param recovering the number of the recovery that runs
     * @param lastRecovery the number of the newest one since the control plane started
     */
    public record GaleraCluster(
            String name,
            String state,
            @Nullable Instant since,
            String sentence,
            @Nullable Instant at,
            int members,
            int votes,
            String recoveryMode,
            String restartMode,
            String care,
            boolean waitsForPerson,
            @Nullable Long recovering,
            @Nullable Long lastRecovery,
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
     * @param view the members that it sees, as they name themselves
     * @param flowControlSent how often it asked the others to wait since it started
     * @param cachedFrom the oldest transaction that it could give by incremental transfer
     * @param istWindow how many transactions back that reaches
     * @param latencyMs the round trip that its commits wait for, on average
     * @param inRotation whether clients are to be sent there
     * @param lastKnown how far it was when it was seen last, as {@code uuid:seqno}
     * @param donors from whom it is to get its state, if a person said so
     * @param agent what its agent says; null without one
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
            @Nullable List<String> view,
            @Nullable Long receiveQueue,
            @Nullable Long sendQueue,
            @Nullable Long flowControlSent,
            @Nullable String history,
            @Nullable Long lastCommitted,
            @Nullable Long cachedFrom,
            @Nullable Long istWindow,
            @Nullable Double commitsPerSecond,
            @Nullable Double conflictsPerSecond,
            @Nullable Double latencyMs,
            boolean inRotation,
            boolean quarantined,
            @Nullable String lastKnown,
            @Nullable Instant lastKnownAt,
            List<String> donors,
            @Nullable GaleraAgent agent) {}

    /**
     * What the agent beside a node says.
     *
     * @param state {@code answering} or {@code silent}
     * @param why it is silent
     * @param process {@code running}, {@code not_running} or {@code unknown}
     * @param position what {@code --wsrep-recover} found while the node is stopped
     * @param grastate what grastate.dat says, in words
     * @param doing the action that is under way
     * @param clockOffMs how far its clock is ahead of the control plane's
     */
    public record GaleraAgent(
            String address,
            String state,
            @Nullable String why,
            String process,
            boolean fenced,
            @Nullable String position,
            @Nullable String grastate,
            @Nullable Long dataBytes,
            @Nullable Long freeBytes,
            List<GaleraCause> causes,
            @Nullable String doing,
            @Nullable Long clockOffMs,
            @Nullable GaleraTransfer transfer) {}

    public record GaleraCause(String kind, String line) {}

    /** A state transfer that comes in. */
    public record GaleraTransfer(
            long doneBytes,
            @Nullable Long totalBytes,
            double bytesPerSecond,
            @Nullable Long remainingSeconds,
            long elapsedSeconds) {}

    public record GaleraArbitrator(String name, String site, int weight) {}

    /**
     * A link between two sites, as measured by agents at its ends: the slower direction counts.
     *
     * @param tunnels the way through the encrypted network; null where no agent tells of one
     */
    public record GaleraLink(
            String one,
            String other,
            @Nullable Double latencyMs,
            @Nullable Double bytesPerSecond,
            @Nullable Double baselineBytesPerSecond,
            @Nullable Instant measuredAt,
            @Nullable GaleraTunnels tunnels) {}

    /**
     * The way between two sites through the encrypted network.
     *
     * @param reached whether packets come back
     * @param over the hosts that pass them on; empty where a tunnel leads there
     * @param bytesPerSecond of the slowest measured tunnel on the way
     * @param baselineBytesPerSecond what that one carries when all is well, as described
     * @param down tunnels of either site that carry nothing
     */
    public record GaleraTunnels(
            boolean reached,
            List<String> over,
            @Nullable Double latencyMs,
            @Nullable Double bytesPerSecond,
            @Nullable Double baselineBytesPerSecond,
            List<String> down) {}

    /** What is wrong, what to do about it, and what would show that it is not so. */
    public record GaleraProblem(
            List<String> nodes, String kind, String severity, String sentence, String whatToDo, String whatWouldRefute) {}

    /**
     * What would be done.
     *
     * @param again whether it is only the beginning: what follows is planned on what is seen then
     * @param bootstrap with what, and where, the cluster begins again
     * @param left nodes that are left as they are
     * @param notes what to know
     * @param concerns what a person has to agree to; empty when nothing speaks against it
     */
    public record GaleraPlanView(
            String cluster,
            String goal,
            String sentence,
            List<GaleraStage> stages,
            boolean again,
            @Nullable String bootstrap,
            List<GaleraLeft> left,
            List<String> notes,
            List<GaleraConcern> concerns) {}

    /** @param vital whether the whole ends when a step of it fails; otherwise that concerns its node alone */
    public record GaleraStage(String title, boolean parallel, boolean vital, List<GaleraStepView> steps) {}

    public record GaleraStepView(
            String node, String server, String kind, String sentence, String precondition, String verification, String undo) {}

    public record GaleraLeft(String node, String sentence) {}

    /** @param id to be sent in {@code confirm}; it changes with every figure in the sentence */
    public record GaleraConcern(String id, String kind, String sentence) {}

    /** A request that a person has to agree to something first, with the plan and its concerns. */
    public record GaleraQuestion(Shapes.ErrorDetail error, GaleraPlanView plan) {}

    /** The donors that are preferred from now on. */
    public record GaleraDonors(String node, List<String> donors) {}

    // ---- requests; all take dry_run, and confirm where something may have to be agreed to

    public record RecoverCluster(
            @Nullable Boolean dryRun, @Nullable List<String> confirm, @Nullable String history, @Nullable String base) {}

    /** @param first the node to begin with */
    public record NewClusterRequest(@Nullable Boolean dryRun, @Nullable List<String> confirm, @Nullable String first) {}

    public record ConfirmRequest(@Nullable Boolean dryRun, @Nullable List<String> confirm) {}

    /** @param keep a node of the side that goes on */
    public record FenceRequest(@Nullable Boolean dryRun, @Nullable List<String> confirm, @Nullable String keep) {}

    public record WeightsRequest(@Nullable Boolean dryRun, @Nullable Map<String, Integer> weights) {}

    public record RollingRequest(@Nullable Boolean dryRun, @Nullable List<String> confirm, @Nullable String command) {}

    public record ResyncRequest(@Nullable Boolean dryRun, @Nullable List<String> confirm, @Nullable List<String> donors) {}

    public record DesyncRequest(@Nullable Boolean dryRun, @Nullable Boolean on) {}

    public record DonorsRequest(@Nullable List<String> donors) {}
}
