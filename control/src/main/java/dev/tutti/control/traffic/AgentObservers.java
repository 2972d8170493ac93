package dev.tutti.control.traffic;

import dev.tutti.control.act.Parallel;
import dev.tutti.control.act.Rounds;
import dev.tutti.control.agents.AgentClient;
import dev.tutti.control.agents.AgentException;
import dev.tutti.control.agents.AgentObservations;
import dev.tutti.control.agents.AgentObservations.Seen;
import dev.tutti.control.agents.Agents;
import dev.tutti.traffic.dns.DnsServer;
import dev.tutti.traffic.health.Checkers;
import dev.tutti.traffic.zone.Check;
import dev.tutti.traffic.zone.DnsConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks agents again and again what their checks found, and reports it as theirs, on a virtual thread of its own. An agent that does not
 * answer reports nothing, and so has no say after a while.
 */
final class AgentObservers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AgentObservers.class);
    private static final Duration EVERY = Duration.ofMillis(500);

    /** More in a row change nothing (checks[].failures and successes). */
    private static final long ENOUGH = 10;

    private final Agents agents;
    private final DnsServer dns;
    private final Map<String, Reported> reported = new HashMap<>();
    /** What was said of observers, once each. */
    private final Map<String, String> said = new ConcurrentHashMap<>();
    private final Rounds rounds;

    /** Up to which result was reported. */
    private record Reported(String life, long number) {}

    private AgentObservers(Agents agents, DnsServer dns) {
        this.agents = agents;
        this.dns = dns;
        this.rounds = new Rounds("ask observers", EVERY, this::round);
    }

    static AgentObservers start(Agents agents, DnsServer dns) {
        AgentObservers observers = new AgentObservers(agents, dns);
        observers.rounds.start();
        return observers;
    }

    /** @throws IOException if a check names an observer that is no agent */
    static void refuseUnknown(DnsConfig config, Set<String> agents) throws IOException {
        for (Check check : config.checks().values()) {
            for (String observer : check.watchers().observers()) {
                if (!observer.equals(Checkers.HERE) && !agents.contains(observer)) {
                    throw new IOException("The check " + check.name() + " names the observer " + observer
                            + ", and no agent is called so: describe it in agents.hosts, which knows " + String.join(", ", agents));
                }
            }
        }
    }

    private void round() throws InterruptedException {
        Map<String, Check> checks = dns.config().checks();
        Set<String> named = new TreeSet<>();
        checks.values().forEach(check -> named.addAll(check.watchers().observers()));
        named.remove(Checkers.HERE);
        List<String> asked = new ArrayList<>();
        List<Callable<@Nullable AgentObservations>> asks = new ArrayList<>();
        for (String name : named) {
            agents.named(name).ifPresentOrElse(
                    agent -> {
                        asked.add(name);
                        asks.add(() -> ask(name, agent));
                    },
                    () -> say(name, "no agent is called so (agents.hosts)"));
        }
        List<@Nullable AgentObservations> answers = Parallel.all(asks);
        for (int i = 0; i < asked.size(); i++) {
            AgentObservations answer = answers.get(i);
            if (answer != null) {
                report(asked.get(i), answer, checks);
            }
        }
    }

    private @Nullable AgentObservations ask(String name, AgentClient agent) throws InterruptedException {
        try {
            AgentObservations told = agent.observations().orElse(null);
            say(name, told == null ? "it makes no checks (observe.checks)" : "");
            return told;
        } catch (AgentException e) {
            say(name, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private void report(String observer, AgentObservations told, Map<String, Check> checks) {
        for (Seen seen : told.checks()) {
            Check check = checks.get(seen.check());
            if (check == null || !check.watchers().observers().contains(observer)) {
                continue;
            }
            String known = observer + " " + seen.check();
            InetSocketAddress at = check.probe().address();
            String address = at.getAddress().getHostAddress() + ":" + at.getPort();
            if (!seen.kind().equals(check.probe().kind()) || !seen.address().equals(address)) {
                say(known, "its check " + seen.check() + " is " + seen.kind() + " at " + seen.address() + ", and ours is "
                        + check.probe().kind() + " at " + address + ": it does not count");
                continue;
            }
            say(known, "");
            Reported before = reported.put(known, new Reported(told.life(), seen.number()));
            long more = before == null || !before.life().equals(told.life()) ? seen.number() : seen.number() - before.number();
            boolean fresh = seen.ageMillis() <= check.interval().multipliedBy(4).toMillis();
            for (long i = Math.min(Math.min(more, seen.streak()), ENOUGH); fresh && i > 0; i--) {
                dns.report(seen.check(), observer, seen.success(), seen.detail());
            }
        }
    }

    /** @param what empty when all is well */
    private void say(String whom, String what) {
        String before = said.put(whom, what);
        if (!what.isEmpty() && !what.equals(before)) {
            log.warn("The observer {} has no say: {}", whom, what);
        }
    }

    @Override
    public void close() {
        rounds.close();
    }
}
