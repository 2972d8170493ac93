package dev.tutti.control.galera;

import dev.tutti.control.notify.Hooks;
import dev.tutti.control.notify.Moment;
import dev.tutti.control.record.DecisionLog;
import dev.tutti.control.record.JournalException;
import dev.tutti.control.record.Recovery;
import dev.tutti.core.explain.CareSentences;
import dev.tutti.core.explain.GaleraPlanSentences;
import dev.tutti.core.galera.care.Care;
import dev.tutti.core.galera.plan.Concern;
import dev.tutti.core.galera.plan.GaleraPlan;
import dev.tutti.core.galera.plan.GaleraPlanned;
import dev.tutti.core.galera.plan.GaleraRefusal;
import dev.tutti.core.galera.plan.NeedsConfirmation;
import dev.tutti.core.galera.plan.Request;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is done in one cluster, by a person's wish or Tutti's own decision: one thing at a time, each on a virtual thread of its own.
 * There is one way for both: plan, journal, perform, tell. Thread safe.
 */
public final class ClusterWork {
    private static final Logger log = LoggerFactory.getLogger(ClusterWork.class);

    private final String cluster;
    private final Planning planning;
    private final PlanRun.Parts parts;
    private final DecisionLog journal;
    private final Hooks hooks;
    private final InstantSource clock;
    private final Busy busy;
    private volatile @Nullable Recovery last;

    ClusterWork(String cluster, Planning planning, PlanRun.Parts parts, Busy busy) {
        this.busy = busy;
        this.cluster = cluster;
        this.planning = planning;
        this.parts = parts;
        this.journal = parts.journal();
        this.hooks = parts.hooks();
        this.clock = parts.clock();
    }

    /** What a request came to. */
    public sealed interface Started {
        record Running(Recovery recovery) implements Started {}

        record Refused(String reason) implements Started {}

        /** A person has to agree to these first. */
        record Asks(NeedsConfirmation question) implements Started {}
    }

    /** Whether anything is being done now. */
    public boolean busy() {
        return busy.now();
    }

    /** The newest thing that was or is being done since this process began. */
    public @Nullable Recovery last() {
        return last;
    }

    /** What would be done. Positions of stopped nodes are found out for it, which lets InnoDB recover their data. */
    public GaleraPlanned dryRun(Request request) throws InterruptedException {
        return planning.plan(request, Set.of(), false);
    }

    /**
     * Does what a person asks for.
     *
     * @param confirmed what the person agreed to, by {@link #id}
     */
    public Started byHand(Request request, Set<String> confirmed, String by) throws InterruptedException {
        String what = CareSentences.of(request);
        if (!busy.begin(what)) {
            return new Started.Refused("something is being done in " + cluster + " already: " + busy.with());
        }
        boolean begun = false;
        try {
            GaleraPlanned planned = planning.plan(request, Set.of(), false);
            Set<Concern> accepted = Set.of();
            switch (planned) {
                case GaleraRefusal refusal -> {
                    return new Started.Refused(GaleraPlanSentences.of(refusal));
                }
                case NeedsConfirmation question -> {
                    accepted = question.concerns().stream()
                            .filter(concern -> confirmed.contains(id(concern)))
                            .collect(Collectors.toSet());
                    if (accepted.size() < question.concerns().size()) {
                        return new Started.Asks(question);
                    }
                }
                case GaleraPlan plan -> {
                    // Nothing speaks against it.
                }
            }
            Recovery numbered;
            try {
                numbered = journal.begin(draft(request, kindOf(request), by, by + " asked for it: " + what, null));
            } catch (JournalException e) {
                return new Started.Refused("nothing is changed without a journal: " + e.getMessage());
            }
            begin(numbered, request, accepted, false, false);
            begun = true;
            return new Started.Running(numbered);
        } finally {
            if (!begun) {
                busy.end();
            }
        }
    }

    /** By which a person agrees to a concern: another figure is another one. */
    public static String id(Concern concern) {
        return Ids.of(concern);
    }

    /**
     * Does what Tutti decided by itself; nothing if anything is being done already.
     *
     * @param why the sentence that it is journalled with
     * @param noticed when the first sign of it was seen
     * @param before is journalled before it begins, such as that it was tried once more
     */
    void byItself(Care.Act act, String why, Instant noticed, Runnable before) {
        if (!busy.begin(why)) {
            return;
        }
        boolean begun = false;
        try {
            before.run();
            Recovery.Kind kind = switch (act.why()) {
                case TOTAL_OUTAGE -> Recovery.Kind.GALERA_RECOVER;
                case NODE_CRASHED -> Recovery.Kind.GALERA_RESTART;
            };
            Recovery numbered = journal.begin(draft(act.request(), kind, "tutti", why, noticed));
            begin(numbered, act.request(), Set.of(), act.waited(), true);
            begun = true;
        } catch (JournalException e) {
            log.error("{}: nothing is done yet, as nothing is changed without a journal: {}", cluster, e.getMessage());
        } finally {
            if (!begun) {
                busy.end();
            }
        }
    }

    /** Finds out how far stopped nodes are, while nothing else is done. */
    void findPositions(List<Address> nodes) {
        if (!busy.begin("to find out how far stopped nodes are")) {
            return;
        }
        Thread.ofVirtual().name("find positions of " + cluster).start(() -> {
            try {
                planning.findPositions(nodes);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                busy.end();
            }
        });
    }

    private void begin(
            Recovery numbered, Request request, Set<Concern> accepted, boolean waited, boolean byItself) {
        log.info("recovery {} begins: {}", numbered.id(), numbered.reason());
        last = numbered;
        parts.published().accept(numbered);
        if (byItself) {
            Thread.ofVirtual().start(() -> hooks.tell(Moment.DETECTED, numbered));
        }
        Thread.ofVirtual().name(name(numbered.kind()) + " " + numbered.subject()).start(() -> {
            Recovery ended;
            try {
                ended = new PlanRun(numbered, request, accepted, waited, parts).run();
                last = ended;
            } finally {
                busy.end();
            }
            log.info("recovery {} {}: {}", ended.id(), ended.state().name().toLowerCase(Locale.ROOT), ended.outcome());
            hooks.tell(ended.state() == Recovery.State.SUCCEEDED ? Moment.AFTER : Moment.FAILED, ended);
        });
    }

    private static String name(Recovery.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Recovery.Kind kindOf(Request request) {
        return switch (request) {
            case Request.Recover recover -> Recovery.Kind.GALERA_RECOVER;
            case Request.Heal heal -> Recovery.Kind.GALERA_HEAL;
            case Request.FenceOthers fence -> Recovery.Kind.GALERA_FENCE;
            case Request.Weights weights -> Recovery.Kind.GALERA_WEIGHTS;
            case Request.Rolling rolling -> Recovery.Kind.GALERA_ROLLING;
            case Request.Resync resync -> Recovery.Kind.GALERA_RESYNC;
            case Request.NewCluster begun -> Recovery.Kind.GALERA_BOOTSTRAP;
            case Request.Quarantine quarantine -> Recovery.Kind.GALERA_QUARANTINE;
            case Request.Release release -> Recovery.Kind.GALERA_RELEASE;
            case Request.Desync desync -> Recovery.Kind.GALERA_DESYNC;
        };
    }

    private Recovery draft(Request request, Recovery.Kind kind, String by, String reason, @Nullable Instant noticed) {
        Address about = request.about();
        Instant now = clock.instant();
        return new Recovery(
                0, kind, about == null ? cluster : about.toString(), cluster, Recovery.State.RUNNING, by, now, null, reason,
                null, null, noticed, now, null, null, List.of(), List.of(), List.of(), null, null, List.of());
    }
}
