package dev.tutti.web;

import static dev.tutti.web.StandInControl.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;

/** Write/write clusters on the page: by site, with shape and word, and readable on a narrow screen. */
class ClustersTest {
    private static final String NODE =
            """
            {"name": "%s", "address": "%s.example:3306", "site": "%s", "segment": 0, "weight": 1, "answering": true,
             "detail": null, "state": "synced", "component": "primary", "ready": true, "sees": 3, "receive_queue": 0, "send_queue": 0,
             "flow_control_sent": 3, "history": "8bcf4a34", "last_committed": 4711, "cached_from": 100, "ist_window": 4612}
            """;

    private static final String CLUSTER =
            """
            [{"name": "payments", "state": "troubled", "sentence": "the cluster has 3 of 5 members; fra1.example:3306 is missing",
              "at": "2026-11-21T10:15:09Z", "members": 5, "votes": 5,
              "nodes": [%s, %s, %s,
               {"name": "fra1", "address": "fra1.example:3306", "site": "frankfurt", "weight": 1, "answering": false,
                "detail": "connection refused; no agent is known on its host"}],
              "arbitrators": [{"name": "arbiter", "site": "brussels", "weight": 1}],
              "links": [{"one": "london", "other": "paris"}, {"one": "london", "other": "frankfurt"}],
              "problems": [{"nodes": ["fra1.example:3306"], "kind": "unknown", "severity": "error",
               "sentence": "nothing is known of fra1.example:3306: connection refused", "what_to_do": "look at its host",
               "what_would_refute": "an answer of it or of its host"}]}]
            """
                    .formatted(
                            NODE.formatted("lon1", "lon1", "london"),
                            NODE.formatted("par1", "par1", "paris"),
                            NODE.formatted("ams1", "ams1", "amsterdam"));

    private static final String WHAT_IF =
            """
            {"cluster": "payments", "cases": 2, "outages": 1, "failures": [
              {"failure": "node lon1", "elements": 1, "survives": true, "keeps": ["par1"], "stops": [], "sentence": "par1 go on"},
              {"failure": "node lon1 and node par1 together", "elements": 2, "survives": false, "keeps": [],
               "stops": ["ams1", "fra1"], "sentence": "total outage: ams1, fra1 live and stop"}],
             "advice": [{"change": "an arbitrator at paris", "saves": 1, "costs": 0, "remaining": 0,
               "sentence": "an arbitrator at paris saves 1 case"}]}
            """;

    @Test
    void nodesStandAtTheirSitesWithShapeAndWordAndTheWhatIfTableBelow() {
        Browser.missing().ifPresent(Assumptions::abort);
        try (var control = new StandInControl(); var browser = Browser.start(1440, 900)) {
            control.shows(Fleets.calm());
            control.answers("GET /api/v1/galera", JSON.readTree(CLUSTER));
            control.answers("GET /api/v1/galera/payments/whatif", JSON.readTree(WHAT_IF));
            var page = new Page(browser, control.address());
            page.open("#/clusters");

            page.see("[data-site=london] [data-node=lon1] .badge", "synced");
            page.see("[data-site=frankfurt] [data-node=fra1] .badge", "no answer");
            page.see("[data-node=fra1] .shape-lost");
            page.see("[data-site=brussels] [data-node=arbiter] .badge", "arbitrator");
            page.see("[data-problem=unknown]", "What to do: look at its host");
            page.see(".galera-whatif summary", "1 of 2 cases stop the whole cluster").click();
            page.see(".galera-whatif td", "total outage: ams1, fra1 live and stop");
            browser.screenshot(Path.of("target/screenshots/clusters-1440.png"));

            browser.size(390, 844);
            page.until("nothing is wider than the screen", driver ->
                    "true".equals(page.script("return String(document.documentElement.scrollWidth <= innerWidth)")));
            browser.screenshot(Path.of("target/screenshots/clusters-390.png"));
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void withoutAnyClusterItIsSaidHowOneIsNamed() {
        Browser.missing().ifPresent(Assumptions::abort);
        try (var control = new StandInControl(); var browser = Browser.start(1440, 900)) {
            control.shows(Fleets.calm());
            control.answers("GET /api/v1/galera", JSON.createArrayNode());

            new Page(browser, control.address()).open("#/clusters").see(".galera", "No cluster is described");
        }
    }
}
