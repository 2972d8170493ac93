package dev.tutti.web;

import static dev.tutti.web.StandInControl.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Write/write clusters on the page: what is said of them, where it leads, and that it is live. */
class ClustersTest extends BrowserTest {
    @BeforeEach
    void measured() {
        control.answers("GET /api/v1/galera/payments/whatif", Clusters.whatIf());
        control.answers("GET /api/v1/galera/payments/advice", Clusters.advice());
    }

    @Test
    void withoutAnyClusterItIsSaidHowOneIsNamed() {
        page.open("#/clusters").see(".clusters", "No cluster is described");
    }

    @Test
    void severalClustersAreLinesWithTheTroubledFirstAndOneAloneIsShownAtOnce() {
        control.knows(Clusters.inOnePlace(), Clusters.transferring());
        page.open("#/clusters").see(".chain-row", "payments");
        assertThat(page.all(".chain-row .chain-name").stream().map(WebElement::getText)).containsExactly("payments cluster", "sessions cluster");
        page.see(".chain-row[data-cluster=payments] .chain-facts", "4 nodes, 1 arbitrator, 5 sites");

        control.knows(Clusters.inOnePlace());
        page.open("#/clusters").see("[data-cluster=sessions] [data-node=ses1]", "synced");
    }

    @Test
    void anEventChangesWhatIsInSightAndKeepsTheFocus() {
        control.knows(Clusters.calm());
        page.open("#/clusters/payments").see("[data-node=fra1]");
        page.script("window.before = document.querySelector('[data-node=fra1]'); before.focus()");

        control.push("galera", Clusters.transferring());

        page.see("[data-node=fra1][data-state='receives state']", "31 %, 9 d 2 h remaining");
        assertThat(page.script("return document.activeElement === window.before")).isEqualTo(true);
    }

    @Test
    void withoutEventsASlowLookGoesOn() {
        control.knows(Clusters.calm());
        page.open("#/clusters/payments").see("[data-cluster=payments][data-state=calm]");

        control.answers("GET /api/v1/galera", JSON.createArrayNode().add(Clusters.withoutQuorum()));

        page.see("[data-cluster=payments][data-state=alarm]");
        page.see("[data-node=lon1]", "without quorum");
    }

    @Test
    void aStateTransferSaysHowFarHowFastAndHowLong() {
        control.knows(Clusters.transferring());
        page.open("#/clusters/payments");

        page.see("[data-transfer=fra1]", "412 GB of 1.3 TB");
        page.see("[data-transfer=fra1]", "1.1 MB/s");
        page.see("[data-transfer=fra1]", "9 d 2 h remaining");
        page.see("[data-transfer=fra1]", "running for 48 min");
        var bar = page.see("[data-transfer=fra1] [role=progressbar]");
        assertThat(bar.getAttribute("aria-valuenow")).isEqualTo("31");
        assertThat(bar.getAccessibleName()).isEqualTo("State transfer to fra1");

        var unknown = Clusters.transferring();
        ((ObjectNode) Clusters.node(unknown, "fra1").path("agent").path("transfer")).putNull("total_bytes").putNull("remaining_seconds").putNull("bytes_per_second");
        control.push("galera", unknown);
        page.see("[data-transfer=fra1]", "of how much is not known");
        assertThat(page.see("[data-transfer=fra1] [role=progressbar]").getAttribute("aria-valuenow")).isNull();
    }

    @Test
    void aNodeHasAnAddressAndEverythingThatIsKnownOfIt() {
        control.knows(Clusters.quarantined());
        page.open("#/clusters/payments/nodes/par1");

        page.see(".panel h2", "par1");
        page.see(".panel .facts", "yes: it joins only when a person releases it");
        page.see(".panel [data-problem=tainted_folder]", "saves it before it is rebuilt");
        page.see(".panel [data-action=release]");
        assertThat(page.all(".panel [data-action=quarantine]")).isEmpty();
        page.see("[data-node=ams1]", "agent silent").click();
        page.see(".panel h2", "ams1");
        assertThat(page.address()).isEqualTo("/#/clusters/payments/nodes/ams1");
        page.see(".panel", "silent: no answer within 2 s");
        new Actions(browser().driver()).sendKeys(Keys.ESCAPE).perform();
        page.see("[data-node=par1]").sendKeys(Keys.ENTER);
        page.see(".panel h2", "par1");
        page.see(".panel-close").click();
        page.gone(".panel");
    }

    @Test
    void theOverviewOpensOnTheClustersAlarmAndSaysWhatItWaitsFor() {
        control.knows(Clusters.totalOutage(null));
        page.open("#/");

        page.see("h1", "Alarm in payments.");
        page.see(".answer-sentence", "Nothing can be written anywhere: lon1.example:3306");
        page.see(".tasks", "Asks a person: nothing is known of fra1.example:3306");
        assertThat(page.all(".chain-row .chain-name").stream().map(WebElement::getText).findFirst()).hasValue("payments cluster");
        assertThat(browser().driver().getTitle()).isEqualTo("▲ 1 alarm · Tutti");
        page.see(".tasks a[href='#/clusters/payments/nodes/fra1']").click();
        page.see(".panel h2", "fra1");
    }

    @Test
    void theOverviewCountsCalmClustersAndSpeaksOfAnAlarm() {
        control.knows(Clusters.calm());
        page.open("#/").see(".answer p", "3 chains, 1 cluster, 11 servers, nothing wrong since");

        control.push("galera", Clusters.splitBrain());

        page.see("h1", "Alarm in payments.");
        page.until("spoken", d -> Objects.requireNonNull(d.findElement(By.id("alarms")).getDomProperty("textContent")).startsWith("Alarm in payments: split brain"));
    }

    @Test
    void aRecoveryIsLinkedFromItsClusterAndBackAndTellsNothingOfPromotions() {
        var start = Instant.now().minusMillis(2_400);
        control.answers("GET /api/v1/recoveries", JSON.createArrayNode().add(Clusters.recovery(9, start)));
        control.knows(Clusters.totalOutage(9));
        page.open("#/clusters/payments").see("[data-strip='9']", "1 of 4 steps done");
        page.see("[data-recovery-link='9']").click();

        page.see("h1", "Recovery of payments");
        page.see(".figures", "No writes for");
        page.see("[data-step='2'][data-state=running]", "lon1.example:3306 begins the cluster again");
        page.see(".witnesses a[href='#/clusters/payments/nodes/lon1']");
        assertThat(page.see("main").getText()).doesNotContain("Promoted", "chain");

        var done = Clusters.recovery(9, start).put("state", "succeeded").put("ended", Recoveries.at(start, 9_000)).put("writable_at", Recoveries.at(start, 4_100))
                .put("settled_at", Recoveries.at(start, 9_000)).put("outcome", "payments commits again, with all that any node had.");
        done.withArray("lost").addObject().put("server", "fra1.example:3306").put("reason", "nothing is known of it");
        control.push("recovery", done);
        page.see(".figures", "4.10 s");
        page.see(".lost-list", "Not brought into the cluster");
        assertThat(page.see("main").getText()).doesNotContain("Promoted", "chain");
        page.see(".crumbs a[href='#/clusters/payments']").click();
        page.see(".strip", "payments commits again");
    }

    @Test
    void theWhatIfTableShowsOutagesFirstAndTheRestOnDemand() {
        control.knows(Clusters.calm());
        page.open("#/clusters/payments");

        page.see(".whatif-answer", "3 of 315 cases stop the whole cluster.");
        page.see(".whatif-advice li", "pc.weight=2 for lon1 saves 2 cases");
        assertThat(page.all(".whatif tbody tr")).hasSize(3);
        page.see("[data-cases=one]").click();
        page.see(".whatif", "No outage with 1 element.");
        page.see("[data-cases=all]").click();
        page.see(".whatif tbody tr", "node ams1");
        assertThat(page.all(".whatif tbody tr")).hasSize(4);
        page.see("[data-cases=two]").click();
        page.see("[data-action=more-cases]", "Show all 49").click();
        page.until("all of them", d -> d.findElements(By.cssSelector(".whatif tbody tr")).size() == 49);
    }

    @Test
    void whereToWriteIsToldWithWhatWasMeasured() {
        control.knows(Clusters.calm());
        page.open("#/clusters/payments");

        page.see("[data-recommendation=by_site]", "Route writes by site");
        page.see(".writers", "30.9 %");
        page.see(".conflict-tables", "payments.accounts");
    }

    @Test
    void aControlPlaneThatTellsLessBreaksNothing() {
        var bare = JSON.readTree("""
                {"name": "payments", "state": "troubled", "sentence": "the cluster has 1 of 2 members", "at": "%s", "members": 2, "votes": 2, "nodes": [
                  {"name": "lon1", "address": "lon1.example:3306", "site": "london", "weight": 1, "answering": true, "state": "synced", "component": "primary"},
                  {"name": "fra1", "address": "fra1.example:3306", "site": "frankfurt", "weight": 1, "answering": false, "detail": "connection refused"}],
                 "links": [{"one": "london", "other": "frankfurt"}]}""".formatted(Fleets.ago(Duration.ZERO)));
        control.knows((ObjectNode) bare);

        page.open("#/clusters/payments/nodes/lon1").see(".panel", "none is known on its host");
        page.see("[data-node=fra1]", "connection refused");
        page.open("#/clusters/payments/nodes/other").see(".panel", "No such node");
        page.open("#/clusters/else").see("#main", "No cluster of this name");
    }

    @Test
    void whatNodesSayIsShownAsTextOnly() {
        var hostile = "<img src=x onerror=\"window.pwned=1\">";
        var cluster = Clusters.totalOutage(null).put("sentence", hostile).put("care", hostile);
        Clusters.node(cluster, "fra1").put("detail", hostile).put("site", hostile);
        Clusters.agent(Clusters.node(cluster, "lon1")).put("doing", hostile).putArray("causes").addObject().put("kind", hostile).put("line", hostile);
        Clusters.problem(cluster, hostile, "error", hostile, hostile, hostile, "lon1");
        control.knows(cluster);

        for (var view : List.of("#/", "#/clusters", "#/clusters/payments", "#/clusters/payments/nodes/lon1")) {
            page.open(view);
            page.until("hostile text on " + view, d -> d.findElement(By.id("main")).getText().contains("<img src=x onerror="));
            assertThat(page.script("return window.pwned === undefined && document.querySelectorAll('main img').length === 0")).as(view).isEqualTo(true);
        }
    }

    @Test
    void everyViewFitsANarrowPhone() {
        browser().size(390, 844);
        control.knows(Clusters.transferring());

        for (var view : List.of("#/", "#/clusters", "#/clusters/payments", "#/clusters/payments/nodes/fra1")) {
            page.open(view).see("[data-cluster=payments]");
            assertThat((Long) page.script("return document.documentElement.scrollWidth")).as(view).isLessThanOrEqualTo(390);
        }
        page.open("#/clusters/payments").see(".as-list [data-node=lon1]");
        page.see(".as-list [data-way='london paris']", "london – paris");
    }
}
