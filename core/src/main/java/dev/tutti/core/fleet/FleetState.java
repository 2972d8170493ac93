package dev.tutti.core.fleet;

import dev.tutti.core.model.Address;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Everything that is known of all servers, as one immutable value. */
public record FleetState(PersistentMap<Address, Watched> servers) {
    public static FleetState empty() {
        return new FleetState(PersistentMap.empty());
    }

    public Optional<Watched> server(Address address) {
        return servers.get(address);
    }

    public FleetState with(Watched watched) {
        return new FleetState(servers.with(watched.address(), watched));
    }

    public FleetState without(Address address) {
        return new FleetState(servers.without(address));
    }

    /** The servers that replicated from this one when they were last seen, in order of their addresses. */
    public List<Watched> replicasOf(Address source) {
        return servers.values()
                .filter(server -> server.source().filter(source::equals).isPresent())
                .sorted(Comparator.comparing(Watched::address))
                .toList();
    }

    /** All that may be written for the chain of a server: the chain's name, and the address of each that belongs to it. */
    public Set<String> namesOfChain(Address member) {
        Set<String> names = new HashSet<>(Set.of(member.toString()));
        server(member).map(Watched::chain).ifPresent(chain -> {
            names.add(chain);
            servers.values()
                    .filter(server -> server.chain().equals(chain))
                    .forEach(server -> names.add(server.address().toString()));
        });
        return names;
    }

    /**
     * Up the chain from a server to its primary. Ends at a server that replicates from nobody or from one that is not
     * known; a loop ends where it closes. The first is the server itself.
     */
    public List<Address> ancestry(Address address) {
        List<Address> path = new ArrayList<>();
        Set<Address> met = new HashSet<>();
        Optional<Address> at = Optional.of(address);
        while (at.isPresent() && met.add(at.get())) {
            path.add(at.get());
            at = server(at.get()).flatMap(Watched::source);
        }
        return path;
    }

    /** The root above a server: its primary, as far as known. In a loop, the smallest address of the loop. */
    public Address rootOf(Address address) {
        List<Address> path = ancestry(address);
        Address last = path.getLast();
        Optional<Address> above = server(last).flatMap(Watched::source);
        if (above.isEmpty()) {
            return last;
        }
        int loopStart = path.indexOf(above.get());
        return loopStart < 0 ? above.get() : path.subList(loopStart, path.size()).stream().min(Comparator.naturalOrder()).orElse(last);
    }

    /** Whether following sources upward from this server comes back to it. */
    public boolean inLoop(Address address) {
        Set<Address> met = new HashSet<>();
        Optional<Address> at = server(address).flatMap(Watched::source);
        while (at.isPresent() && met.add(at.get())) {
            if (at.get().equals(address)) {
                return true;
            }
            at = server(at.get()).flatMap(Watched::source);
        }
        return false;
    }

    /** Everything below a server, nearest first, without the server itself. */
    public List<Watched> descendantsOf(Address address) {
        List<Watched> found = new ArrayList<>();
        Set<Address> met = new HashSet<>(Set.of(address));
        List<Address> level = List.of(address);
        while (!level.isEmpty()) {
            List<Address> next = new ArrayList<>();
            for (Address source : level) {
                for (Watched replica : replicasOf(source)) {
                    if (met.add(replica.address())) {
                        found.add(replica);
                        next.add(replica.address());
                    }
                }
            }
            level = next;
        }
        return found;
    }
}
