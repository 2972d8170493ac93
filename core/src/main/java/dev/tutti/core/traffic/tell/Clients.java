package dev.tutti.core.traffic.tell;

import java.util.ArrayList;
import java.util.List;

/**
 * Of whose clients something is said.
 *
 * @param all whether of everybody; the others are empty and false then
 * @param sites those of these sites, in the order of the configuration
 * @param unknown whether also those of no known site
 */
public record Clients(boolean all, List<String> sites, boolean unknown) {
    public static final Clients ALL = new Clients(true, List.of(), false);

    public Clients {
        sites = List.copyOf(sites);
    }

    /**
     * Whom decisions were made for.
     *
     * @param indexes of decisions: 0 is that for clients of unknown sites, the others follow the sites
     * @param decisions how many there are; one alone is for everybody
     */
    static Clients of(List<Integer> indexes, List<String> sites, int decisions) {
        if (indexes.size() == decisions) {
            return ALL;
        }
        List<String> names = new ArrayList<>();
        indexes.stream().filter(index -> index > 0).forEach(index -> names.add(sites.get(index - 1)));
        return new Clients(false, names, indexes.contains(0));
    }
}
