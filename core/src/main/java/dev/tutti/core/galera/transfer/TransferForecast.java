package dev.tutti.core.galera.transfer;

import dev.tutti.core.galera.model.Uuids;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a node gets when it joins. Each case carries why. */
public sealed interface TransferForecast {
    /**
     * Only what it lacks, from the donor's cache.
     *
     * @param transactions how many it lacks
     * @param firm whether the group chose the donor for this, with its safety margin. Otherwise the donor was chosen for a full
     *     transfer, has in its cache what is needed, and gives that as long as it has it (galera/src/replicator_str.cpp,
     *     {@code process_state_req}): a burst of writes until then makes it a full one
     */
    record Incremental(String donor, long transactions, boolean firm) implements TransferForecast {}

    /**
     * Everything: its data folder is overwritten.
     *
     * @param estimate bytes / measured rate + start; null when not known
     * @param donorBlocked whether the donor cannot write meanwhile
     */
    record Full(String donor, Reason why, @Nullable Duration estimate, boolean donorBlocked) implements TransferForecast {}

    /** Nobody gives now; it waits, without a deadline, until one of these is Synced. Empty: there is nobody at all. */
    record Waits(List<String> waitingFor) implements TransferForecast {
        public Waits {
            waitingFor = List.copyOf(waitingFor);
        }
    }

    /** No member is called as {@code wsrep_sst_donor} says: it aborts. */
    record AbortsUnknownDonor(String donors) implements TransferForecast {}

    /** It has more than the group: it aborts, and its next start would overwrite what only it has. */
    record AbortsAhead(long more) implements TransferForecast {}

    /** Why a transfer cannot be incremental. */
    sealed interface Reason {
        /** The joiner does not know how much it has: it crashed and is started without its recovered position. */
        record PositionUnknown() implements Reason {}

        /** The joiner's data belong to another history, which the transfer overwrites. */
        record OtherHistory() implements Reason {}

        record NothingCached() implements Reason {}

        /**
         * @param needs the first transaction that it lacks
         * @param heldFrom the first that the donor can give
         */
        record TooOld(long needs, long heldFrom) implements Reason {}
    }

    /** What happens when this joiner is started with this {@code wsrep_sst_donor}. */
    static TransferForecast of(Group group, Joiner joiner, String donors, Cost cost) {
        boolean sameHistory = joiner.position().group().equals(group.uuid());
        long seqno = joiner.position().seqno();
        if (sameHistory && seqno > group.seqno()) {
            return new AbortsAhead(seqno - group.seqno());
        }
        return switch (Selection.of(group, joiner, donors)) {
            case Selection.Chosen.Nobody nobody -> new AbortsUnknownDonor(donors);
            case Selection.Chosen.AskAgain again ->
                new Waits(again.waitingFor().stream().map(Member::name).toList());
            case Selection.Chosen.Donor chosen -> {
                Member donor = chosen.member();
                Optional<Reason> full = whyFull(joiner, sameHistory, donor);
                yield full.isEmpty()
                        ? new Incremental(donor.name(), group.seqno() - seqno, chosen.forIncremental())
                        : new Full(donor.name(), full.get(), cost.from(donor.name()), cost.blocksDonor());
            }
        };
    }

    private static Optional<Reason> whyFull(Joiner joiner, boolean sameHistory, Member donor) {
        long seqno = joiner.position().seqno();
        if (seqno < 0 || joiner.position().group().equals(Uuids.ZERO)) {
            return Optional.of(new Reason.PositionUnknown());
        }
        if (!sameHistory) {
            return Optional.of(new Reason.OtherHistory());
        }
        if (donor.cachedDownTo() < 0) {
            return Optional.of(new Reason.NothingCached());
        }
        return donor.caches(seqno)
                ? Optional.empty()
                : Optional.of(new Reason.TooOld(seqno + 1, donor.cachedDownTo()));
    }

    /** The first position from which on a joiner surely gets an incremental transfer; empty when none would do. */
    static OptionalLong safeFrom(Group group, Joiner joiner) {
        return Selection.safeFrom(group, joiner);
    }

    /** Whether the data folder of the joiner may be overwritten. */
    default boolean mayBeFull() {
        return switch (this) {
            case Incremental incremental -> !incremental.firm();
            case Full full -> true;
            case Waits waits -> true;
            case AbortsUnknownDonor aborts -> false;
            case AbortsAhead ahead -> false;
        };
    }
}
