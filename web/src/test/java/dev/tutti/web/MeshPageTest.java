package dev.tutti.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;

import java.util.List;
import java.util.Objects;

/** The network between the sites on the page: its picture, and what each failure would do. */
class MeshPageTest extends BrowserTest {
    private static final String OVERLAPPING = """
            const boxes = [...document.querySelectorAll('.mesh-place')].map(place => place.getBoundingClientRect());
            return boxes.filter((a, i) => a.left < 0 || a.right > innerWidth || boxes.slice(i + 1).some(b =>
              a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length;
            """;

    @Test
    void theWorstFailuresComeFirstAndThoseWithoutHarmAreFolded() {
        control.answers("GET /api/v1/mesh", Meshes.fourSitesOverTwoHubs());
        page.open("#/mesh").see("[data-parts='1']", "0 of 15 do harm");
        page.see("[data-harmful]", "No single failure does harm; ");
        page.see("nav", "Mesh");
        var pairs = page.all("[data-parts='2'] [data-failure]");
        assertThat(pairs.getFirst().getText()).contains("hub hub-a and hub hub-b", "writes stop", "nobody reaches anybody", "pay stops");
        assertThat(pairs.getLast().getText()).contains("cut off");
        page.gone("[data-harmless=true]");
        page.see("[data-action=harmless-1]", "Show 15 failures without harm").click();
        page.see("[data-failure='site london']", "no harm");
        page.see("[data-action=harmless-1]", "Hide").click();
        page.gone("[data-harmless=true]");
        page.see(".mesh", "A third hub at a place of its own");
    }

    @Test
    void everyPlaceStandsApartFromTheOthersOnWideAndNarrowScreens() {
        control.answers("GET /api/v1/mesh", Meshes.fourSitesOverTwoHubs());
        for (int width : List.of(1440, 390)) {
            browser().size(width, 900);
            page.open("#/mesh").see("[data-place=hub-b]", "hub");
            assertThat(page.all(".mesh-place")).hasSize(6);
            assertThat(page.all(".mesh-lines line")).hasSize(9);
            assertThat(((Number) Objects.requireNonNull(page.script(OVERLAPPING))).intValue()).as(width + " px").isZero();
            var key = page.see("[data-action=token]").getRect();
            assertThat(key.getX() + key.getWidth()).as("the menu leaves room for what stands beside it").isLessThanOrEqualTo(width);
        }
    }

    @Test
    void whereThirtySitesHaveNoRoomEachIsToldWithItsPeers() {
        control.answers("GET /api/v1/mesh", Meshes.many());
        browser().size(390, 844);
        page.open("#/mesh").see(".mesh-list [data-place=site-30]", "to hub-a, hub-b, hub-c");
    }

    @Test
    void aDescriptionThatIsWrongIsToldBesideWhatWasReadBefore() {
        control.answers("GET /api/v1/mesh", Meshes.fourSitesOverTwoHubs().put("problem", "mesh.yaml, line 3, column 5: mesh.mtu is \"x\": write a whole number"));
        page.open("#/mesh").see(".mesh-problem", "The description is not taken. mesh.yaml, line 3");
        assertThat(page.all("[data-place]").stream().map(WebElement::getText)).anyMatch(text -> text.contains("london"));
    }

    @Test
    void whereNoneIsDescribedTheMenuHasNoneAndTheViewSaysHowToBegin() {
        page.open("#/mesh").see(".mesh", "set mesh.description");
        page.gone("nav a[href='#/mesh']");
    }
}
