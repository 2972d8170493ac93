package dev.tutti.core.traffic.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.core.traffic.feed.Intent.Wanted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class FeedPlanTest {
    /** {@code a=1 b=2} is two members with their values; {@code -} is nobody. */
    private static Entry entry(String name, String members) {
        Map<String, String> all = new TreeMap<>();
        Arrays.stream(members.split(" ")).filter(m -> m.contains("=")).forEach(m -> all.put(m.split("=")[0], m.split("=")[1]));
        return Entry.of(name, all, "");
    }

    private static Intent wants(Entry entry, Purpose purpose) {
        return Intent.of(List.of(new Wanted(entry, purpose)));
    }

    private static String words(FeedPlan plan) {
        return plan.stages().stream()
                .map(stage -> String.join(",", stage.stream().map(FeedPlanTest::words).toList()))
                .reduce((one, other) -> one + " then " + other)
                .orElse("nothing");
    }

    private static String words(Change change) {
        return switch (change) {
            case Change.Add add -> "+" + add.member();
            case Change.Remove remove -> "-" + remove.member();
            case Change.Alter alter -> "~" + alter.member();
            case Change.Replace replace -> "=" + String.join("&", replace.to().members().keySet());
        };
    }

    @ParameterizedTest
    @CsvSource({
        "WRITER,  STEPWISE, a=1,     b=1,     -a then +b",
        "READERS, STEPWISE, a=1,     b=1,     +b then -a",
        "WRITER,  STEPWISE, a=1 c=1, b=1 c=2, -a then ~c then +b",
        "READERS, STEPWISE, a=1 c=1, b=1 c=2, +b then ~c then -a",
        "WRITER,  STEPWISE, a=1 b=1, -,       '-a,-b'",
        "WRITER,  STEPWISE, -,       a=1,     +a",
        "WRITER,  STEPWISE, a=1,     a=1,     nothing",
        "WRITER,  WHOLE,    a=1,     b=1,     =b",
        "READERS, WHOLE,    a=1,     b=1 c=1, =b&c",
        "WRITER,  WHOLE,    a=1,     -,       =",
        "WRITER,  WHOLE,    -,       -,       nothing",
    })
    void changesComeInTheOrderThatTheirPurposeTakes(Purpose purpose, Manner manner, String seen, String wanted, String expected) {
        FeedPlan plan = FeedPlan.of(
                wants(entry("w", wanted), purpose), Map.of("w", entry("w", seen)), Map.of(), manner, true);

        assertThat(words(plan)).isEqualTo(expected);
        assertThat(plan.drift()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // left, found, wanted, mend → changes, drift
        "a=1, a=1, a=1, false, nothing, false",
        "a=1, x=1, a=1, false, nothing, true",
        "a=1, x=1, a=1, true,  =a,      true",
        "a=1, -,   a=1, true,  =a,      true",
        "a=1, x=1, b=1, false, =b,      true",
        "a=1, b=1, b=1, false, nothing, false",
        "a=1, a=1, b=1, false, =b,      false",
    })
    void whatSomebodyElseChangedIsReportedAndByOptionMended(
            String left, String found, String wanted, boolean mend, String changes, boolean drift) {
        FeedPlan plan = FeedPlan.of(wants(entry("w", wanted), Purpose.WRITER), Map.of("w", entry("w", found)),
                Map.of("w", entry("w", left)), Manner.WHOLE, mend);

        assertThat(words(plan)).isEqualTo(changes);
        assertThat(plan.drift()).hasSize(drift ? 1 : 0);
        assertThat(plan.drift()).allMatch(one -> one.mended() != changes.equals("nothing"));
    }

    @Test
    void whatIsFoundAtTheVeryFirstLookIsNobodysDrift() {
        FeedPlan plan = FeedPlan.of(
                wants(entry("w", "a=1"), Purpose.WRITER), Map.of("w", entry("w", "x=1")), Map.of(), Manner.WHOLE, false);

        assertThat(words(plan)).isEqualTo("=a");
        assertThat(plan.drift()).isEmpty();
    }

    @Test
    void aNameThatTwoRoutesClaimIsRefused() {
        Wanted one = new Wanted(entry("w", "a=1"), Purpose.WRITER);
        assertThatThrownBy(() -> Intent.of(List.of(one, one))).hasMessageContaining("two routes are bound to w");
    }

    @Test
    void anEntryWithoutMembersHasNoSettings() {
        assertThat(Entry.of("w", Map.of(), "ttl 5")).isEqualTo(Entry.none("w"));
        assertThat(Entry.of("w", Map.of("a", ""), "ttl 5").text()).isEqualTo("a, ttl 5");
    }
}
