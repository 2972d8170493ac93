package dev.tutti.web;

import static dev.tutti.web.StandInControl.JSON;
import static dev.tutti.web.StandInControl.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Names on the page: what they answer, why, what was said by hand, and how other routers stand. */
class NamesPageTest extends BrowserTest {
    static final String ROUTERS = """
            [{"provider": "haproxy", "title": "HAProxy at /run/haproxy.sock", "done": true, "sentence": "", "next":
              "2026-03-01T03:00:00Z", "says": {"shop": "192.0.2.1:3306 (weight 100)"}},
             {"provider": "bind", "title": "dynamic updates of db.example", "done": false, "sentence":
              "bind (dynamic updates of db.example) refuses: BADKEY; write the key's name as the server has it", "next":
              "2026-03-01T03:00:00Z", "says": {}}]""";

    private void serves() {
        control.answers("GET /api/v1/dns/names", new ServedNames()
                .with("write.db.example.", "one-1, because it is held to be the primary of shop.", "one-1")
                .with("pay.db.example.", "Nobody: not lon1, because it is non-Primary; not par1, because it does not answer.")
                .json());
        control.answers("GET /api/v1/dns/routers", JSON.readTree(ROUTERS));
    }

    @Test
    void eachNameShowsWhatItAnswersAndWhyAndANameForNobodySaysSo() {
        serves();
        page.open("#/names").see("[data-name='write.db.example.']", "192.0.2.");
        page.see("[data-name='write.db.example.']", "it is held to be the primary");
        page.see("[data-name='pay.db.example.']", "nobody");
        page.see("[data-router=haproxy]", "says the same");
        page.see("[data-router=bind]", "refuses: BADKEY");
        page.see("nav", "Names");
        page.gone("[data-action=set-down]");
    }

    @Test
    void withATokenTargetsAreSetDownAndLeftToWhatIsKnownAgain() {
        serves();
        page.open("#token=" + TOKEN).see("[data-action=token]", "May change");
        page.open("#/names").see("[aria-label=Targets]").sendKeys("one");
        page.see("[data-action=set-down]").click();
        control.answers("GET /api/v1/dns/overrides", JSON.readTree("[{\"pattern\": \"one\", \"up\": false}]"));
        page.see("[data-override=one]", "is set down");
        page.see("[data-override=one] button").click();
        control.answers("GET /api/v1/dns/overrides", JSON.createArrayNode());
        page.gone("[data-override=one]");
        assertThat(control.asked.stream().map(asked -> asked.path() + " " + asked.body()))
                .containsExactly("/api/v1/dns/override {\"pattern\":\"one\",\"up\":false}", "/api/v1/dns/override {\"pattern\":\"one\"}");
    }

    @Test
    void whatChangedIsToldNewestFirstAndFoundByTheSameWords() {
        serves();
        control.answers("GET /api/v1/dns/history", ServedNames.changes());
        page.open("#/names").see("[data-change='cards.pay.example.']", "for clients of paris: paris-1 192.0.2.224 → london-1 192.0.2.59");
        page.see("[data-change='audit.pay.example.']", "→ nobody");
        page.see("[data-kind=check]", "paris-1 went down");
        page.see("[data-kind=override]", "madrid-* was set down by hand");
        assertThat(page.all("[data-change]").getFirst().getText()).contains("is left to what is known again");

        control.answers("GET /api/v1/dns/names", ServedNames.ofFourSites().json());
        page.see("[aria-label='Find names']").sendKeys("paris");
        page.gone("[data-change='audit.pay.example.']");
        page.see("[data-change='cards.pay.example.']");
    }

    @Test
    void whereNoneAreServedThePageSaysHowToBeginAndTheMenuHasNone() {
        page.open("#/names").see(".names", "serves no names");
        page.gone("nav a[href='#/names']");
    }

    @Test
    void whereSitesDifferThereIsARowForEachGroupThatGetsTheSameWithItsReasons() {
        control.answers("GET /api/v1/dns/names", new ServedNames().withoutParis("fraud.pay.example.")
                .with("write.pay.example.", "db1, because it is held to be the primary of shop.", "london-1").json());
        page.open("#/names").see("thead", "Clients of");
        var rows = page.all("[data-name='fraud.pay.example.'] tr").stream().map(org.openqa.selenium.WebElement::getText).toList();
        assertThat(rows).hasSize(4);
        assertThat(rows.getFirst()).contains("london, paris", "london-1", "paris: london-1 in london, the nearest to paris");
        assertThat(rows.getLast()).contains("unknown sites");
        page.see("[data-name='write.pay.example.']", "everybody");
    }

    @Test
    void aThousandNamesAreFoundByWordsAndNeverDrawnAllAtOnce() {
        var names = new ServedNames();
        for (int i = 0; i < 1_000; i++) {
            names.with("n%03d.db.example.".formatted(i), "Because.", "site-" + i);
        }
        control.answers("GET /api/v1/dns/names", names.with("zero.db.example.", "Nobody: not a.").json());
        page.open("#/names").see("[role=status]", "1,001 names, 1 without an answer");
        page.see("[data-name='zero.db.example.']", "nobody");
        assertThat(page.all(".names-table tbody")).hasSize(50);
        page.see("[data-action=more-names]", "50 more of 1,001").click();
        page.until("a hundred", d -> page.all(".names-table tbody").size() == 100);

        page.see("[aria-label='Find names']").sendKeys("N99 site-997");
        page.see("[role=status]", "1 of 1,001 names");
        page.see("[data-name='n997.db.example.']");
        page.see("[aria-label='Find names']").sendKeys("x");
        page.see(".names", "No name and no target is called like");
    }
}
