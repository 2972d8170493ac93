package dev.tutti.web;

import static dev.tutti.web.StandInControl.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.web.StandInControl.Answer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.time.Instant;

/** Takes the pictures of clusters that somebody reads, into {@code target/screenshots}; nothing in them is wider than the screen. */
class ClusterPicturesTest {
    private static final Path PICTURES = Path.of("target/screenshots");

    @Test
    void picturesOfClusters() {
        Browser.missing().ifPresent(Assumptions::abort);
        try (var control = new StandInControl(); var browser = Browser.start(1440, 900)) {
            var page = new Page(browser, control.address());
            control.shows(Fleets.calm());
            control.answers("GET /api/v1/galera/payments/whatif", Clusters.whatIf());
            control.answers("GET /api/v1/galera/payments/advice", Clusters.advice());
            page.open("#token=" + StandInControl.TOKEN).see("[data-link=live]");
            for (var scheme : new String[] {"light", "dark"}) {
                browser.prefers("prefers-color-scheme", scheme);
                for (int width : new int[] {1440, 390}) {
                    take(control, browser, page, width, scheme + "-" + width + "-cluster-");
                }
            }
            browser.prefers("prefers-color-scheme", "light");
            browser.size(1100, 900);
            control.knows(Clusters.calm());
            picture(browser, page.open("#/clusters/payments"), ".node-card", "light-1100-cluster-calm");
            // The one that docs/galera.md shows.
            browser.size(1440, 1010);
            control.answers("GET /api/v1/recoveries", JSON.createArrayNode());
            show(control, browser, page, Clusters.transferring(), "#/clusters/payments", "cluster");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static void take(StandInControl control, Browser browser, Page page, int width, String prefix) {
        var high = width == 390 ? 844 : 900;
        browser.size(width, high);
        control.shows(Fleets.calm());
        control.answers("GET /api/v1/recoveries", JSON.createArrayNode());
        show(control, browser, page, Clusters.calm(), "#/clusters/payments", prefix + "calm");
        show(control, browser, page, Clusters.throughTunnels(), "#/clusters/payments", prefix + "tunnels");
        show(control, browser, page, Clusters.inOnePlace(), "#/clusters/sessions", prefix + "one-place");
        show(control, browser, page, Clusters.splitBrain(), "#/clusters/payments", prefix + "split");
        show(control, browser, page, Clusters.transferring(), "#/clusters/payments", prefix + "transfer");
        show(control, browser, page, Clusters.transferring(), "#/clusters/payments/nodes/fra1", prefix + "node");
        show(control, browser, page, Clusters.totalOutage(null), "#/clusters/payments", prefix + "outage");
        show(control, browser, page, Clusters.totalOutage(null), "#/", prefix + "overview");
        browser.size(width, width == 390 ? 3200 : 1900);
        show(control, browser, page, Clusters.calm(), "#/clusters/payments", prefix + "whole");
        browser.size(width, high);

        control.answers("POST /api/v1/galera/payments/recover dry", Clusters.plan("nothing is known of fra1.example:3306: it may have more than the others",
                "12 transactions that were known are on nobody that answers"));
        control.knows(Clusters.totalOutage(null));
        page.open("#/clusters/payments").see("[data-action=recover]").click();
        picture(browser, page, "[data-plan=ready]", prefix + "plan");
        control.answers("POST /api/v1/galera/payments/fence dry", Answer.refused("the agent of fra1.example:3306 is silent: its side cannot be stopped"));
        control.knows(Clusters.splitBrain());
        page.open("#/clusters/payments").see("[data-action=fence]").click();
        page.see("[data-keep=lon1]").click();
        picture(browser, page, "[data-plan=refused]", prefix + "fence");
        control.knows(Clusters.calm());
        page.open("#/clusters/payments").see("[data-action=weights]").click();
        picture(browser, page, "[data-plan=choosing]", prefix + "weights");

        control.shows(Fleets.calm());
        control.answers("GET /api/v1/recoveries", JSON.createArrayNode().add(Clusters.recovery(9, Instant.now().minusMillis(2_400))));
        show(control, browser, page, Clusters.totalOutage(9), "#/clusters/payments", prefix + "recovering");
        picture(browser, page.open("#/recoveries/9"), ".step", prefix + "timeline");
    }

    private static void show(StandInControl control, Browser browser, Page page, ObjectNode cluster, String view, String name) {
        control.knows(cluster);
        picture(browser, page.open(view), view.equals("#/") ? ".answer" : view.contains("nodes") ? ".panel" : ".node-card", name);
    }

    private static void picture(Browser browser, Page page, String css, String name) {
        page.see(css);
        page.see("[data-link=live]");
        browser.screenshot(PICTURES.resolve(name + ".png"));
        assertThat(page.script("return document.documentElement.scrollWidth <= innerWidth")).as(name).isEqualTo(true);
    }
}
