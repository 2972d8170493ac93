package dev.tutti.core.galera.transfer;

import dev.tutti.core.galera.model.LocalState;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** How a group chooses a donor, as Galera 4 has it: gcs/src/gcs_group.cpp, {@code gcs_group_find_donor} and what it calls. */
final class Selection {
    /** The safety margin is a 128th of what is cached, and at most this many transactions. */
    private static final long WIDEST_MARGIN = 1L << 20;

    private final Group group;
    private final Joiner joiner;
    /** As {@code wsrep_sst_donor} has them; an empty name stands for anybody. */
    private final List<String> wanted;

    private Selection(Group group, Joiner joiner, String donors) {
        this.group = group;
        this.joiner = joiner;
        this.wanted = List.of(donors.split(",", -1));
    }

    /** Whom the group chooses. */
    sealed interface Chosen {
        /** @param forIncremental chosen because its cache holds what the joiner lacks, with the margin */
        record Donor(Member member, boolean forIncremental) implements Chosen {}

        /** Nobody now; the joiner asks again each second until one of these has become Synced. */
        record AskAgain(List<Member> waitingFor) implements Chosen {}

        /** Nobody has the name: the joiner aborts. */
        record Nobody() implements Chosen {}
    }

    static Chosen of(Group group, Joiner joiner, String donors) {
        Selection selection = new Selection(group, joiner, donors);
        Optional<Member> incremental = selection.incremental();
        return incremental.isPresent() ? new Chosen.Donor(incremental.get(), true) : selection.full();
    }

    /** The first transaction from which on the group means to give incrementally; empty when nothing is cached anywhere. */
    static OptionalLong safeFrom(Group group, Joiner joiner) {
        OptionalLong lowest = LongStream.concat(
                        group.members().stream().mapToLong(Member::cachedDownTo), LongStream.of(joiner.cachedDownTo()))
                .filter(cached -> cached >= 0)
                .min();
        return lowest.isEmpty()
                ? lowest
                : OptionalLong.of(lowest.getAsLong() + Math.min((group.seqno() - lowest.getAsLong()) >> 7, WIDEST_MARGIN));
    }

    /** Those that are named come first, wherever they are; then the joiner's segment; in each, the highest cache. */
    private Optional<Member> incremental() {
        long seqno = joiner.position().seqno();
        OptionalLong safe = safeFrom(group, joiner);
        if (!joiner.position().group().equals(group.uuid()) || seqno < 0 || safe.isEmpty() || seqno < safe.getAsLong()) {
            return Optional.empty();
        }
        List<Member> able = group.members().stream().filter(member -> member.mayGive() && member.caches(seqno)).toList();
        return highest(wanted.stream()
                        .takeWhile(name -> !name.isEmpty())
                        .flatMap(name -> able.stream().filter(member -> isCalled(member, name)).findFirst().stream()))
                .or(() -> highest(able.stream().filter(member -> member.segment() == joiner.segment())))
                .or(() -> highest(able.stream().filter(member -> member.segment() != joiner.segment())));
    }

    /** The highest lower end of a cache; the later one among equals. */
    private static Optional<Member> highest(Stream<Member> members) {
        return members.reduce((sofar, next) -> next.cachedDownTo() >= sofar.cachedDownTo() ? next : sofar);
    }

    /** Galera compares as many characters as the wanted name has: n1 is also n10. */
    private static boolean isCalled(Member member, String name) {
        return member.name().startsWith(name);
    }

    /** The list in its order; a comma at its end lets anybody follow, also when one that is named will be free later. */
    private Chosen full() {
        Chosen found = new Chosen.Nobody();
        boolean anybodyAtEnd = wanted.size() > 1 && wanted.getLast().isEmpty();
        for (String name : wanted) {
            Chosen next;
            if (!name.isEmpty()) {
                next = byName(name);
            } else if (found instanceof Chosen.AskAgain && !anybodyAtEnd) {
                next = found;
            } else {
                next = anybody();
            }
            if (next instanceof Chosen.Donor) {
                return next;
            }
            if (!(found instanceof Chosen.AskAgain)) {
                found = next;
            }
        }
        return found;
    }

    private Chosen byName(String name) {
        Optional<Member> called = group.members().stream().filter(member -> isCalled(member, name)).findFirst();
        if (called.isEmpty() || !called.get().willGive()) {
            return new Chosen.Nobody();
        }
        return called.get().state() == LocalState.SYNCED
                ? new Chosen.Donor(called.get(), false)
                : new Chosen.AskAgain(List.of(called.get()));
    }

    /** The joiner's segment first; while it has anybody who will be Synced one day, no other segment is asked. */
    private Chosen anybody() {
        List<Member> near = group.members().stream().filter(member -> member.segment() == joiner.segment()).toList();
        Optional<Member> donor = near.stream().filter(Member::mayGive).findFirst();
        if (donor.isPresent()) {
            return new Chosen.Donor(donor.get(), false);
        }
        List<Member> waitingFor = near.stream().filter(Member::willGive).toList();
        if (!waitingFor.isEmpty()) {
            return new Chosen.AskAgain(waitingFor);
        }
        return group.members().stream()
                .filter(Member::mayGive)
                .reduce((one, other) -> other)
                .<Chosen>map(member -> new Chosen.Donor(member, false))
                .orElseGet(() -> new Chosen.AskAgain(List.of()));
    }
}
