package dev.tutti.lab;

import java.time.Duration;
import java.util.List;

/**
 * Answers what other processes ask of the owner of a fleet: one line in, one line out. Thread-safe.
 */
final class FleetControl {
    private final Fleet fleet;

    FleetControl(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Does what the words of one line say; {@link FleetLife#listen} tells what goes wrong. */
    String perform(List<String> words) {
        switch (words.getFirst()) {
            case "ping" -> {}
            case "start" -> fleet.start(words.get(1));
            case "cut" -> fleet.cut(words.get(1), Cut.named(words.get(2)));
            case "heal" -> fleet.heal(words.get(1));
            case "delay" -> fleet.delay(words.get(1), Duration.parse(words.get(2)), Duration.parse(words.get(3)));
            case "bandwidth" -> fleet.bandwidth(words.get(1), Long.parseLong(words.get(2)));
            case "faults" -> {
                return "ok " + fleet.member(words.get(1)).proxy().map(FaultProxy::faults).orElse("");
            }
            // Answered before it is done: the socket that carries the answer goes down with the fleet.
            case "down" -> Thread.ofPlatform().name("tutti-lab-down").start(fleet::down);
            default -> throw new LabException("The owner of the fleet does not know \"" + words.getFirst() + "\".");
        }
        return "ok";
    }
}
