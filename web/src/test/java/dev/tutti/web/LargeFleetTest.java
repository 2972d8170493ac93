package dev.tutti.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** A thousand servers in one chain. Prints the figures that {@code web/README.md} quotes. */
class LargeFleetTest {
    private static final String PAINTED = "return performance.getEntriesByName('tutti: first fleet painted')[0]?.startTime ?? null";

    @Test
    void aThousandServersArePaintedWithinASecondAndScrollSmoothly() {
        Browser.missing().ifPresent(Assumptions::abort);
        try (var control = new StandInControl(); var browser = Browser.start(1440, 900)) {
            control.shows(Fleets.large(1_000));
            var page = new Page(browser, control.address());

            var painted = IntStream.range(0, 5).mapToLong(i -> {
                page.open("?" + i + "#/chains/wide");
                return ((Number) Objects.requireNonNull(page.<Object>until("painted", d -> page.script(PAINTED)))).longValue();
            }).sorted().toArray();
            assertThat(painted[0]).as("milliseconds to the first paint, the best of five").isLessThanOrEqualTo(1_000);
            assertThat(page.all("[role=treeitem]")).hasSizeBetween(20, 90);

            var frames = scroll(browser);
            System.out.printf("1000 servers: painted after %d ms (median of 5, first %d, last %d); scrolling through: median frame %.1f ms, 95 %% %.1f ms%n",
                    painted[2], painted[0], painted[4], frames.get(frames.size() / 2), frames.get(frames.size() * 95 / 100));
            page.until("the last row", d -> !d.findElements(By.cssSelector("[data-server='w0999:3306']")).isEmpty());
            assertThat(page.all("[role=treeitem]")).hasSizeBetween(20, 90);
        }
    }

    /** Scrolls through the whole page; how long each frame took in milliseconds, the shortest first. */
    @SuppressWarnings("unchecked")
    private static List<Double> scroll(Browser browser) {
        var frames = (List<Number>) Objects.requireNonNull(browser.driver().executeAsyncScript("""
                const done = arguments[0], frames = [], height = document.documentElement.scrollHeight;
                let last = performance.now();
                const step = now => {
                  frames.push(now - last);
                  last = now;
                  scrollBy(0, 300);
                  scrollY + innerHeight >= height - 1 ? done(frames.slice(1)) : requestAnimationFrame(step);
                };
                requestAnimationFrame(step);
                """));
        return frames.stream().map(Number::doubleValue).sorted().toList();
    }
}
