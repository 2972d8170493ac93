package dev.tutti.core.policy;

import dev.tutti.core.model.Address;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whom a failover may promote.
 *
 * @param rules first match wins; without a match a server is {@link Preference#NEUTRAL}
 * @param sites which servers stand together; first match wins
 * @param acrossSites whether a server in another site than the dead primary's may be promoted automatically
 * @param maxLag a replica that was further behind than this when its source was last seen alive is not promoted
 *     automatically: its delay when it was last fed, and the time that the source lived on without feeding it
 */
public record Promotion(List<Rule> rules, List<Site> sites, boolean acrossSites, Duration maxLag) {
    public Promotion {
        rules = List.copyOf(rules);
        sites = List.copyOf(sites);
    }

    public static Promotion defaults() {
        return new Promotion(List.of(), List.of(), true, Duration.ofMinutes(10));
    }

    /** How much somebody wants a server promoted. */
    public enum Preference {
        PREFER,
        NEUTRAL,
        NEVER
    }

    /** A preference for the servers whose {@code host:port} matches. */
    public record Rule(AddressPattern servers, Preference preference) {}

    /** A named place and the servers in it. */
    public record Site(String name, AddressPattern servers) {}

    public Preference preferenceFor(Address address) {
        return rules.stream()
                .filter(rule -> rule.servers().matches(address))
                .map(Rule::preference)
                .findFirst()
                .orElse(Preference.NEUTRAL);
    }

    /** The site of a server; empty when none was configured for it. */
    public Optional<String> siteOf(Address address) {
        return sites.stream()
                .filter(site -> site.servers().matches(address))
                .map(Site::name)
                .findFirst();
    }

    public boolean sameSite(Address one, Address other) {
        return siteOf(one).equals(siteOf(other));
    }
}
