package dev.tutti.web;

import static dev.tutti.web.StandInControl.JSON;
import static dev.tutti.web.StandInControl.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Names on the page: what they answer, why, what was said by hand, and how other routers stand. */
class NamesPageTest extends BrowserTest {
    static final String NAMES = """
            [{"name": "write.db.example.", "client_site": null, "ttl_seconds": 30,
              "answers": [{"target": "one", "ip": "192.0.2.1", "port": 3306, "weight": 1, "site": "london"}],
              "because": "one, because it is held to be the primary of shop."},
             {"name": "pay.db.example.", "client_site": null, "ttl_seconds": 5, "answers": [],
              "because": "Nobody: not lon1, because it is non-Primary; not par1, because it does not answer."}]""";
    static final String ROUTERS = """
            [{"provider": "haproxy", "title": "HAProxy at /run/haproxy.sock", "done": true, "sentence": "", "next":
              "2026-03-01T03:00:00Z", "says": {"shop": "192.0.2.1:3306 (weight 100)"}},
             {"provider": "bind", "title": "dynamic updates of db.example", "done": false, "sentence":
              "bind (dynamic updates of db.example) refuses: BADKEY; write the key's name as the server has it", "next":
              "2026-03-01T03:00:00Z", "says": {}}]""";

    private void serves() {
        control.answers("GET /api/v1/dns/names", JSON.readTree(NAMES));
        control.answers("GET /api/v1/dns/routers", JSON.readTree(ROUTERS));
    }

    @Test
    void eachNameShowsWhatItAnswersAndWhyAndANameForNobodySaysSo() {
        serves();
        page.open("#/names").see("[data-name='write.db.example.']", "192.0.2.1");
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
    void whereNoneAreServedThePageSaysHowToBeginAndTheMenuHasNone() {
        page.open("#/names").see(".names", "serves no names");
        page.gone("nav a[href='#/names']");
    }
}
