package dev.tutti.web;


import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageTest {
    private StandInControl control = new StandInControl();
    private Browser browser;
    private Page page;

    @BeforeAll
    void start() {
        Browser.missing().ifPresent(reason -> Assumptions.abort(reason));
        browser = Browser.start(1440, 900);
        page = new Page(browser, control.address());
    }

    @AfterAll
    void end() { browser.close(); control.close(); }

    @Test
    void smoke() {
        control.shows(Fleets.calm());
        page.open("#/");
        page.see("h1", "All is calm");
        browser.screenshot(java.nio.file.Path.of("target/screenshots/smoke.png"));
        page.open("#/chains/shop");
        page.server("db5.shop:3306");
        browser.screenshot(java.nio.file.Path.of("target/screenshots/smoke2.png"));
        System.err.println(browser.complaints());
    }
}
