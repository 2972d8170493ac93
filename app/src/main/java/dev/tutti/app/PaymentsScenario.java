package dev.tutti.app;

import dev.tutti.lab.LabException;

/** Payment servers at four sites, joined by encrypted tunnels over two hubs, found by name. */
final class PaymentsScenario implements Scenario {
    @Override
    public String cliName() {
        return "payments";
    }

    @Override
    public Opening with(DemoOptions options) {
        GaleraScenario.refuseOthers(options);
        PaymentsShow.whyNot().ifPresent(reason -> {
            throw new LabException(reason);
        });
        return port -> PaymentsShow.open(spec -> GaleraScenario.placed(spec, options), port);
    }
}
