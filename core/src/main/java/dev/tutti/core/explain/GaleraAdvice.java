package dev.tutti.core.explain;

import dev.tutti.core.galera.diagnosis.GaleraDiagnosis;
import dev.tutti.core.galera.diagnosis.GaleraDiagnosis.StuckJoiner;

/** What to do about what is wrong with a Galera cluster, and what would refute that it is wrong. */
public final class GaleraAdvice {
    private GaleraAdvice() {}

    /** What to do, and what not to. */
    public static String whatToDo(GaleraDiagnosis diagnosis) {
        return switch (diagnosis) {
            case GaleraDiagnosis.TotalOutage outage ->
                "start nothing by hand; tutti galera recover begins from the node that has most, or says what is missing";
            case GaleraDiagnosis.SplitBrain split -> "send clients to one side at once, and do not mend the link: which side dies"
                    + " then is chance; tutti galera fence --keep NODE fences the other side and keeps what it committed";
            case GaleraDiagnosis.SmallerThanExpected small -> "see what is said about each that is missing";
            case GaleraDiagnosis.ViewsDiffer views -> "nothing while members change; otherwise check the links between them";
            case GaleraDiagnosis.StartedWithoutPositions naive -> "stop writing, let nobody else join, compare checksums of all"
                    + " nodes, choose the one that is right, set the others aside";
            case GaleraDiagnosis.WentBack back -> "stop writing; keep the data folder of every node that is not in the cluster:"
                    + " what is missing may be there, and a plain start would overwrite it";
            case GaleraDiagnosis.MembershipChurn churn -> "check the links; on long ones set evs.suspect_timeout and its"
                    + " companions longer than their usual cuts";
            case GaleraDiagnosis.WeightsDrifted drifted -> "write pc.weight into the configuration, or tutti galera weights";
            case GaleraDiagnosis.WithoutQuorum lost -> lost.primaryElsewhere()
                    ? "mend its link: it joins by itself; do not restart it"
                    : "mend the links: they heal by themselves; do not restart it; tutti galera heal if the others are gone";
            case GaleraDiagnosis.ThrownOut out -> "tutti galera resync " + out.node() + " saves its folder and rebuilds it";
            case GaleraDiagnosis.Joining joining -> "wait; do not restart it, that would begin its transfer anew";
            case StuckJoiner stuck -> whatToDo(stuck);
            case GaleraDiagnosis.NotRunning down -> "tutti galera resync " + down.node()
                    + " starts it with its position; a plain start after a crash gets everything anew";
            case GaleraDiagnosis.Unknown unknown -> "look at its host; silence is not taken for death, so that nothing is decided"
                    + " without it";
            case GaleraDiagnosis.Frozen frozen -> "look at its disk and memory; after that time the others go on without it";
            case GaleraDiagnosis.NeedsFullTransfer full -> "keep its data folder if its history is worth something: the"
                    + " transfer overwrites it";
            case GaleraDiagnosis.TaintedFolder tainted -> "keep the folder; tutti galera resync " + tainted.node()
                    + " saves it before it is rebuilt";
            case GaleraDiagnosis.BrokenFolder broken ->
                "tutti galera resync " + broken.node() + " saves the folder and rebuilds it";
            case GaleraDiagnosis.Flapping flapping -> "check the links to these members";
            case GaleraDiagnosis.Evicted evicted -> "mend their links, then restart them";
            case GaleraDiagnosis.Brake brake -> "look at its disk, its long queries and wsrep_slave_threads; tutti galera desync "
                    + brake.node() + " on lets the others go on meanwhile";
            case GaleraDiagnosis.SlowApplier slow -> "more wsrep_slave_threads, a faster disk, primary keys on every table";
            case GaleraDiagnosis.SaturatedLink link -> "look at its link: other traffic, loss, a relay";
            case GaleraDiagnosis.Conflicts conflicts -> "route each key to one node, or all writes to one node";
            case GaleraDiagnosis.SlowCommits slow -> "nothing makes it shorter than the way to the farthest member; larger"
                    + " transactions need fewer of them";
            case GaleraDiagnosis.ForgottenDesync desync -> "tutti galera desync " + desync.node() + " off";
            case GaleraDiagnosis.CacheTooSmall cache -> "gcache.size of "
                    + GaleraSentences.bytes(needed(cache)) + " would do for " + Sentences.of(cache.wanted());
            case GaleraDiagnosis.SlowTransfer slow -> "do not restart it, that would begin it anew; find out what slows the link,"
                    + " or choose another donor";
            case GaleraDiagnosis.SlowLink slow -> "start no state transfer over it: choose a donor at another place; look at the line"
                    + " and what else it carries. A line that was changed for good is taken as it is after a week";
            case GaleraDiagnosis.AutoIncrementCollides collides -> "wsrep_auto_increment_control=ON";
        };
    }

    private static long needed(GaleraDiagnosis.CacheTooSmall cache) {
        double times = (double) cache.wanted().toMillis() / Math.max(1, cache.window().toMillis());
        return (long) (cache.bytes() * times);
    }

    private static String whatToDo(StuckJoiner stuck) {
        return switch (stuck.cause()) {
            case StuckJoiner.Cause.SegmentNotSynced segment -> "end the desync there, or tutti galera resync " + stuck.node()
                    + " with a donor of another segment";
            case StuckJoiner.Cause.UnknownDonor unknown -> "correct the name, and end the list with a comma";
            case StuckJoiner.Cause.FromLog log -> switch (log.log().kind()) {
                case REVERSING_HISTORY -> "do not start it again: it has transactions that the cluster lacks, and its next start"
                        + " would overwrite them; tutti galera resync " + stuck.node() + " saves them first";
                case WAITING_FOR_DONOR -> "wait until a donor is Synced";
                case UNKNOWN_DONOR -> "correct the name, and end the list with a comma";
                case PORT_IN_USE, PORT_BLOCKED -> "ports 4567, 4568 and 4444 have to be free and open between all nodes";
                case DISK_FULL -> "make room";
                case PERMISSION -> "files must belong to the user that the server runs as";
                case TRANSFER_SCRIPT_FAILED, DONOR_LOST -> "mend the cause, then tutti galera resync " + stuck.node();
                case VOTED_OUT, CORRUPT_DATA -> "tutti galera resync " + stuck.node() + " saves its folder and rebuilds it";
                case NOT_SAFE_TO_BOOTSTRAP -> "do not edit the flag; tutti galera recover finds the right node";
                case NO_PRIMARY -> "tutti galera recover, if no other node is primary";
                case EVICTED -> "mend its link, then restart it";
                case WRONG_CLUSTER -> "correct wsrep_cluster_name or wsrep_cluster_address";
                case OTHER -> "read its log";
            };
        };
    }

    /** The observation that would show that it is not so, or not any more. */
    public static String whatWouldRefute(GaleraDiagnosis diagnosis) {
        return switch (diagnosis) {
            case GaleraDiagnosis.TotalOutage outage -> "one node whose wsrep_cluster_status is Primary";
            case GaleraDiagnosis.SplitBrain split -> "a member that both sides name, or one view in the gvwstate.dat of both";
            case GaleraDiagnosis.SmallerThanExpected small -> "wsrep_cluster_size of " + small.expected();
            case GaleraDiagnosis.ViewsDiffer views -> "the same wsrep_incoming_addresses on each of them";
            case GaleraDiagnosis.StartedWithoutPositions naive -> "a wsrep_cluster_state_uuid other than zero";
            case GaleraDiagnosis.WentBack back -> "wsrep_last_committed of at least " + back.known().seqno() + " in the history "
                    + back.known().group();
            case GaleraDiagnosis.MembershipChurn churn -> "a wsrep_cluster_conf_id that stays";
            case GaleraDiagnosis.WeightsDrifted drifted -> "wsrep_cluster_weight of " + drifted.configured();
            case GaleraDiagnosis.WithoutQuorum lost -> "its wsrep_cluster_status is Primary";
            case GaleraDiagnosis.ThrownOut out -> "wsrep_connected ON and a state other than Inconsistent";
            case GaleraDiagnosis.Joining joining -> "wsrep_ready ON";
            case StuckJoiner stuck -> "a transfer to it under way, or the state Synced";
            case GaleraDiagnosis.NotRunning down -> "its host finds the process";
            case GaleraDiagnosis.Unknown unknown -> "an answer of it or of its host";
            case GaleraDiagnosis.Frozen frozen -> "any answer of it";
            case GaleraDiagnosis.NeedsFullTransfer full -> "wsrep_local_state_uuid equal to wsrep_cluster_state_uuid";
            case GaleraDiagnosis.TaintedFolder tainted -> "a grastate.dat that names the same history as the data";
            case GaleraDiagnosis.BrokenFolder broken -> "--wsrep-recover that ends with a position";
            case GaleraDiagnosis.Flapping flapping -> "an empty wsrep_evs_delayed";
            case GaleraDiagnosis.Evicted evicted -> "an empty wsrep_evs_evict_list";
            case GaleraDiagnosis.Brake brake -> "wsrep_flow_control_sent that grows more on another node, or on none";
            case GaleraDiagnosis.SlowApplier slow -> "wsrep_local_recv_queue that shrinks";
            case GaleraDiagnosis.SaturatedLink link -> "wsrep_local_send_queue that shrinks";
            case GaleraDiagnosis.Conflicts conflicts ->
                "wsrep_local_cert_failures and wsrep_local_bf_aborts that stay while wsrep_local_commits grows";
            case GaleraDiagnosis.SlowCommits slow -> "a smaller mean in wsrep_evs_repl_latency";
            case GaleraDiagnosis.ForgottenDesync desync -> "wsrep_desync_count 0, or a backup or transfer that needs it";
            case GaleraDiagnosis.CacheTooSmall cache -> "a lower rate of wsrep_replicated_bytes and wsrep_received_bytes";
            case GaleraDiagnosis.SlowTransfer slow -> "a rate near that of its link";
            case GaleraDiagnosis.SlowLink slow -> "one measurement of at least "
                    + GaleraSentences.bytes((long) (slow.baseline() / 10)) + "/s";
            case GaleraDiagnosis.AutoIncrementCollides collides -> "auto_increment_increment of at least " + collides.size();
        };
    }
}
