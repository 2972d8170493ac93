package dev.tutti.control.galera;

import dev.tutti.control.agents.AgentAction;
import dev.tutti.control.agents.AgentException;
import dev.tutti.control.agents.AgentReport;
import dev.tutti.control.agents.AgentWatch;
import dev.tutti.control.agents.Agents;
import dev.tutti.control.agents.Order;
import dev.tutti.control.record.ClusterRecord.LinkRecord;
import dev.tutti.control.record.JournalException;
import dev.tutti.core.galera.model.GaleraNode;
import dev.tutti.core.model.Address;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Has the agents of a cluster measure the links between each other, one link at a time, on a virtual thread of its own: in both
 * directions, as uplinks are often slower. Nothing is measured while a node joins or anything is being done, as it would both
 * disturb and be disturbed. Thread safe.
 */
final class LinkMeter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LinkMeter.class);
    private static final Duration PROBE = Duration.ofSeconds(30);
    private static final Duration FIRST = Duration.ofSeconds(5);

    /** A transfer is foretold by a measurement that is no older: a link may just have become slow. */
    static final Duration FORETELLING = Duration.ofSeconds(5);

    /** It begins by one that is no older: what it was foretold by is not measured again. */
    static final Duration BEGINNING = Duration.ofMinutes(1);

    private final Supplier<ClusterState> state;
    private final ClusterMemory memory;
    private final Agents agents;
    private final Duration every;
    private final InstantSource clock;
    private final Busy busy;
    private final ReentrantLock measuring = new ReentrantLock();
    private final Thread thread;

    /**
     * @param every zero to measure only when a transfer is to be foretold
     * @param busy whether anything is being done in the cluster
     */
    LinkMeter(
            Supplier<ClusterState> state,
            ClusterMemory memory,
            Agents agents,
            Duration every,
            InstantSource clock,
            Busy busy) {
        this.state = state;
        this.memory = memory;
        this.agents = agents;
        this.every = every;
        this.clock = clock;
        this.busy = busy;
        this.thread = Thread.ofVirtual().name("measure links").unstarted(this::run);
    }

    void start() {
        if (every.isPositive()) {
            thread.start();
        }
    }

    private void run() {
        try {
            TimeUnit.NANOSECONDS.sleep(FIRST.toNanos());
            while (true) {
                List<GaleraNode> nodes = state.get().layout().cluster().nodes();
                for (GaleraNode from : nodes) {
                    for (GaleraNode to : nodes) {
                        if (!from.equals(to) && !busy.now() && !anybodyJoins()) {
                            measureTwiceWhenSlow(from.address(), to.address());
                        }
                    }
                }
                TimeUnit.NANOSECONDS.sleep(every.toNanos());
            }
        } catch (InterruptedException e) {
            log.debug("links are not measured any more");
        }
    }

    private boolean anybodyJoins() {
        return agents.all().stream()
                .anyMatch(agent -> agent.newest().map(AgentReport::transfer).isPresent());
    }

    /**
     * Measures the links to a joiner that were not measured of late, as far as both agents answer.
     *
     * @param within how old a measurement may be
     * @return whether anything was measured
     */
    boolean refresh(Address joiner, Duration within) throws InterruptedException {
        boolean measured = false;
        for (GaleraNode from : state.get().layout().cluster().nodes()) {
            if (!from.address().equals(joiner) && !recent(from.address(), joiner, within)) {
                measured |= measureTwiceWhenSlow(from.address(), joiner);
            }
        }
        return measured;
    }

    private boolean recent(Address from, Address to, Duration within) {
        Instant since = clock.instant().minus(within);
        return record(from, to).filter(link -> link.at().isAfter(since)).isPresent();
    }

    /** One slow measurement may be chance: whether it is, is not left open until the next round. */
    private boolean measureTwiceWhenSlow(Address from, Address to) throws InterruptedException {
        boolean measured = measure(from, to);
        if (measured && record(from, to).filter(link -> link.rates().isDoubted()).isPresent()) {
            measure(from, to);
        }
        return measured;
    }

    private Optional<LinkRecord> record(Address from, Address to) {
        return memory.record().links().stream()
                .filter(link -> link.from().equals(from) && link.to().equals(to))
                .findFirst();
    }

    /** The agent at the receiving end fetches from the one at the other. */
    private boolean measure(Address from, Address to) throws InterruptedException {
        Optional<AgentWatch> receiver = agents.beside(to).filter(agent -> agent.newest().isPresent());
        Optional<AgentWatch> giver = agents.beside(from).filter(agent -> agent.newest().isPresent());
        if (receiver.isEmpty() || giver.isEmpty()) {
            return false;
        }
        measuring.lockInterruptibly();
        try {
            AgentAction probed = receiver.get().perform(
                    receiver.get().newId("probe"), new Order.Probe(giver.get().agent()), PROBE);
            if (!probed.done()) {
                log.debug("the link from {} to {} was not measured: {}", from, to, probed.message());
                return false;
            }
            double rate = probed.number("bytes_per_second");
            double roundTrip = probed.number("round_trip_millis");
            Instant at = clock.instant();
            memory.change(record -> record.withLink(from, to, roundTrip, rate, at), false);
            return true;
        } catch (AgentException | JournalException e) {
            log.debug("the link from {} to {} was not measured: {}", from, to, e.getMessage());
            return false;
        } finally {
            measuring.unlock();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
