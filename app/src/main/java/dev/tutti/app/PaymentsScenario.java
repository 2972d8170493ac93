package dev.tutti.app;

import dev.tutti.lab.Flavour;
import dev.tutti.lab.GaleraSpec;
import dev.tutti.lab.LabException;

/** Payment servers at four sites, joined by encrypted tunnels over two hubs, found by name. */
final class PaymentsScenario implements Scenario {
    @Override
    public String cliName() {
        return "payments";
    }

    @Override
    public Opening with(DemoOptions options) {
        if (options.flavour() != null && Flavour.named(options.flavour()) != Flavour.MARIADB_10_11) {
            throw new LabException("The servers of this scenario are MariaDB 10.11; leave --flavour out.");
        }
        if (options.proxies()) {
            throw new LabException("The links between the sites can be cut, slowed and delayed without any proxy;"
                    + " leave --proxy out.");
        }
        PaymentsShow.whyNot().ifPresent(reason -> {
            throw new LabException(reason);
        });
        return port -> PaymentsShow.open(spec -> placed(spec, options), port);
    }

    private static GaleraSpec placed(GaleraSpec spec, DemoOptions options) {
        GaleraSpec told = spec.asCurrent().withProgress(System.err::println);
        GaleraSpec placed = options.folder() == null ? told : told.inFolder(options.folder());
        return options.noInstall() ? placed.withoutPackages() : placed;
    }
}
