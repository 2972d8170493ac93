package dev.tutti.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import java.util.Objects;

/** One browser for a class, a stand-in for the control plane for each test; the console must have nothing to complain of. */
abstract class BrowserTest {
    private static @Nullable Browser shared;

    final StandInControl control = new StandInControl();
    final Page page = new Page(browser(), control.address());

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
        shared = null;
    }

    static Browser browser() {
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
}
