package dev.tutti.app;

import dev.tutti.lab.LabException;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a demo can start. */
interface Scenario {
    /** As {@code --scenario} names it. */
    String cliName();

    /**
     * Prepares to start it; nothing is started yet.
     *
     * @throws LabException if an option does not fit
     */
    Opening with(DemoOptions options);

    /** Starts everything. */
    @FunctionalInterface
    interface Opening {
        /**
         * Returns when everything is ready.
         *
         * @param port where page and API listen; 0 for any free port
         */
        Show open(int port) throws IOException;
    }

    /** All there are, the usual one first. */
    static List<Scenario> all() {
        return Stream.concat(Stream.<Scenario>of(ChainScenario.values()), Stream.of(new GaleraScenario(), new PaymentsScenario())).toList();
    }

    /**
     * The scenario of this name.
     *
     * @throws LabException with the names that there are if there is none
     */
    static Scenario named(String name) {
        String wanted = name.strip().toLowerCase(Locale.ROOT);
        return all().stream()
                .filter(scenario -> scenario.cliName().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new LabException("There is no scenario \"" + name + "\"; the demo knows "
                        + all().stream().map(Scenario::cliName).collect(Collectors.joining(", ")) + "."));
    }
}
