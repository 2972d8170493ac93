package dev.tutti.web;

import static dev.tutti.web.StandInControl.JSON;
import static dev.tutti.web.StandInControl.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.web.StandInControl.Answer;
import dev.tutti.web.StandInControl.Asked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** What the page does, as somebody in front of it sees it. */
class PageTest {
    private static final String HOSTILE = "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=1</script>";

    private static @Nullable Browser shared;

    private StandInControl control = new StandInControl();
    private Page page = new Page(browser(), control.address());

    @BeforeAll
    static void startBrowser() {
        Browser.missing().ifPresent(Assumptions::abort);
        shared = Browser.start(1440, 900);
    }

    @AfterAll
    static void endBrowser() {
        if (shared != null) {
            shared.close();
        }
    }

    private static Browser browser() {
        return Objects.requireNonNull(shared);
    }

    @BeforeEach
    void wideAndCalm() {
        browser().size(1440, 900);
        browser().complaints();
        control.shows(Fleets.calm());
    }

    @AfterEach
    void nothingWentWrong() {
        // A refused script, style or request of another origin would be told here as well.
        var complaints = browser().complaints();
        control.close();
        assertThat(complaints).isEmpty();
    }

    @Test
    void opensOnTheAnswerThatAllIsCalmAndSinceWhen() {
        page.open("#/");

        page.see("h1", "All is calm.");
        page.see(".answer p", "3 chains, 11 servers, nothing wrong since");
        page.see(".answer p", "4 d 4 h");
    }

    @Test
    void opensOnTheAlarmWithTheTroubledChainsFirst() {
        control.shows(Fleets.alarm());
        page.open("#/");

        page.see("h1", "Alarm in shop.");
        page.see(".answer p", "Tutti is recovering shop now.");
        assertThat(page.all(".chain-row .chain-name").stream().map(WebElement::getText)).containsExactly("shop", "billing", "archive");
        page.see(".chain-row[data-chain=shop]", "it answers nobody, and 3 of 3 replicas have lost it");
        assertThat(page.all(".tasks")).as("what Tutti recovers from does not wait for a person").isEmpty();
        assertThat(browser().driver().getTitle()).isEqualTo("▲ 1 alarm · Tutti");
    }

    @Test
    void afterARecoveryItSaysWhatNeedsAPerson() {
        control.shows(Fleets.recovered());
        control.answers("GET /api/v1/recoveries", JSON.createArrayNode().add(Recoveries.finished(7, Instant.now().minus(Duration.ofMinutes(3)))));
        page.open("#/");

        page.see("h1", "Writes work, but shop is troubled.");
        page.see(".tasks", "Recovery 7");
        page.see(".tasks", "lost: It was the primary when it died");
    }

    @Test
    void leavingThePageGivesItsConnectionBack() {
        // A browser has six for one host; pages kept for the way back must not hold them.
        for (int i = 0; i < 8; i++) {
            page.open("?" + i + "#/");
            page.see("[data-link=live]");
        }
        page.see("h1", "All is calm.");
    }

    @Test
    void anAlarmIsShownAndSpokenWhenItHappens() {
        page.open("#/");
        page.see("h1", "All is calm.");

        var alarm = Fleets.alarm();
        control.push("chain", alarm.chain("shop"));
        control.push("server", alarm.server("db1.shop:3306"));

        page.see("h1", "Alarm in shop.");
        page.until("spoken", d -> Objects.requireNonNull(d.findElement(By.id("alarms")).getDomProperty("textContent"))
                .startsWith("Alarm in shop: The primary db1.shop:3306 is dead"));
    }

    @Test
    void aServersStateChangesInItsPlaceAndKeepsTheFocus() {
        page.open("#/chains/shop");
        page.server("db3.shop:3306", "replicating");
        page.script("window.before = document.querySelector('[data-server=\"db3.shop:3306\"]'); before.focus()");

        var changed = Fleets.calm();
        Fleets.problem(changed.server("db3.shop:3306").put("lag_seconds", 95), "lagging", "warning", "95 s behind.");
        control.push("server", changed.server("db3.shop:3306"));

        page.server("db3.shop:3306", "lagging");
        assertThat(page.server("db3.shop:3306").getText()).contains("1 min 35 s behind");
        assertThat(page.script("return document.activeElement === window.before && window.before.isConnected")).isEqualTo(true);
    }

    @Test
    void aServerWithANewSourceMovesThereStepByStep() {
        page.open("#/chains/shop");
        var start = page.server("db3.shop:3306").getLocation();
        page.script("""
                window.places = [];
                const card = document.querySelector('[data-server="db3.shop:3306"]');
                new MutationObserver(() => places.push(card.getBoundingClientRect().x)).observe(card, {attributes: true});
                """);

        control.push("server", Fleets.calm().server("db3.shop:3306").put("source", "db4.shop:3306").put("depth", 2));

        page.until("moved", d -> page.server("db3.shop:3306").getLocation().x == page.server("db5.shop:3306").getLocation().x);
        assertThat(page.server("db3.shop:3306").getAttribute("aria-level")).isEqualTo("3");
        assertThat(page.server("db3.shop:3306").getLocation().x).isGreaterThan(start.x + 200);
        // Drawn as movement: it was seen at several places on its way.
        assertThat((Long) page.script("return new Set(places.map(Math.round)).size")).isGreaterThan(2);
    }

    @Test
    void thoseWhoWantLessMotionSeeNone() {
        browser().prefers("prefers-reduced-motion", "reduce");
        try {
            page.open("#/chains/shop");
            page.server("db3.shop:3306");
            page.script("""
                    window.places = new Set();
                    const card = document.querySelector('[data-server="db3.shop:3306"]');
                    new MutationObserver(() => places.add(Math.round(card.getBoundingClientRect().x))).observe(card, {attributes: true});
                    """);

            control.push("server", Fleets.calm().server("db3.shop:3306").put("source", "db4.shop:3306").put("depth", 2));

            page.until("moved", d -> page.server("db3.shop:3306").getLocation().x == page.server("db5.shop:3306").getLocation().x);
            assertThat(page.script("return places.size")).isEqualTo(1L);
        } finally {
            browser().prefers("prefers-reduced-motion", "no-preference");
        }
    }

    @Test
    void aSubtreeFoldsAndTellsHowManyOfItAreNotFine() {
        var fleet = Fleets.calm();
        Fleets.problem(fleet.server("db5.shop:3306"), "lagging", "warning", "95 s behind.");
        control.shows(fleet);
        page.open("#/chains/shop");

        page.see("[data-fold='db4.shop:3306']").click();

        page.gone("[data-server='db5.shop:3306']");
        page.see("[data-server='db4.shop:3306']", "1 not fine");
        assertThat(page.server("db4.shop:3306").getAttribute("aria-expanded")).isEqualTo("false");
    }

    @Test
    void aRecoveryGrowsWhileItHappensAndKeepsItsAddress() {
        var start = Instant.now().minus(Duration.ofMillis(600));
        var recovery = Recoveries.begun(7, start);
        control.answers("GET /api/v1/recoveries", JSON.createArrayNode().add(recovery));
        page.open("#/recoveries/7");
        page.see("h1", "Failover of db1.shop:3306");
        page.see(".witnesses", "lost its source while reading: error 2013");

        Recoveries.running(recovery, 1, start, 150);
        control.push("recovery", recovery);
        page.see("[data-step='1'][data-state=running] .step-sentence", "db2.shop:3306 applies all");
        var width = page.until("a bar", d -> d.findElement(By.cssSelector("[data-step='1'] .bar")).getSize().width);
        page.until("it grows", d -> d.findElement(By.cssSelector("[data-step='1'] .bar")).getSize().width > width);

        control.push("recovery", Recoveries.finished(7, start));
        page.see("[data-recovery='7'][data-state=succeeded]");
        page.see(".figures", "731 ms");
        page.see(".lost-list", "it may hold transactions that nobody else has");
        page.see("[data-step='7'][data-state=done]", "685 ms");
        assertThat(page.address()).isEqualTo("/#/recoveries/7");
    }

    @Test
    void anOldRecoveryIsFetchedByItsAddress() {
        control.answers("GET /api/v1/recoveries/3", Recoveries.finished(3, Instant.now().minus(Duration.ofDays(90))));
        page.open("#/recoveries/3");

        page.see(".recovery-sentence", "db3.shop:3306 is the primary since it had received the most");
    }

    @Test
    void draggingAServerOntoAnotherShowsThePlanAndTheButtonDoesExactlyThat() {
        var path = "/api/v1/servers/db2.shop:3306/relocate";
        control.answers("POST " + path + " dry", Recoveries.plan("db2.shop:3306", "db4.shop:3306"));
        control.answers("POST " + path, new Answer(202, Recoveries.begun(8, Instant.now()).put("kind", "relocate")
                .put("by", "anna").put("subject", "db2.shop:3306")));
        page.open("#token=" + TOKEN).open("#/chains/shop");

        new Actions(browser().driver()).clickAndHold(page.server("db2.shop:3306")).moveByOffset(10, 10)
                .moveToElement(page.server("db4.shop:3306")).release().perform();

        page.see("[data-plan=ready] .plan-sentence", "db2.shop:3306 will replicate from db4.shop:3306");
        assertThat(page.all(".plan-steps > li")).hasSize(3);
        assertThat(control.asked).hasSize(1);
        page.see("[data-action=execute]").click();
        page.gone("dialog");
        page.see(".strip", "Move of db2.shop:3306");
        assertThat(control.asked).extracting(Asked::path).containsExactly(path, path);
        assertThat(control.asked).extracting(asked -> asked.body().toString()).containsExactly(
                "{\"below\":\"db4.shop:3306\",\"dry_run\":true}", "{\"below\":\"db4.shop:3306\",\"dry_run\":false}");
    }

    @Test
    void aRefusalIsShownWithItsSentenceAndNothingCanBeDone() {
        control.answers("POST /api/v1/servers/db1.shop:3306/relocate dry",
                Answer.refused("db1.shop:3306 stands above db5.shop:3306: it cannot replicate from what replicates from it."));
        page.open("#token=" + TOKEN).open("#/chains/shop");

        new Actions(browser().driver()).clickAndHold(page.server("db1.shop:3306")).moveByOffset(10, 10)
                .moveToElement(page.server("db5.shop:3306")).release().perform();

        page.see("[data-plan=refused] .refusal", "it cannot replicate from what replicates from it");
        assertThat(page.all("[data-action=execute]")).isEmpty();
    }

    @Test
    void aServerIsMovedWithTheKeyboardAlone() {
        var path = "/api/v1/servers/db2.shop:3306/relocate";
        control.answers("POST " + path + " dry", Recoveries.plan("db2.shop:3306", "db4.shop:3306"));
        page.open("#token=" + TOKEN).open("#/chains/shop");
        page.server("db2.shop:3306");

        tabTo("[role=treeitem]");
        press(Keys.ARROW_DOWN);
        assertThat(browser().driver().switchTo().activeElement().getAttribute("data-server")).isEqualTo("db2.shop:3306");
        press("m");
        page.see("[role=combobox]");
        press("db4", Keys.ENTER);
        page.see("[data-plan=ready]");
        tabTo("[data-action=execute]");
        press(Keys.ENTER);

        page.gone("dialog");
        assertThat(control.asked).extracting(asked -> asked.body().path("dry_run").asBoolean()).containsExactly(true, false);
        page.until("the focus is back", d -> "db2.shop:3306".equals(d.switchTo().activeElement().getAttribute("data-server")));
    }

    @Test
    void aReplicaIsMadePrimaryAndAnybodyTakesOverWhereNobodyIsNamed() {
        var path = "/api/v1/chains/shop/switchover";
        control.answers("POST " + path + " dry", Recoveries.plan("db2.shop:3306", "db4.shop:3306"));
        control.answers("POST " + path, new Answer(202, Recoveries.begun(8, Instant.now()).put("kind", "switchover").put("by", "anna")));
        page.open("#token=" + TOKEN).open("#/servers/db1.shop:3306");
        page.see("[data-action=switchover]", "Switch over").click();
        page.see("[data-plan=ready]");
        press(Keys.ESCAPE);
        page.gone("dialog");

        page.open("#/servers/db2.shop:3306");
        page.see("[data-action=switchover]", "Make primary").click();
        page.see("[data-plan=ready]");
        page.see("[data-action=execute]").click();

        page.see("h1", "Switchover of db1.shop:3306");
        assertThat(control.asked).extracting(asked -> asked.body().toString()).containsExactly(
                "{\"to\":null,\"dry_run\":true}", "{\"to\":\"db2.shop:3306\",\"dry_run\":true}",
                "{\"to\":\"db2.shop:3306\",\"dry_run\":false}");
    }

    @Test
    void aStepThatIsDoneWithAWarningIsNoGreenOne() {
        var recovery = Recoveries.finished(7, Instant.now());
        ((tools.jackson.databind.node.ObjectNode) recovery.path("steps").get(4)).put("warning", "haproxy has not confirmed within 10 s");
        control.answers("GET /api/v1/recoveries", JSON.createArrayNode().add(recovery));
        page.open("#/recoveries/7");

        page.see("[data-step='5'] .step-warning", "haproxy has not confirmed within 10 s");
        page.see("[data-step='5'] .tone-warn", "done, with a warning");
    }

    @Test
    void aDeadServerIsNeverTheFirstChoiceOfANewSource() {
        control.shows(Fleets.recovered());
        page.open("#token=" + TOKEN).open("#/servers/db2.shop:3306");

        page.see("[data-action=move]").click();

        page.see("[role=option]");
        assertThat(page.all("[role=option]").stream().map(option -> option.getAttribute("data-target")))
                .containsExactly("db4.shop:3306", "db5.shop:3306", "db6.shop:3306", "db3.shop:3306", "db1.shop:3306");
    }

    @Test
    void escapeLeavesADialogWithoutDoingAnything() {
        page.open("#token=" + TOKEN).open("#/servers/db2.shop:3306");
        page.see("[data-action=forget]").click();
        page.see("dialog[open]", "Forget db2.shop:3306");

        press(Keys.ESCAPE);

        page.gone("dialog");
        assertThat(control.asked).isEmpty();
    }

    @Test
    void theTokenLeavesTheAddressAtOnceAndIsSentWithChangesOnly() {
        page.open("#token=" + TOKEN);

        page.see("[data-action=token]", "May change");
        assertThat(page.address()).isEqualTo("/#/");
        assertThat(page.script("return sessionStorage.length + localStorage.length")).isEqualTo(1L);
        page.open("#/servers/db2.shop:3306");
        page.see("[data-action=downtime]").click();
        page.see("[name=reason]").sendKeys("disk swap" + Keys.ENTER);
        page.gone("dialog");
        assertThat(control.asked).extracting(Asked::method, Asked::authorization).containsExactly(
                org.assertj.core.groups.Tuple.tuple("PUT", "Bearer " + TOKEN));
    }

    @Test
    void withoutATokenChangingExplainsWhatIsNeededAndARefusedOneIsAskedForAgain() {
        control.answers("POST /api/v1/servers/db2.shop:3306/relocate dry", Recoveries.plan("db2.shop:3306", "db3.shop:3306"));
        page.open("#/servers/db2.shop:3306");
        page.see("[data-action=token]", "Looking only");
        page.see("[data-action=move]").click();
        page.see("[role=combobox]").sendKeys("db3" + Keys.ENTER);

        page.see("dialog", "Changing needs a token");
        assertThat(control.asked).isEmpty();
        page.see("[name=token]").sendKeys("wrong" + Keys.ENTER);
        page.see(".refusal", "The token was refused");
        page.see("[name=token]").sendKeys(TOKEN + Keys.ENTER);
        page.see("[data-plan=ready]");
    }

    @Test
    void whatServersSayIsShownAsTextOnly() {
        var fleet = Fleets.calm();
        fleet.server("db2.shop:3306").put("applier_error", HOSTILE).put("applier_running", false).put("version", HOSTILE).put("site", HOSTILE);
        Fleets.problem(fleet.server("db3.shop:3306"), HOSTILE, "error", HOSTILE);
        fleet.chain("shop").put("sentence", HOSTILE).put("state", "alarm");
        control.shows(fleet);
        var recovery = Recoveries.finished(9, Instant.now());
        recovery.put("outcome", HOSTILE).put("reason", HOSTILE);
        control.answers("GET /api/v1/recoveries", JSON.createArrayNode().add(recovery));

        for (var view : List.of("#/", "#/chains/shop", "#/servers/db2.shop:3306", "#/servers/db3.shop:3306", "#/recoveries", "#/recoveries/9")) {
            page.open(view);
            page.until("hostile text on " + view, d -> d.findElement(By.id("main")).getText().contains("<img src=x onerror="));
            assertThat(page.script("return window.pwned === undefined && document.querySelectorAll('main img, main script').length === 0"))
                    .as(view).isEqualTo(true);
        }
    }

    @Test
    void whatAnotherVersionSaysMoreOrLessBreaksNothing() {
        page.open("#/chains/shop");
        page.server("db3.shop:3306");

        control.push("weather", JSON.createObjectNode().put("rain", true));
        control.push("recovery", JSON.createObjectNode().put("id", 4).put("kind", "regroup").put("subject", "db2.shop:3306")
                .put("chain", "shop").put("state", "paused").put("by", "tutti").put("began", Fleets.ago(Duration.ZERO)));
        var server = Fleets.calm().server("db3.shop:3306").put("contact", "failing");
        server.remove("problems");
        control.push("server", server);

        page.server("db3.shop:3306", "no contact");
        page.see(".strip", "paused");
    }

    @Test
    void aLostConnectionIsSaidWithTheAgeOfWhatIsShownAndFollowedAgain() {
        page.open("#/");
        page.see("[data-link=live]");

        control.fallsSilent();
        page.see("[data-banner=lost]", "This is the last known state of");
        page.see("h1", "All is calm.");

        control.shows(Fleets.alarm());
        control.listens();
        page.gone("[data-banner]");
        page.see("h1", "Alarm in shop.");
    }

    @Test
    void everyViewFitsANarrowPhone() {
        browser().size(390, 844);
        control.shows(Fleets.alarm());
        control.answers("GET /api/v1/recoveries", JSON.createArrayNode().add(Recoveries.finished(7, Instant.now())));

        for (var view : List.of("#/", "#/chains/shop", "#/servers/db1.shop:3306", "#/recoveries", "#/recoveries/7")) {
            page.open(view);
            page.see("h1, h2");
            page.see("[data-link=live]");
            assertThat((Long) page.script("return document.documentElement.scrollWidth")).as(view).isLessThanOrEqualTo(390);
        }
        page.see(".panel-close, .crumbs a");
    }

    @Test
    void nothingIsAskedOfAnotherHost() {
        page.open("#/");
        page.see("h1", "All is calm.");
        page.open("#/chains/shop");
        page.server("db2.shop:3306");

        @SuppressWarnings("unchecked")
        var asked = (List<String>) Objects.requireNonNull(page.script("return performance.getEntriesByType('resource').map(entry => entry.name)"));
        assertThat(asked).isNotEmpty().allMatch(url -> url.startsWith(control.address() + "/"));
    }

    @Test
    void whyThingsAreAsTheyAreIsToldAndGoesOn() {
        control.answers("GET /api/v1/explain", JSON.readTree("""
                {"subject": "shop", "sentence": "The primary is dead; a recovery runs.", "decisions": [{"at": "%s", "chain": "shop",
                 "subject": "db1.shop:3306", "kind": "suspected", "verdict": "asking", "sentence": "db1.shop:3306 does not answer; asking its replicas.",
                 "witnesses": []}]}""".formatted(Fleets.ago(Duration.ofSeconds(3)))));
        page.open("#/chains/shop");
        page.see(".explained", "The primary is dead; a recovery runs.");

        var decision = JSON.createObjectNode().put("at", Fleets.ago(Duration.ZERO)).put("chain", "shop").put("subject", "db1.shop:3306")
                .put("kind", "primary_dead").put("verdict", "recovering").put("sentence", "All replicas lost it: recovering.");
        decision.putArray("witnesses");
        control.push("decision", decision);

        page.until("both, the newest first", d -> d.findElements(By.cssSelector(".decision")).stream().map(WebElement::getText)
                .map(text -> text.contains("All replicas lost it")).toList().equals(List.of(true, false)));
    }

    @Test
    void aRecoveryIsAcknowledged() {
        var recovery = Recoveries.finished(7, Instant.now());
        control.answers("GET /api/v1/recoveries", JSON.createArrayNode().add(recovery));
        page.open("#token=" + TOKEN).open("#/recoveries/7");

        page.see("[data-action=acknowledge]").click();
        page.see("[name=by]").sendKeys("Anna" + Keys.TAB + "seen, db1 is being rebuilt" + Keys.ENTER);

        page.gone("dialog");
        assertThat(control.asked).extracting(Asked::path, asked -> asked.body().path("by").asString())
                .containsExactly(org.assertj.core.groups.Tuple.tuple("/api/v1/recoveries/7/acknowledge", "Anna"));
        var acknowledged = recovery.deepCopy();
        acknowledged.putObject("acknowledged").put("by", "Anna").put("comment", "seen").put("at", Fleets.ago(Duration.ZERO));
        control.push("recovery", acknowledged);
        page.see(".acknowledged", "Acknowledged by Anna");
    }

    private void tabTo(String css) {
        for (int i = 0; i < 25; i++) {
            if (Boolean.TRUE.equals(page.script("return document.activeElement.matches(arguments[0])", css))) {
                return;
            }
            press(Keys.TAB);
        }
        throw new AssertionError("the Tab key does not reach " + css);
    }

    private static void press(CharSequence... keys) {
        new Actions(browser().driver()).sendKeys(keys).perform();
    }
}
