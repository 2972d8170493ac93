package dev.tutti.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.bench.WatchedFleet;
import dev.tutti.lab.Flavour;
import dev.tutti.web.Browser;
import dev.tutti.web.Page;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;

/** The page over a real chain with Binlog Servers in it; its pictures are left in {@code target/screenshots}. */
class BinlogServerPageTest {
    private static final Path PICTURES = Path.of("target/screenshots");

    @Test
    void binlogServersAreRecognisedInTheTreeAndATelephoneShowsItAtOnce() throws Exception {
        Browser.missing().ifPresent(Assumptions::abort);
        try (WatchedFleet fleet = WatchedFleet.start(
                        ChainScenario.BINLOG_SERVERS.fleet(Flavour.MARIADB_11_4), 0, "test", Duration.ofSeconds(1));
                Browser browser = Browser.start(1440, 900)) {
            Page page = new Page(browser, fleet.apiUrl());
            String chain = fleet.plane().state().fleet().servers().values().findFirst().orElseThrow().chain();
            for (int width : new int[] {1440, 390}) {
                browser.size(width, width == 390 ? 844 : 900);
                page.open("#/chains/" + chain);
                for (var store : fleet.fleet().binlogServers()) {
                    page.server(store.address().toString(), "replicating");
                    page.see("[data-server='" + store.address() + "'][data-kind=binlog-server]", "Binlog Server");
                    page.see("[data-server='" + store.address() + "']", "1 file,");
                    page.see("[data-server='" + store.address() + "']", store.name().equals("A") ? "2 replicas" : "1 replica");
                    page.see("[data-server='" + store.address() + "']", "free");
                }
                page.see("[data-link=live]");
                browser.screenshot(PICTURES.resolve("real-light-" + width + "-binlog-servers-tree.png"));
                int top = page.see("[role=treeitem]").getLocation().y;
                assertThat(top).as("where the tree begins").isLessThan(width == 390 ? 600 : 450);
            }
        }
    }
}
