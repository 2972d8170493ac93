package dev.tutti.control.api;

import dev.tutti.control.record.DecisionRecord;
import dev.tutti.control.record.Recovery;
import dev.tutti.core.galera.split.SplitOff;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/** What the API answers and takes, as docs/api.md describes it; names become snake_case. */
public final class Shapes {
    private Shapes() {}

    public record Fleet(Instant now, String version, Instant started, List<Chain> chains, List<Server> servers) {}

    public record Chain(
            String name,
            @Nullable String primary,
            int servers,
            int problems,
            String state,
            String sentence,
            Instant since,
            boolean recovering,
            String primaryMode,
            String intermediateMode,
            @Nullable List<Server> members) {}

    public record Server(
            String address,
            String chain,
            String role,
            @Nullable String source,
            int depth,
            String contact,
            @Nullable String contactDetail,
            @Nullable Instant contactSince,
            @Nullable Instant seenAt,
            @Nullable Long serverId,
            @Nullable String uuid,
            @Nullable String flavour,
            @Nullable String version,
            @Nullable Boolean readOnly,
            @Nullable Boolean logsBinary,
            @Nullable Boolean logsReplicaUpdates,
            @Nullable String logFormat,
            @Nullable String written,
            @Nullable String receiver,
            @Nullable Integer receiverError,
            @Nullable Boolean applierRunning,
            @Nullable Integer applierError,
            @Nullable String received,
            @Nullable String applied,
            @Nullable Double lagSeconds,
            @Nullable String site,
            @Nullable Downtime downtime,
            @Nullable Lost lost,
            String kind,
            @Nullable BinlogServer binlogServer,
            List<Problem> problems) {}

    /** What a Binlog Server stores and serves, as it says itself. */
    public record BinlogServer(
            String software,
            String state,
            @Nullable String firstFile,
            @Nullable String lastFile,
            @Nullable Long bytes,
            @Nullable Long freeBytes,
            @Nullable Integer replicas,
            boolean semiSync) {}

    public record Downtime(Instant until, String reason) {}

    public record Lost(String reason, Instant since) {}

    public record Problem(String kind, String severity, String sentence) {}

    public record ProblemOf(String server, String chain, String kind, String severity, String sentence) {}

    public record Explanation(String subject, String sentence, List<DecisionRecord> decisions) {}

    public record PlanView(
            String goal, String sentence, List<StageView> stages, List<StageView> forecast, List<LostView> lost) {}

    /** A replica that the plan cannot keep. */
    public record LostView(String server, String reason) {}

    public record StageView(String title, boolean parallel, List<StepView> steps) {}

    public record StepView(
            String server, String kind, String sentence, String precondition, String verification, String undo) {}

    /** A recovery without the plan that it is resumed by. */
    public record RecoveryView(
            long id,
            Recovery.Kind kind,
            String subject,
            String chain,
            Recovery.State state,
            String by,
            Instant began,
            @Nullable Instant ended,
            String reason,
            @Nullable String outcome,
            @Nullable String promoted,
            @Nullable Instant suspectedAt,
            @Nullable Instant decidedAt,
            @Nullable Instant writableAt,
            @Nullable Instant settledAt,
            List<Recovery.Testimony> witnesses,
            List<Recovery.StepRecord> steps,
            List<Recovery.Lost> lost,
            Recovery.@Nullable Acknowledgement acknowledged,
            List<SplitOff> splitOff) {
        /** With what a side had that was given up, transaction by transaction. */
        static RecoveryView whole(Recovery recovery) {
            return of(recovery, recovery.splitOff());
        }

        static RecoveryView of(Recovery recovery) {
            return of(recovery, recovery.splitOff().stream().map(SplitOff::brief).toList());
        }

        private static RecoveryView of(Recovery recovery, List<SplitOff> splitOff) {
            return new RecoveryView(
                    recovery.id(), recovery.kind(), recovery.subject(), recovery.chain(), recovery.state(),
                    recovery.by(), recovery.began(), recovery.ended(), recovery.reason(), recovery.outcome(),
                    recovery.promoted(), recovery.suspectedAt(), recovery.decidedAt(), recovery.writableAt(),
                    recovery.settledAt(), recovery.witnesses(), recovery.steps(), recovery.lost(),
                    recovery.acknowledged(), splitOff);
        }
    }

    public record Failure(ErrorDetail error) {}

    public record ErrorDetail(String kind, String message) {}

    public record Health(String status, @Nullable String reason) {}

    // ---- requests ------------------------------------------------------------------------------------------------

    public record DiscoverRequest(@Nullable String address) {}

    public record RelocateRequest(@Nullable String below, @Nullable Boolean dryRun) {}

    public record SwitchoverRequest(@Nullable String to, @Nullable Double drainSeconds, @Nullable Boolean dryRun) {}

    public record RecoverRequest(@Nullable Boolean dryRun, @Nullable Boolean acceptLoss) {}

    public record DowntimeRequest(@Nullable Integer minutes, @Nullable String reason) {}

    public record AcknowledgeRequest(@Nullable String by, @Nullable String comment) {}
}
