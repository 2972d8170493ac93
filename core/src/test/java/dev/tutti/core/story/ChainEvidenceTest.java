package dev.tutti.core.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.model.Address;
import dev.tutti.core.traffic.evidence.ChainEvidence;
import dev.tutti.core.traffic.evidence.ChainEvidence.Promotion;
import dev.tutti.core.traffic.evidence.ChainKnown;
import dev.tutti.core.traffic.evidence.WriterKnown;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Whom clients of a chain are sent to while its servers die and come back. */
class ChainEvidenceTest {
    private final Story story = new Story();
    private final Map<Address, Promotion> promotions = new HashMap<>();

    private ChainKnown known(String... commands) {
        story.block(List.of(commands));
        var chains = ChainEvidence.of(story.fleet.state, promotions);
        assertThat(Set.copyOf(chains.values())).as("any server of a chain stands for it").hasSize(1);
        return Objects.requireNonNull(chains.get("3:3306"));
    }

    private WriterKnown writer(String... commands) {
        return known(commands).writer();
    }

    private static WriterKnown held(int server) {
        return new WriterKnown.Held(Address.parse(server + ":3306"));
    }

    @Test
    void thePrimaryIsHeldUntilItIsBeingReplacedAndThenTheOneThatWasPromoted() {
        assertThat(writer("chain 1 <- 2 3", "watch", "run 3s")).isEqualTo(held(1));
        assertThat(writer("hang 1", "run 1500ms")).as("nobody knows yet whether it is we who are cut off").isEqualTo(held(1));
        story.block(List.of("start 1", "run 3s"));
        assertThat(writer("kill 1", "run 100ms")).isInstanceOf(WriterKnown.Unknown.class);
        assertThat(writer("run 2s")).isEqualTo(held(2));
    }

    /** The rest of the chain may take long to follow, and a look is up to a second old. */
    @Test
    void whoWasPromotedIsHeldAtOnceThoughTheRecoveryGoesOnOrItWasNotLookedAtSince() {
        writer("chain 1 <- 2 3", "watch", "run 3s");
        assertThat(writer("kill 1", "run 100ms")).isInstanceOf(WriterKnown.Unknown.class);
        promotions.put(Address.parse("1:3306"), new Promotion(Address.parse("3:3306"), story.fleet.instant()));
        assertThat(writer()).isEqualTo(held(3));
        promotions.clear();
        promotions.put(Address.parse("9:3306"), new Promotion(Address.parse("3:3306"), story.fleet.instant().minusSeconds(60)));
        assertThat(writer("run 2s")).as("a promotion of long ago says nothing").isEqualTo(held(2));
    }

    @Test
    void aFormerPrimaryThatComesBackAndTakesWritesIsNotHeldToBeIt() {
        writer("chain 1 <- 2 3", "watch", "run 3s");
        writer("kill 1", "run 5s");
        assertThat(writer("start 1", "run 3s")).isEqualTo(held(2));
    }

    @Test
    void nobodyIsHeldToBeItWhileTwoTakeWrites() {
        assertThat(writer("chain 1 <- 2 3", "chain 2 <- 1", "set 1 writable", "watch", "run 3s")).isInstanceOf(WriterKnown.Held.class);
        story.fleet.server(Address.parse("2:3306")).readOnly = false;
        assertThat(writer("run 3s")).isInstanceOf(WriterKnown.Claimed.class);
    }

    @Test
    void replicasAreKnownWithTheirLag() {
        assertThat(known("chain 1 <- 2 3", "watch", "run 3s").replicas())
                .hasSize(2)
                .allSatisfy(replica -> {
                    assertThat(replica.answers()).isTrue();
                    assertThat(replica.lag()).isPresent();
                });
        assertThat(known("kill 3", "run 3s").replicas())
                .filteredOn(replica -> replica.server().equals(Address.parse("3:3306")))
                .allSatisfy(replica -> assertThat(replica.answers()).isFalse());
    }
}
