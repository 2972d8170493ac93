package dev.tutti.lab;


import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Answers what other processes ask of the owner of a Galera cluster: one line in, one line out. Thread-safe.
 */
final class GaleraControl {
    private final GaleraFleet fleet;

    GaleraControl(GaleraFleet fleet) {
        this.fleet = fleet;
    }

    /** Does what the words of one line say; {@link FleetLife#listen} tells what goes wrong. */
    String perform(List<String> words) {
        switch (words.getFirst()) {
            case "ping" -> {}
            case "start" -> {
                // Not waited for: while there is no primary component, the node lets nobody log in.
                return "ok " + String.join(" ", fleet.startWithoutWaiting(words.get(1)));
            }
            case "bootstrap" -> fleet.bootstrapRecovered(words.get(1));
            case "cut" -> cut(words.get(1), Cut.named(words.get(2)), words.subList(3, words.size()));
            case "partition" -> fleet.partition(parts(words.get(1)));
            case "heal" -> eachLink(words.get(1), words.subList(2, words.size()), fleet::heal);
            case "delay" -> eachLink(words.get(1), words.subList(4, words.size()), (one, other) ->
                    fleet.delay(one, other, Duration.parse(words.get(2)), Duration.parse(words.get(3))));
            case "bandwidth" -> eachLink(words.get(1), words.subList(3, words.size()), (one, other) ->
                    fleet.bandwidth(one, other, Long.parseLong(words.get(2))));
            case "faults" -> {
                return "ok " + fleet.network().faults(fleet.hostOf(words.get(1)));
            }
            // Answered before it is done: the socket that carries the answer goes down with the fleet.
            case "down" -> Thread.ofPlatform().name("tutti-lab-down").start(fleet::down);
            default -> throw new LabException("The owner of the fleet does not know \"" + words.getFirst() + "\".");
        }
        return "ok";
    }

    private void cut(String name, Cut how, List<String> others) {
        if (how == Cut.RESET) {
            throw new LabException("A link between two nodes cannot be reset, only cut: both, to-server or from-server.");
        }
        eachLink(name, others, (one, other) -> {
            if (how.blocksTowardsServer()) {
                fleet.network().cut(other, one);
            }
            if (how.blocksFromServer()) {
                fleet.network().cut(one, other);
            }
        });
    }

    /** The links of a member to those others, or to all and to this machine when none is named. */
    private void eachLink(String name, List<String> others, BiConsumer<String, String> action) {
        String host = fleet.hostOf(name);
        List<String> all = others.isEmpty()
                ? fleet.others(host)
                : others;
        all.forEach(other -> action.accept(host, fleet.hostOf(other)));
    }

    /** Reads for example {@code n1,n2|n3,n4}. */
    private static List<List<String>> parts(String text) {
        return Arrays.stream(text.split("\\|", -1)).map(part -> List.of(part.split(",", -1))).toList();
    }
}
