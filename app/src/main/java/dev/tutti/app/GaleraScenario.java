package dev.tutti.app;

import dev.tutti.lab.Flavour;
import dev.tutti.lab.GaleraNodeSpec;
import dev.tutti.lab.GaleraSpec;
import dev.tutti.lab.LabException;

import java.util.List;

/** Four nodes of a write/write cluster at four sites, with an agent beside each. */
final class GaleraScenario implements Scenario {
    private static final List<String> SITES = List.of("london", "paris", "amsterdam", "frankfurt");

    @Override
    public String cliName() {
        return "galera";
    }

    @Override
    public Opening with(DemoOptions options) {
        refuseOthers(options);
        return port -> GaleraShow.open(placed(cluster(), options), port);
    }

    /**
     * Refuses what no cluster of the lab has.
     *
     * @throws LabException with the option and the reason
     */
    static void refuseOthers(DemoOptions options) {
        if (options.flavour() != null && Flavour.named(options.flavour()) != Flavour.MARIADB_10_11) {
            throw new LabException("The Galera nodes of the demo are MariaDB 10.11; leave --flavour out.");
        }
        if (options.proxies()) {
            throw new LabException("The links between Galera nodes can be cut, slowed and delayed without any proxy;"
                    + " leave --proxy out.");
        }
    }

    /** A cluster where and as somebody wants it. */
    static GaleraSpec placed(GaleraSpec cluster, DemoOptions options) {
        GaleraSpec told = cluster.asCurrent().withProgress(System.err::println);
        GaleraSpec placed = options.folder() == null ? told : told.inFolder(options.folder());
        return options.noInstall() ? placed.withoutPackages() : placed;
    }

    private static GaleraSpec cluster() {
        return GaleraSpec.of(SITES.stream()
                        .map(site -> GaleraNodeSpec.of("n" + (SITES.indexOf(site) + 1)).at(site))
                        .toList())
                .withShortTimeouts();
    }
}
