package dev.tutti.traffic.feed.proxy;

import dev.tutti.core.model.Address;
import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.feed.Change;
import dev.tutti.core.traffic.feed.Entry;
import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.core.traffic.feed.Intent;
import dev.tutti.core.traffic.feed.Manner;
import dev.tutti.core.traffic.feed.Purpose;
import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.FeedException;
import dev.tutti.traffic.feed.Patience;
import dev.tutti.traffic.feed.Provider;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Backends of a running HAProxy. A bound backend is ours with all its servers, which are slots: one in maintenance is free, any
 * other is a member. Who comes gets a free slot; who goes has it put into maintenance, and where clients write their sessions are
 * ended, as an idle one would still lead to the server that writes no more. HAProxy forgets all this when it is reloaded; the next
 * look finds that as a drift.
 */
public final class HaProxy implements Provider {
    private final RuntimeSocket socket;
    private final List<Binding> bindings;
    private final Set<String> writers;
    private Map<String, List<Slot>> slots = Map.of();

    private HaProxy(RuntimeSocket socket, List<Binding> bindings) {
        this.socket = socket;
        this.bindings = List.copyOf(bindings);
        this.writers = bindings.stream()
                .filter(binding -> binding.purpose() == Purpose.WRITER)
                .map(Binding::to)
                .collect(Collectors.toSet());
    }

    /** By the file of its socket. */
    public static HaProxy at(Path socket, List<Binding> bindings) {
        return new HaProxy(RuntimeSocket.at(socket), bindings);
    }

    /** By a socket on TCP. */
    public static HaProxy at(Address socket, List<Binding> bindings) {
        return new HaProxy(RuntimeSocket.at(socket), bindings);
    }

    @Override
    public String title() {
        return socket.title();
    }

    @Override
    public Manner manner() {
        return Manner.STEPWISE;
    }

    @Override
    public Intent intent(List<Route> routes) throws FeedException {
        return Binding.intent(bindings, routes, HaProxy::entry);
    }

    private static Entry entry(String backend, Route route) {
        Map<String, String> members = new TreeMap<>();
        for (Endpoint endpoint : route.endpoints()) {
            members.put(Binding.socket(endpoint.ip(), endpoint.port()), Slot.weightText(Binding.weight(route, endpoint)));
        }
        return Entry.of(backend, members, "");
    }

    @Override
    public Map<String, Entry> look(Set<String> names, Patience patience) throws FeedException {
        Map<String, List<Slot>> found = new HashMap<>();
        Map<String, Entry> seen = new TreeMap<>();
        for (String backend : names) {
            List<Slot> all = Slot.read(socket.ask("show servers state " + backend, patience), backend, title());
            found.put(backend, all);
            Map<String, String> members = new TreeMap<>();
            for (Slot slot : all) {
                if (!slot.free()) {
                    // Two slots of one target are one member; it must not look like what is wanted.
                    members.merge(slot.target(), slot.value(), (one, other) -> one + " and " + other);
                }
            }
            seen.put(backend, Entry.of(backend, members, ""));
        }
        slots = found;
        return seen;
    }

    @Override
    public void perform(List<Change> changes, Patience patience) throws FeedException {
        for (Change change : changes) {
            List<Slot> all = new ArrayList<>(slots.getOrDefault(change.name(), List.of()));
            switch (change) {
                case Change.Remove remove -> remove(remove, all, patience);
                case Change.Alter alter -> alter(alter, all, patience);
                case Change.Add add -> {
                    Slot taken = add(add, all, patience);
                    all.remove(taken);
                    slots.put(change.name(), all);
                }
                case Change.Replace replace -> throw new IllegalStateException("this goes step by step, not " + replace);
            }
        }
    }

    private void remove(Change.Remove change, List<Slot> all, Patience patience) throws FeedException {
        for (Slot slot : members(change.member(), all)) {
            command("set server " + change.name() + "/" + slot.name() + " state maint", patience);
            if (writers.contains(change.name())) {
                command("shutdown sessions server " + change.name() + "/" + slot.name(), patience);
            }
        }
    }

    /** Of several slots with this target the first stays. */
    private void alter(Change.Alter change, List<Slot> all, Patience patience) throws FeedException {
        List<Slot> found = members(change.member(), all);
        for (Slot slot : found.subList(Math.min(1, found.size()), found.size())) {
            command("set server " + change.name() + "/" + slot.name() + " state maint", patience);
        }
        if (!found.isEmpty()) {
            command("set server " + change.name() + "/" + found.getFirst().name() + " " + change.to(), patience);
            command("set server " + change.name() + "/" + found.getFirst().name() + " state ready", patience);
        }
    }

    private static List<Slot> members(String target, List<Slot> all) {
        return all.stream().filter(slot -> !slot.free() && slot.target().equals(target)).toList();
    }

    /** Address and weight first, clients last. A slot that has this address already is taken before others. */
    private Slot add(Change.Add change, List<Slot> all, Patience patience) throws FeedException {
        Optional<Slot> free = all.stream()
                .filter(Slot::free)
                .min(Comparator.comparing(slot -> !slot.target().equals(change.member())));
        if (free.isEmpty()) {
            throw new FeedException(new Failure.Refused(title(), "backend \"" + change.name() + "\" has no free server for "
                    + change.member(), "give it more slots (server-template) than there will ever be servers"));
        }
        Slot slot = free.get();
        String server = "set server " + change.name() + "/" + slot.name();
        int colon = change.member().lastIndexOf(':');
        String ip = change.member().substring(0, colon).replace("[", "").replace("]", "");
        String answer = socket.ask(server + " addr " + ip + " port " + change.member().substring(colon + 1), patience);
        if (!answer.contains("changed") && !answer.contains("no need to change")) {
            throw refused(answer);
        }
        command(server + " " + change.value(), patience);
        command(server + " state ready", patience);
        return slot;
    }

    /** Says nothing when it has done it. */
    private void command(String command, Patience patience) throws FeedException {
        String answer = socket.ask(command, patience);
        if (!answer.isEmpty()) {
            throw refused(answer);
        }
    }

    private FeedException refused(String answer) {
        return new FeedException(answer.contains("Permission denied")
                ? new Failure.Refused(title(), answer, "give its stats socket \"level admin\"")
                : new Failure.Faulty(title(), "it answers: " + answer.lines().findFirst().orElse("")));
    }
}
