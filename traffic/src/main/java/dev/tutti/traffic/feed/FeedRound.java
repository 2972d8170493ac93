package dev.tutti.traffic.feed;

import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.feed.Change;
import dev.tutti.core.traffic.feed.Entry;
import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.core.traffic.feed.FeedPlan;
import dev.tutti.core.traffic.feed.Intent;
import dev.tutti.core.traffic.feed.Round;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** One round with a router: look, plan, change stage by stage, read back. Used once, by one thread; only {@link #failed} is any's. */
final class FeedRound {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Provider provider;
    private final boolean mend;
    private final Patience patience;
    private final Set<String> touched = ConcurrentHashMap.newKeySet();
    private final AtomicInteger made = new AtomicInteger();
    private volatile int planned;

    FeedRound(Provider provider, boolean mend, Patience patience) {
        this.provider = provider;
        this.mend = mend;
        this.patience = patience;
    }

    Round run(List<Route> routes, Map<String, Entry> confirmed) throws InterruptedException {
        try {
            Intent intent = provider.intent(routes);
            Map<String, Entry> seen = provider.look(intent.names(), patience);
            FeedPlan plan = FeedPlan.of(intent, seen, confirmed, provider.manner(), mend);
            planned = plan.changes().size();
            for (List<Change> stage : plan.stages()) {
                stage.forEach(change -> touched.add(change.name()));
                provider.perform(stage, patience);
                seen = readBack(Change.apply(seen, stage), intent.names());
                made.addAndGet(stage.size());
            }
            return new Round.ReadBack(plan.changes(), ours(seen, intent.names()), plan.drift());
        } catch (FeedException e) {
            return failed(e.failure());
        } catch (RuntimeException e) {
            return failed(new Failure.Faulty(provider.title(), "what it answers is not understood: " + e));
        }
    }

    /** As far as it came; for whoever has to give it up from outside, too. */
    Round.Failed failed(Failure failure) {
        return new Round.Failed(failure, touched, made.get(), planned);
    }

    /** Some routers take a moment until they show what they have taken. */
    private Map<String, Entry> readBack(Map<String, Entry> expected, Set<String> names) throws FeedException, InterruptedException {
        Duration pause = SHORTEST_PAUSE;
        List<String> differences = List.of();
        try {
            while (true) {
                Map<String, Entry> seen = provider.look(names, patience);
                differences = differences(expected, seen, names);
                if (differences.isEmpty()) {
                    return seen;
                }
                patience.pause(pause, "reading back what was changed");
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        } catch (FeedException e) {
            throw e.failure() instanceof Failure.TimedOut && !differences.isEmpty()
                    ? new FeedException(new Failure.NotConfirmed(provider.title(), differences), e)
                    : e;
        }
    }

    private static List<String> differences(Map<String, Entry> expected, Map<String, Entry> seen, Set<String> names) {
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            Entry should = expected.getOrDefault(name, Entry.none(name));
            Entry is = seen.getOrDefault(name, Entry.none(name));
            if (!should.equals(is)) {
                differences.add(name + " should be " + should.text() + " and is " + is.text());
            }
        }
        return differences;
    }

    private static Map<String, Entry> ours(Map<String, Entry> seen, Set<String> names) {
        Map<String, Entry> ours = new TreeMap<>();
        names.forEach(name -> ours.put(name, seen.getOrDefault(name, Entry.none(name))));
        return ours;
    }
}
