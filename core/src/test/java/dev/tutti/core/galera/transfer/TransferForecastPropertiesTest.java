package dev.tutti.core.galera.transfer;

import static dev.tutti.core.galera.Galeras.FOREIGN;
import static dev.tutti.core.galera.Galeras.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.LocalState;
import dev.tutti.core.galera.transfer.TransferForecast.Incremental;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Whatever the group: what is told agrees with the formula, and a choice of donors keeps its promises. */
class TransferForecastPropertiesTest {
    private static final List<LocalState> STATES = List.of(LocalState.values());
    private static final Cost COST = new Cost(1000, Map.of(), Duration.ZERO, true);

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void aFirmIncrementalTransferIsTheFormulasAndNothingElseIs(@ForAll long seed, @ForAll @IntRange(max = 5) int members) {
        Random random = new Random(seed);
        Group group = group(random, members);
        Joiner joiner = joiner(random);
        TransferForecast forecast = TransferForecast.of(group, joiner, "", COST);
        boolean firm = forecast instanceof Incremental incremental && incremental.firm();
        assertThat(firm).isEqualTo(formula(group, joiner));
    }

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void aChoiceNamesOnlyMembersEndsWithACommaAndNeverAborts(@ForAll long seed, @ForAll @IntRange(max = 5) int members) {
        Random random = new Random(seed);
        Group group = group(random, members);
        Joiner joiner = joiner(random);
        DonorChoice choice = DonorChoice.of(group, joiner, List.of("n3", "nobody", "garb"), Set.of("n2"), COST);
        if (!choice.donors().isEmpty()) {
            assertThat(choice.donors()).endsWith(",");
            assertThat(Arrays.asList(choice.donors().split(","))).allSatisfy(name -> assertThat(group.named(name)).isPresent());
        }
        assertThat(choice.forecast()).isNotInstanceOf(TransferForecast.AbortsUnknownDonor.class);
        assertThat(choice.forecast()).isEqualTo(TransferForecast.of(group, joiner, choice.donors(), COST));
        boolean ahead = joiner.position().group().equals(GROUP) && joiner.position().seqno() > group.seqno();
        if (group.members().stream().anyMatch(Member::mayGive) && !ahead) {
            assertThat(choice.forecast()).as("a free donor is never waited for").isNotInstanceOf(TransferForecast.Waits.class);
        }
    }

    /** Written down as the reference has it, without looking at the code. */
    private static boolean formula(Group group, Joiner joiner) {
        long seqno = joiner.position().seqno();
        if (!joiner.position().group().equals(group.uuid()) || seqno < 0 || seqno > group.seqno()) {
            return false;
        }
        long lowest = Long.MAX_VALUE;
        for (Member member : group.members()) {
            if (member.cachedDownTo() >= 0) {
                lowest = Math.min(lowest, member.cachedDownTo());
            }
        }
        if (joiner.cachedDownTo() >= 0) {
            lowest = Math.min(lowest, joiner.cachedDownTo());
        }
        if (lowest == Long.MAX_VALUE || seqno < lowest + Math.min((group.seqno() - lowest) / 128, 1_048_576)) {
            return false;
        }
        for (Member member : group.members()) {
            if (member.state() == LocalState.SYNCED && !member.arbitrator()
                    && member.cachedDownTo() >= 0 && member.cachedDownTo() <= seqno + 1) {
                return true;
            }
        }
        return false;
    }

    private static Joiner joiner(Random random) {
        long seqno = random.nextInt(6) == 0 ? -1 : 100 + random.nextInt(1000);
        return new Joiner(
                "n0",
                random.nextInt(2),
                new GaleraPosition(random.nextInt(6) == 0 ? FOREIGN : GROUP, seqno),
                random.nextBoolean() ? -1 : 100 + random.nextInt(900));
    }

    private static Group group(Random random, int size) {
        List<Member> members = new ArrayList<>();
        for (int number = 1; number <= size; number++) {
            LocalState state = random.nextBoolean() ? LocalState.SYNCED : STATES.get(random.nextInt(STATES.size()));
            members.add(new Member(
                    "n" + number, random.nextInt(2), state, random.nextInt(5) == 0 ? -1 : 100 + random.nextInt(900), false));
        }
        if (random.nextInt(4) == 0) {
            members.add(new Member("garb", random.nextInt(2), LocalState.SYNCED, -1, true));
        }
        return new Group(GROUP, 1050, members);
    }
}
