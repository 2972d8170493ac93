package dev.tutti.app;

import dev.tutti.app.Show.Try;
import dev.tutti.core.model.Version.Family;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetSpec;
import dev.tutti.lab.ServerSpec;

import java.util.List;

/** Servers that replicate in a chain, watched from within this process. */
enum ChainScenario implements Scenario {
    /** Six real servers in three levels. */
    CHAIN("chain") {
        @Override
        FleetSpec fleet(Flavour flavour) {
            return Fleet.chain(flavour);
        }

        @Override
        List<Try> tries() {
            return List.of(
                    new Try("kill", "4", "the intermediate dies"),
                    new Try("kill", "1", "the primary dies"),
                    new Try("start", "1", "it comes back"));
        }
    },

    /** Ordinary replicas and two Binlog Servers, to which the primary is semi-synchronous, beside each other. */
    BINLOG_SERVERS("binlog-servers") {
        @Override
        FleetSpec fleet(Flavour flavour) {
            return Fleet.custom("1<-2,A,B 2<-3 A<-4,5 B<-6", flavour)
                    .withServer("1", ChainScenario::acknowledgedOnly)
                    .withBinlogServer("A", DemoBinlogServer::prepare)
                    .withBinlogServer("B", DemoBinlogServer::prepare);
        }

        @Override
        List<Try> tries() {
            return List.of(
                    new Try("kill", "A", "a Binlog Server dies"),
                    new Try("start", "A", "it comes back"),
                    new Try("kill", "1", "the primary dies"));
        }
    };

    private static final String USUAL_FLAVOUR = "mariadb114";

    /** Ten minutes without an acknowledgement: no write is ever reported as done that only the primary has. */
    private static final String TIMEOUT_MILLIS = "600000";

    private final String cliName;

    ChainScenario(String cliName) {
        this.cliName = cliName;
    }

    abstract FleetSpec fleet(Flavour flavour);

    abstract List<Try> tries();

    @Override
    public String cliName() {
        return cliName;
    }

    @Override
    public Opening with(DemoOptions options) {
        FleetSpec spec = fleet(Flavour.named(options.flavour() == null ? USUAL_FLAVOUR : options.flavour()))
                .asCurrent()
                .withProgress(System.err::println);
        FleetSpec placed = options.folder() == null ? spec : spec.inFolder(options.folder());
        FleetSpec cut = options.proxies() ? placed.withProxies() : placed;
        FleetSpec wanted = options.noInstall() ? cut.withoutPackages() : cut;
        return port -> ChainShow.open(this, wanted, port);
    }

    /**
     * Semi-synchronous: a client gets its answer when a Binlog Server has the transaction on disk, and where the server can do
     * so before anybody sees it. Only the Binlog Servers acknowledge, since no other replica has it switched on.
     */
    private static ServerSpec acknowledgedOnly(ServerSpec primary) {
        if (primary.flavour().family() == Family.MARIADB) {
            return primary.withOption("rpl_semi_sync_master_enabled", "ON")
                    .withOption("rpl_semi_sync_master_wait_point", "AFTER_SYNC")
                    .withOption("rpl_semi_sync_master_timeout", TIMEOUT_MILLIS);
        }
        if (primary.flavour() == Flavour.MYSQL_5_6) { // which waits after the commit, and knows no other point
            return primary.withOption("plugin_load", "rpl_semi_sync_master=semisync_master.so")
                    .withOption("rpl_semi_sync_master_enabled", "ON")
                    .withOption("rpl_semi_sync_master_timeout", TIMEOUT_MILLIS);
        }
        return primary.withOption("plugin_load", "rpl_semi_sync_source=semisync_source.so")
                .withOption("rpl_semi_sync_source_enabled", "ON")
                .withOption("rpl_semi_sync_source_wait_point", "AFTER_SYNC")
                .withOption("rpl_semi_sync_source_timeout", TIMEOUT_MILLIS);
    }
}
