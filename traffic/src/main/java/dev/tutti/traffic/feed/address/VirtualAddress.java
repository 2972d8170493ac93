package dev.tutti.traffic.feed.address;

import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.feed.Change;
import dev.tutti.core.traffic.feed.Entry;
import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.core.traffic.feed.Intent;
import dev.tutti.core.traffic.feed.Manner;
import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.FeedException;
import dev.tutti.traffic.feed.Patience;
import dev.tutti.traffic.feed.Provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * Virtual addresses: each is at the best endpoint of its route and nowhere else. All hosts are asked, side by side. One that does
 * not answer counts as a holder, because two hosts with one address are worse than none; so its removal is tried first, fails, and
 * the address is put up nowhere. It counts no more when it is known to be fenced, or when it answered before that it does not have
 * the address, for only we put it up.
 */
public final class VirtualAddress implements Provider {
    private static final String SILENT = "does not answer";

    private final Map<String, AddressHost> hosts;
    private final Predicate<String> fenced;
    private final Duration hostLimit;
    private final List<Binding> bindings;
    /** Whether a host had the address when it last answered, by address and host. */
    private final Map<String, Boolean> lastAnswer = new HashMap<>();

    /**
     * Addresses and the hosts that may have them.
     *
     * @param hosts by their own IP address, as endpoints name it
     * @param fenced whether a host, by its own IP address, is known to be unable to serve anybody (off, or cut off by us)
     * @param hostLimit how long one host may take; several times shorter than a round's deadline
     * @param bindings to addresses with the length of their prefix
     */
    public VirtualAddress(
            Map<String, AddressHost> hosts, Predicate<String> fenced, Duration hostLimit, List<Binding> bindings) {
        this.hosts = Map.copyOf(hosts);
        this.fenced = fenced;
        this.hostLimit = hostLimit;
        this.bindings = List.copyOf(bindings);
    }

    @Override
    public String title() {
        return "virtual address " + String.join(", ", bindings.stream().map(Binding::to).toList());
    }

    @Override
    public Manner manner() {
        return Manner.STEPWISE;
    }

    @Override
    public Intent intent(List<Route> routes) throws FeedException {
        return Binding.intent(bindings, routes, this::entry);
    }

    private Entry entry(String address, Route route) throws FeedException {
        List<Endpoint> serving = Binding.serving(route);
        if (serving.isEmpty()) {
            return Entry.none(address);
        }
        String holder = serving.getFirst().ip();
        if (!hosts.containsKey(holder)) {
            throw new FeedException(new Failure.Unsayable(title(), "nobody manages " + address + " on " + holder,
                    "write the host and its agent into hosts"));
        }
        return Entry.of(address, Map.of(holder, ""), "");
    }

    @Override
    public Map<String, Entry> look(Set<String> names, Patience patience) throws FeedException, InterruptedException {
        Map<String, Entry> seen = new TreeMap<>();
        Duration limit = limit("asking who has the address", patience);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String address : names) {
                Map<String, Future<Boolean>> answers = new TreeMap<>();
                hosts.forEach((ip, host) -> answers.put(ip, threads.submit(() -> host.holds(address, limit))));
                Map<String, String> members = new TreeMap<>();
                for (var answer : answers.entrySet()) {
                    member(address, answer.getKey(), answer.getValue(), members);
                }
                seen.put(address, Entry.of(address, members, ""));
            }
        }
        return seen;
    }

    private void member(String address, String ip, Future<Boolean> answer, Map<String, String> members)
            throws InterruptedException {
        String known = address + " " + ip;
        try {
            boolean holds = answer.get();
            lastAnswer.put(known, holds);
            if (holds) {
                members.put(ip, "");
            }
        } catch (ExecutionException e) {
            if (!fenced.test(ip) && lastAnswer.getOrDefault(known, true)) {
                members.put(ip, SILENT);
            }
        }
    }

    private Duration limit(String doing, Patience patience) throws FeedException {
        Duration left = patience.left(doing);
        return left.compareTo(hostLimit) < 0 ? left : hostLimit;
    }

    @Override
    public void perform(List<Change> changes, Patience patience) throws FeedException, InterruptedException {
        for (Change change : changes) {
            switch (change) {
                case Change.Remove(String address, String ip, String value) -> {
                    if (value.equals(SILENT)) {
                        throw silent(address, ip);
                    }
                    host(ip).remove(address, limit("taking " + address + " from " + ip, patience));
                }
                case Change.Add(String address, String ip, String _) -> put(address, ip, patience);
                case Change.Alter(String address, String ip, String _, String _) -> put(address, ip, patience);
                case Change.Replace replace -> throw new IllegalStateException("this goes step by step, not " + replace);
            }
        }
    }

    private void put(String address, String ip, Patience patience) throws FeedException, InterruptedException {
        // From here on it may have it, whatever it answers.
        lastAnswer.put(address + " " + ip, true);
        host(ip).add(address, limit("putting " + address + " up on " + ip, patience));
    }

    private FeedException silent(String address, String ip) {
        return new FeedException(new Failure.Unreachable("the agent on " + ip, "it may still have " + address
                + ", so nobody else gets it until it answers or is known to be fenced"));
    }

    private AddressHost host(String ip) {
        AddressHost host = hosts.get(ip);
        if (host == null) {
            throw new IllegalStateException(ip + " is none of " + new ArrayList<>(hosts.keySet()));
        }
        return host;
    }
}
