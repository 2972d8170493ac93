package dev.tutti.core.story;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.ArrayList;
import java.util.List;

/**
 * Random misfortune on a small chain. The model itself watches for the worst: a recovery of a server that lives and feeds a
 * replica which we can ask, a receiver restarted while its applier is stopped, a promotion that gives up what somebody has.
 */
class ChaosTest {
    private static final List<String> SERVERS = List.of("1", "2", "3", "4", "5");
    private static final List<String> WITH_STORES = List.of("1", "2", "3", "4", "5", "7", "8", "9");

    @Provide
    Arbitrary<List<String>> misfortunes() {
        return misfortunesOf(SERVERS);
    }

    @Provide
    Arbitrary<List<String>> misfortunesWithStores() {
        return misfortunesOf(WITH_STORES);
    }

    private static Arbitrary<List<String>> misfortunesOf(List<String> servers) {
        Arbitrary<String> server = Arbitraries.of(servers);
        Arbitrary<String> wait = Arbitraries.of("run 30ms", "run 400ms", "run 1s", "run 3s", "run 7s", "run 70s");
        Arbitrary<String> one = Combinators.combine(
                        Arbitraries.of(
                                "kill", "kill", "hang", "start", "cut us", "heal us", "turn-away", "let-in", "downtime",
                                "acknowledge", "applier=off", "applier=on", "behind=40", "behind=0", "trouble=disk-full",
                                "trouble=receiving"),
                        server)
                .as((what, who) -> switch (what) {
                    case "downtime" -> "downtime " + who + " 5s";
                    case "applier=off", "applier=on", "behind=40", "behind=0", "trouble=disk-full", "trouble=receiving" -> "set " + who + " " + what;
                    default -> what + " " + who;
                });
        Arbitrary<String> link = Combinators.combine(Arbitraries.of("cut", "heal"), server, server)
                .as((what, from, to) -> what + " " + from + " " + to);
        Arbitrary<String> pause = Arbitraries.of("pause 2s", "pause 40s", "cut us all", "heal us all");
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(5, wait),
                        net.jqwik.api.Tuple.of(5, one),
                        net.jqwik.api.Tuple.of(2, link),
                        net.jqwik.api.Tuple.of(1, pause))
                .list()
                .ofMaxSize(25);
    }

    @Property(tries = 300)
    void nothingIsRecoveredThatLivesAndEverySuspicionEnds(@ForAll("misfortunes") List<String> misfortunes) {
        endure(List.of("chain 1 <- 2 3", "chain 3 <- 4 5", "watch"), SERVERS, misfortunes);
    }

    /** The model also watches that no Binlog Server's log gets a gap, and that coordinates mean what a replica has. */
    @Property(tries = 400)
    void binlogServersKeepTheirLogsWhole(@ForAll("misfortunesWithStores") List<String> misfortunes) {
        endure(
                List.of(
                        "chain 1 <- 2 7(store) 8(store,behind=20)", "chain 7 <- 3 9(store)", "chain 8 <- 4", "chain 9 <- 5",
                        "watch"),
                WITH_STORES,
                misfortunes);
    }

    private static void endure(List<String> chain, List<String> servers, List<String> misfortunes) {
        Story story = new Story();
        List<String> told = new ArrayList<>(story.block(chain));
        for (String misfortune : misfortunes) {
            told.addAll(story.block(List.of(misfortune)));
        }
        assertThat(told.size()).as("words said: %s", told).isLessThan(60 * (misfortunes.size() + 1));
        List<String> peace = new ArrayList<>(List.of("heal us all"));
        for (String server : servers) {
            peace.addAll(List.of(
                    "start " + server, "let-in " + server, "heal " + server + " " + String.join(" ", servers)));
        }
        peace.add("run 80s");
        told.addAll(story.block(peace));
        assertThat(story.fleet.state.suspicions()).as("what was told: %s", told).isEmpty();
        assertThat(story.fleet.state.inProgress()).isEmpty();
        assertThat(story.fleet.state.failed()).as("what was told: %s", told).isEmpty();
        assertThat(story.fleet.servers.values()).as("what was told: %s", told).anyMatch(server -> !server.readOnly);
        assertThat(story.block(List.of("run 30s"))).as("words in peace").isEmpty();
    }
}
