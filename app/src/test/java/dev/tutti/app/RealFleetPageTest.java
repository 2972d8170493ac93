package dev.tutti.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.web.Browser;
import dev.tutti.web.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

import java.nio.file.Path;
import java.util.List;

/** The page over a real fleet, from a calm morning to two deaths; pictures of each are left in {@code target/screenshots}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit fills it
class RealFleetPageTest {
    private static final Path PICTURES = Path.of("target/screenshots");

    private RealFleet fleet;
    private Browser browser;
    private Page page;

    @BeforeAll
    void start() throws Exception {
        Browser.missing().ifPresent(Assumptions::abort);
        fleet = RealFleet.start("recovery:\n  anti_flapping: 1s\n");
        browser = Browser.start(1440, 900);
        page = new Page(browser, fleet.api.url());
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.close();
        }
        if (fleet != null) {
            fleet.close();
        }
    }

    @AfterEach
    void theConsoleIsQuiet() {
        assertThat(browser.complaints()).isEmpty();
    }

    private String chain() {
        return fleet.plane.state().fleet().servers().values().findFirst().orElseThrow().chain();
    }

    @Test
    @Order(1)
    void itOpensOnTheAnswer() throws Exception {
        page.open("#token=" + fleet.token()).see("h1", "All is calm.");
        assertThat(page.address()).doesNotContain("token");
        page.see(".answer p", "1 chain, 6 servers, nothing wrong since");
        pictures("calm", "#/", "h1");
        page.open("#/chains/" + chain());
        for (String name : new String[] {"1", "2", "3", "4", "5", "6"}) {
            page.server(fleet.address(name));
        }
        pictures("calm-tree", "#/chains/" + chain(), "[role=treeitem]");
    }

    @Test
    @Order(2)
    void aReplicaIsMovedWithTheKeyboard() {
        page.open("#/chains/" + chain());
        page.server(fleet.address("2"));
        for (int i = 0; i < 25 && !focusIs("[role=treeitem]"); i++) {
            press(Keys.TAB);
        }
        for (int i = 0; i < 6 && !focusIs("[data-server='" + fleet.address("2") + "']"); i++) {
            press(Keys.ARROW_DOWN);
        }
        press("m");
        page.see("[role=combobox]");
        press(fleet.address("3"));
        page.see("[data-target='" + fleet.address("3") + "']");
        press(Keys.ENTER);
        page.see("[data-plan=ready]", fleet.address("3"));
        browser.screenshot(PICTURES.resolve("real-light-1440-plan.png"));
        for (int i = 0; i < 25 && !focusIs("[data-action=execute]"); i++) {
            press(Keys.TAB);
        }
        press(Keys.ENTER);
        page.gone("dialog");
        assertThat(fleet.recovery(1).outcome()).contains(fleet.address("3"));
        page.until("it stands below its new source", d ->
                "3".equals(page.server(fleet.address("2")).getAttribute("aria-level")));
        page.server(fleet.address("2"), "replicating");
    }

    @Test
    @Order(3)
    void theDeathOfAnIntermediateIsAnAlarmATimelineAndANewTree() {
        page.open("#/chains/" + chain());
        page.server(fleet.address("5"), "replicating");
        // An alarm may be over within half a second: what the page's headline said is written down by the page itself.
        page.script("window.seen = new Set(); new MutationObserver(() => window.seen.add(document.body.innerText))"
                + ".observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});");
        fleet.fleet.kill("4");
        fleet.recovery(2);
        page.until("both stand below their new source", d -> List.of("5", "6").stream().allMatch(name -> {
            String source = fleet.source(name);
            return !source.equals(fleet.address("4"))
                    && page.server(fleet.address(name)).getLocation().x > page.server(source).getLocation().x;
        }));
        page.until("both replicate", d -> "replicating".equals(page.server(fleet.address("5")).getAttribute("data-state"))
                && "replicating".equals(page.server(fleet.address("6")).getAttribute("data-state")));
        assertThat(page.script("return [...window.seen].some(text => /alarm/i.test(text))")).isEqualTo(true);
        pictures("after-rescue-tree", "#/chains/" + chain(), "[role=treeitem]");

        page.open("#/recoveries/2").see("[data-recovery='2'][data-state=succeeded]");
        page.see(".witnesses", fleet.address("5"));
        page.see("[data-step][data-state=done]", fleet.address("6"));
        pictures("rescue", "#/recoveries/2", "[data-step]");
    }

    @Test
    @Order(4)
    void theTimelineOfAFailoverGrowsAndIsAcknowledged() {
        page.open("#/recoveries").see(".recovery-list");
        fleet.fleet.kill("1");
        page.see("a[href='#/recoveries/3']").click();
        page.see("[data-recovery='3']");
        fleet.recovery(3);
        page.see("[data-recovery='3'][data-state=succeeded]");
        page.see("h1", "Failover of " + fleet.address("1"));
        pictures("failover", "#/recoveries/3", "[data-step]");
        pictures("after-failover", "#/", ".tasks");
        pictures("after-failover-tree", "#/chains/" + chain(), "[role=treeitem]");
        pictures("recoveries", "#/recoveries", ".recovery-list");
        pictures("after-failover-server", "#/servers/" + fleet.address("1"), ".panel");

        page.open("#/recoveries/3").see("[data-action=acknowledge]").click();
        page.see("[name=by]").sendKeys("Anna" + Keys.TAB + "seen" + Keys.ENTER);
        page.gone("dialog");
        page.see(".acknowledged", "Acknowledged by Anna");
        assertThat(fleet.plane.journal().recovery(3).orElseThrow().acknowledged()).isNotNull();
    }

    private boolean focusIs(String css) {
        return Boolean.TRUE.equals(page.script("return document.activeElement.matches(arguments[0])", css));
    }

    private void press(CharSequence... keys) {
        new Actions(browser.driver()).sendKeys(keys).perform();
    }

    private void pictures(String name, String address, String until) {
        for (String scheme : new String[] {"light", "dark"}) {
            browser.prefers("prefers-color-scheme", scheme);
            for (int width : new int[] {1440, 390}) {
                browser.size(width, width == 390 ? 844 : 900);
                page.open(address).see(until);
                page.see("[data-link=live]");
                browser.screenshot(PICTURES.resolve("real-" + scheme + "-" + width + "-" + name + ".png"));
            }
        }
        browser.prefers("prefers-color-scheme", "light");
        browser.size(1440, 900);
    }
}
