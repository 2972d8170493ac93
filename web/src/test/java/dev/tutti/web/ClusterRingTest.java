package dev.tutti.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import java.util.Objects;

/** The members of a cluster as a ring of equals: who stands where, what is said of the ways between, and that nothing jumps. */
class ClusterRingTest extends BrowserTest {
    @Test
    void nodesStandAtTheirSitesAndWaysSayWhatTheyAreLike() {
        control.knows(Clusters.calm());
        page.open("#/clusters/payments");

        page.see("[data-site=london] [data-node=lon1]", "synced");
        page.see("[data-site=amsterdam] [data-node=ams1]", "queue 14 · flow control 6");
        page.see("[data-site=paris] [data-node=par1]", "weight 1");
        page.see("[data-site=brussels] [data-node=arbiter]", "arbitrator");
        page.see("[data-way='london paris']", "8.2 ms · 112 of 118 MB/s");
        page.see("[data-way='amsterdam paris'].is-slow", "under a tenth of 96.0 MB/s");
        page.see("[data-way='frankfurt london']", "relayed");
        assertThat(overlapping()).isEqualTo("");
    }

    @Test
    void waysThroughTunnelsSayWhoPassesThemOnAndWhatIsDown() {
        control.knows(Clusters.throughTunnels());
        page.open("#/clusters/payments");

        page.see("[data-way='amsterdam frankfurt']", "over hub1");
        page.see("[data-way='frankfurt london']", "12.3 ms · 99.0 of 97.0 MB/s");
        page.see("[data-way='frankfurt london'] .way-wrong", "down: hub1–london");
        page.see("[data-way='brussels london']", "5.1 ms");
        page.see("[data-way='brussels paris'] .way-wrong", "no tunnel leads there");
        page.see("[data-problem=tunnel_silent]", "is UDP to 203.0.113.11:1203 let through?");
        assertThat(overlapping()).isEqualTo("");
    }

    @Test
    void sitesKeepTheirPlaceWhateverHappensToTheirNodes() {
        control.knows(Clusters.calm());
        page.open("#/clusters/payments").see("[data-node=fra1][data-state=synced]");
        var before = places();

        control.push("galera", Clusters.totalOutage(null));

        page.see("[data-node=lon1][data-state='not running']", "its data are at 48,211,904");
        page.see("[data-node=fra1][data-state='no answer']", "agent silent: no answer within 2 s");
        assertThat(places()).isEqualTo(before);
        assertThat(overlapping()).isEqualTo("");
    }

    @Test
    void whateverIsMeasuredOfLinksTheRingStaysAsItIs() {
        var unmeasured = Clusters.calm();
        unmeasured.path("links").forEach(link -> ((ObjectNode) link).putNull("latency_ms").putNull("bytes_per_second").putNull("baseline_bytes_per_second"));
        control.knows(unmeasured);
        page.open("#/clusters/payments").see("[data-way='frankfurt london']", "relayed");
        assertThat(page.all(".way-label")).as("nothing is said of what was not measured").hasSize(2);
        var before = places();

        control.push("galera", Clusters.calm());

        page.see("[data-way='amsterdam paris']", "under a tenth of 96.0 MB/s");
        assertThat(places()).isEqualTo(before);
    }

    @Test
    void everyShapeOfClusterIsARingWhereNothingLiesUponAnotherOrAList() {
        control.knows(Clusters.calm());
        page.open("#/clusters/payments").see(".ring");

        assertThat(browser().driver().executeAsyncScript("""
                const done = arguments[0];
                import('/js/ring.js').then(({ ringOf }) => {
                  const wrong = [];
                  const upon = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
                  for (const width of [340, 700, 960, 1400]) for (let sites = 1; sites <= 9; sites++) for (const each of [1, 3]) {
                    const names = Array.from({length: sites}, (_, i) => `site${i}`);
                    const nodes = names.flatMap(site => Array.from({length: each}, (_, i) => ({name: `${site}-${i}`, site, weight: 1})));
                    const links = names.flatMap((one, i) => names.slice(i + 1).filter((_, j) => (i + j) % 3 > 0).map(other => ({one, other, latency_ms: 9})));
                    const { geometry, places, ways } = ringOf({nodes, links, arbitrators: [{name: 'a', site: 'site0', weight: 1}]}, width);
                    const boxes = [...places, ...ways.map(way => way.label).filter(Boolean)];
                    if (geometry === 'ring' && boxes.some((a, i) => a.x < 0 || a.y < 0 || a.x + a.w > width || boxes.slice(i + 1).some(b => upon(a, b)))) {
                      wrong.push(`${sites} sites of ${each} on ${width} pixels`);
                    }
                    if (width === 960 && sites > 1 && sites < 5 && each === 1 && geometry !== 'ring') wrong.push(`no ring of ${sites}`);
                  }
                  done(wrong.join(', '));
                }, problem => done(String(problem)));
                """)).isEqualTo("");
    }

    @Test
    void aClusterInOnePlaceIsARingOfItsNodes() {
        control.knows(Clusters.inOnePlace());
        page.open("#/clusters/sessions").see("[data-node=ses3]");

        assertThat(page.all(".ring.as-ring .ring-site.is-one")).hasSize(3);
        assertThat(page.all(".way")).hasSize(3);
        assertThat(page.all(".way-label")).isEmpty();
    }

    @Test
    void aSplitBrainShowsWhoStandsWithWhom() {
        control.knows(Clusters.splitBrain());
        page.open("#/clusters/payments");

        page.see("[data-node=lon1][data-state='writes apart']", "side A");
        page.see("[data-node=par1]", "side A");
        page.see("[data-node=ams1]", "side B");
        page.see("[data-problem=split_brain]", "do not mend the link");
        page.see(".care", "a person decides which side is kept");
    }

    private String places() {
        return (String) Objects.requireNonNull(page.script(
                "return [...document.querySelectorAll('[data-site]')].map(site => `${site.dataset.site} ${site.style.left} ${site.style.top}`).join(', ')"));
    }

    /** Which sites and labels of the ring lie upon each other. */
    private String overlapping() {
        return (String) Objects.requireNonNull(page.script("""
                const boxes = [...document.querySelectorAll('.ring-site, .way-label')].map(it => [it.dataset.site ?? it.dataset.way, it.getBoundingClientRect()]);
                return boxes.flatMap(([a, one], i) => boxes.slice(i + 1).filter(([, other]) => one.left < other.right - 1 && other.left < one.right - 1
                  && one.top < other.bottom - 1 && other.top < one.bottom - 1).map(([b]) => `${a} and ${b}`)).join(', ');
                """));
    }
}
