package dev.tutti.web;

import static dev.tutti.web.StandInControl.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Takes the pictures that somebody reads, into {@code target/screenshots}, and checks the contrast of every pair of colours.
 * With {@code -Dtutti.pictures.all=true} it takes those of every dialog and panel as well.
 */
class ScreenshotsTest {
    private static final Path PICTURES = Path.of("target/screenshots");

    @Test
    void picturesOfEveryView() {
        Browser.missing().ifPresent(Assumptions::abort);
        try (var control = new StandInControl(); var browser = Browser.start(1440, 900)) {
            var page = new Page(browser, control.address());
            for (var scheme : new String[] {"light", "dark"}) {
                browser.prefers("prefers-color-scheme", scheme);
                for (int width : new int[] {1440, 390}) {
                    browser.size(width, width == 390 ? 844 : 900);
                    main(control, browser, page, scheme + "-" + width + "-");
                    if (Boolean.getBoolean("tutti.pictures.all")) {
                        more(control, browser, page, scheme + "-" + width + "-");
                    }
                }
                assertContrast(page, scheme);
            }
        }
        assertThat(PICTURES.resolve("light-1440-calm.png")).satisfies(file -> assertThat(Files.size(file)).isPositive());
    }

    private static void main(StandInControl control, Browser browser, Page page, String prefix) {
        var none = JSON.createArrayNode();
        control.answers("GET /api/v1/recoveries", none);
        control.shows(Fleets.calm());
        take(browser, page.open("#/"), ".answer.tone-ok", prefix + "calm");

        control.answers("GET /api/v1/recoveries", JSON.createArrayNode().add(running()));
        control.answers("GET /api/v1/explain", Recoveries.explanation("The primary is dead and a recovery of it runs.", Instant.now().minusMillis(700)));
        control.shows(Fleets.alarm());
        take(browser, page.open("#/"), ".recovery-list", prefix + "alarm");
        take(browser, page.open("#/chains/shop"), ".strip", prefix + "alarm-tree");

        control.answers("GET /api/v1/dns/names", ServedNames.ofFourSites().json());
        control.answers("GET /api/v1/dns/routers", JSON.readTree(NamesPageTest.ROUTERS));
        control.answers("GET /api/v1/dns/overrides", JSON.readTree("[{\"pattern\": \"par*\", \"up\": false}]"));
        control.answers("GET /api/v1/dns/history", ServedNames.changes());
        take(browser, page.open("#/names"), "[data-router=bind]", prefix + "names");
        page.script("document.querySelector('#changed').scrollIntoView()");
        take(browser, page, ".changes", prefix + "names-changed");
        control.answers("GET /api/v1/mesh", Meshes.fourSitesOverTwoHubs());
        take(browser, page.open("#/mesh"), "[data-place=london]", prefix + "mesh");
        page.script("document.querySelector('[data-parts=\"2\"]').scrollIntoView()");
        take(browser, page, "[data-failure]", prefix + "mesh-failures");

        var finished = Recoveries.finished(7, Instant.now().minus(Duration.ofMinutes(3)));
        control.answers("GET /api/v1/explain", Recoveries.explanation("The failover succeeded; db1.shop:3306 waits for a person.",
                Instant.now().minus(Duration.ofMinutes(3))));
        control.answers("GET /api/v1/recoveries", JSON.createArrayNode().add(finished));
        control.shows(Fleets.recovered());
        take(browser, page.open("#/recoveries/7"), ".step", prefix + "recovery");

        control.answers("GET /api/v1/recoveries", none);
        control.answers("GET /api/v1/explain", JSON.readTree("{\"sentence\": \"\", \"decisions\": []}"));
        control.shows(Fleets.large(1_000));
        take(browser, page.open("#/chains/wide"), "[role=treeitem]", prefix + "thousand");
    }

    private static void more(StandInControl control, Browser browser, Page page, String prefix) {
        page.open("#token=" + StandInControl.TOKEN).see("[data-link=live]");
        control.answers("GET /api/v1/explain", Recoveries.explanation("The primary is dead and a recovery of it runs.", Instant.now().minusMillis(700)));
        control.answers("GET /api/v1/recoveries", JSON.createArrayNode().add(running()));
        control.shows(Fleets.alarm());
        take(browser, page.open("#/servers/db1.shop:3306"), ".panel", prefix + "alarm-server");
        take(browser, page.open("#/recoveries/7"), ".step", prefix + "recovery-running");

        var finished = Recoveries.finished(7, Instant.now().minus(Duration.ofMinutes(3)));
        control.answers("GET /api/v1/explain", Recoveries.explanation("The failover succeeded; db1.shop:3306 waits for a person.",
                Instant.now().minus(Duration.ofMinutes(3))));
        control.answers("GET /api/v1/recoveries", JSON.createArrayNode().add(finished));
        control.shows(Fleets.recovered());
        take(browser, page.open("#/"), ".tasks", prefix + "recovered");
        take(browser, page.open("#/recoveries"), ".recovery-list", prefix + "recoveries");
        take(browser, page.open("#/chains/shop"), ".strip", prefix + "recovered-tree");

        control.answers("POST /api/v1/servers/db2.shop:3306/relocate dry", Recoveries.plan("db2.shop:3306", "db4.shop:3306"));
        page.open("#/servers/db2.shop:3306").see("[data-action=move]").click();
        take(browser, page, "[role=option]", prefix + "pick");
        page.see("[data-target='db4.shop:3306']").click();
        take(browser, page, "[data-plan=ready]", prefix + "plan");
    }

    private static ObjectNode running() {
        var start = Instant.now().minus(Duration.ofMillis(700));
        var running = Recoveries.begun(7, start);
        Recoveries.done(running, 1, start, 150, 420, null);
        Recoveries.done(running, 3, start, 150, 212, "had applied everything already");
        Recoveries.running(running, 2, start, 150);
        return running;
    }

    private static void take(Browser browser, Page page, String css, String name) {
        page.see(css);
        page.see("[data-link=live]");
        browser.screenshot(PICTURES.resolve(name + ".png"));
    }

    /** WCAG AA: 4.5 to 1 for text on each ground that it stands on, 3 to 1 for marks. */
    private static void assertContrast(Page page, String scheme) {
        var bad = page.script("""
                const probe = document.body.appendChild(document.createElement('i'));
                const light = name => {
                  probe.style.color = `var(--${name})`;
                  const [r, g, b] = getComputedStyle(probe).color.match(/[\\d.]+/g).map(Number).map(v => v / 255)
                    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                };
                const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
                const wrong = [];
                const check = (ink, ground, least) => ratio(ink, ground) < least && wrong.push(`${ink} on ${ground}: ${ratio(ink, ground).toFixed(2)}`);
                for (const ground of ['ground', 'surface', 'sunken', 'ok-ground', 'warn-ground', 'bad-ground', 'run-ground', 'off-ground']) {
                  check('ink', ground, 4.5);
                  check('ink-2', ground, 4.5);
                }
                for (const tone of ['ok', 'warn', 'bad', 'run', 'off']) {
                  for (const ground of ['ground', 'surface', `${tone}-ground`]) check(tone, ground, 4.5);
                }
                for (const ground of ['ground', 'surface']) { check('accent', ground, 4.5); check('warn-mark', ground, 2.9); }
                check('accent-ink', 'accent', 4.5);
                probe.remove();
                return wrong.join(', ');
                """);
        assertThat(bad).as(scheme).isEqualTo("");
    }
}
