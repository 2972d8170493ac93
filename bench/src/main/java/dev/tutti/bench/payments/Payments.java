package dev.tutti.bench.payments;

import dev.tutti.bench.galera.PlaneSettings;
import dev.tutti.bench.galera.WatchedGalera;
import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.GaleraNodeSpec;
import dev.tutti.lab.GaleraSpec;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** The whole of it, with clients at each site. One owner closes it. */
public final class Payments implements AutoCloseable {
    /** What the clients write in an hour. */
    private static final String CACHE = "256M";
    private static final Duration FIRST_WRITE = Duration.ofSeconds(30);

    private final WatchedGalera watched;
    private final Tunnels tunnels;
    private final Office office;
    private final List<Customers> customers;

    private Payments(WatchedGalera watched, Tunnels tunnels, Office office) {
        this.watched = watched;
        this.tunnels = tunnels;
        this.office = office;
        GaleraFleet fleet = watched.fleet();
        this.customers = fleet.nodes().stream()
                .map(node -> new Customers(office.dns(), Office.clientsOf(fleet, node.name()), node))
                .toList();
    }

    /**
     * Starts it; returns when the clients of each site write.
     *
     * @param change how the cluster is to be started otherwise
     * @param port of 127.0.0.1 where page and API are reached; 0 for any free one
     */
    public static Payments start(UnaryOperator<GaleraSpec> change, int port) throws IOException {
        Tunnels tunnels = new Tunnels();
        Office office = new Office();
        GaleraSpec spec = GaleraSpec.of(Sites.SERVERS.stream().map(site -> GaleraNodeSpec.of(site).at(site)).toList())
                .withShortTimeouts()
                .withProviderOption("gcache.size", CACHE)
                .above(tunnels);
        Payments payments = new Payments(
                WatchedGalera.start(change.apply(spec), port, PlaneSettings.USUAL, office), tunnels, office);
        try {
            payments.customers.forEach(each -> each.load().awaitMore(1, FIRST_WRITE));
            return payments;
        } catch (RuntimeException e) {
            payments.close();
            throw e;
        }
    }

    public WatchedGalera watched() {
        return watched;
    }

    public GaleraFleet fleet() {
        return watched.fleet();
    }

    public Tunnels tunnels() {
        return tunnels;
    }

    public Office office() {
        return office;
    }

    /** Those of each site, in the order of the sites. */
    public List<Customers> customers() {
        return customers;
    }

    /** Those of one site. */
    public Customers customersOf(String site) {
        return customers.get(Sites.SERVERS.indexOf(site));
    }

    @Override
    public void close() {
        try {
            customers.forEach(Customers::close);
        } finally {
            watched.close();
        }
    }
}
