package dev.tutti.control.traffic;

import dev.tutti.control.agents.AgentAddresses;
import dev.tutti.control.agents.AgentAddresses.Held;
import dev.tutti.control.agents.AgentClient;
import dev.tutti.control.agents.AgentException;
import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.traffic.feed.FeedException;
import dev.tutti.traffic.feed.address.AddressHost;
import tools.jackson.core.JacksonException;

import java.time.Duration;

/** A host that is asked through its agent. Thread safe. */
final class AgentHost implements AddressHost {
    /** Several routers may look at one host at the same time, and each look makes the orders before it void. */
    private static final int TRIES = 5;

    private final String where;
    private final String name;
    private final AgentClient agent;
    private final Runnable answered;

    /** @param answered told whenever it answers */
    AgentHost(String name, AgentClient agent, Runnable answered) {
        this.where = "the agent " + name;
        this.name = name;
        this.agent = agent;
        this.answered = answered;
    }

    /** What is asked of an agent. */
    private interface Question<T> {
        T ask() throws AgentException, InterruptedException;
    }

    @Override
    public boolean holds(String address, Duration limit) throws FeedException, InterruptedException {
        return of(look(limit), address).held();
    }

    private AgentAddresses look(Duration limit) throws FeedException, InterruptedException {
        return asked(() -> agent.addresses(limit));
    }

    private Held of(AgentAddresses seen, String address) throws FeedException {
        return seen.of(address).orElseThrow(() -> new FeedException(new Failure.Refused(where,
                "its host may not carry " + address, "write it, with its device, into addresses of the configuration of " + name)));
    }

    @Override
    public void remove(String address, Duration limit) throws FeedException, InterruptedException {
        Held left = asked(() -> agent.releaseAddress(address, limit));
        if (left.held()) {
            throw new FeedException(new Failure.Faulty(where, address + " is still there"));
        }
    }

    @Override
    public void add(String address, Duration limit) throws FeedException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            AgentAddresses seen = look(limit);
            of(seen, address);
            if (asked(() -> agent.takeAddress(address, seen.turn(), limit)).filter(Held::held).isPresent()) {
                return;
            }
        }
        throw new FeedException(new Failure.Conflict(where, "it was looked at again and again while it was to take " + address));
    }

    private <T> T asked(Question<T> question) throws FeedException, InterruptedException {
        try {
            T answer = question.ask();
            answered.run();
            return answer;
        } catch (AgentException e) {
            String said = String.valueOf(e.getMessage());
            boolean answering = e.getCause() == null || e.getCause() instanceof JacksonException;
            throw new FeedException(
                    answering ? new Failure.Faulty(where, said) : new Failure.Unreachable(where, said), e);
        }
    }
}
