package dev.tutti.core.traffic.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Thresholds, observers and calculated checks behave as Route 53's do. */
class HealthTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    /** Results: {@code +} succeeded, {@code -} failed; then what is thought after each. */
    @ParameterizedTest
    @CsvSource({
        // one success is enough for a target of which nothing was known
        "+,    3, 3, U",
        // at the start nothing fails before the threshold is reached
        "-,    3, 3, ?",
        "--,   3, 3, ??",
        "---,  3, 3, ??D",
        "--+,  3, 3, ??U",
        // only failures in a row count
        "+--+--+---, 3, 3, UUUUUUUUUD",
        // and only successes in a row bring it back
        "---++-+++, 3, 3, ??DDDDDDU",
        "-+-+, 1, 1, DUDU",
        "+----------+, 10, 1, UUUUUUUUUUDU",
        "-+---+++, 2, 3, ?UUDDDDU",
    })
    void resultsInARowChangeAnObserversMind(String results, int failures, int successes, String expected) {
        Opinion opinion = Opinion.NONE;
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < results.length(); i++) {
            char result = results.charAt(i);
            opinion = opinion.after(result == '+', NOW, "refused", new Thresholds(failures, successes));
            seen.append(letter(opinion.health()));
        }
        assertThat(seen).hasToString(expected);
    }

    /** Observers by what they see: U, D, ?, and lower case for those that have reported nothing for long. */
    @ParameterizedTest
    @CsvSource({
        "U,     18, U", "D,    18, D", "?,   18, ?", "'',  18, ?",
        // one of five is more than 18 per cent, one of six is not
        "UDDDD, 18, U", "UDDDDD, 18, D",
        // exactly half is not more than half
        "UD,    50, D", "UUD,  50, U", "UD, 49, U",
        "UUUD,  75, D", "UUUUD, 75, U",
        // who is silent or undecided has no say
        "Dd,    18, D", "uD,   18, D", "uuu, 18, ?", "U??,  50, U",
    })
    void moreThanTheShareOfThoseThatKnowMustSeeItUp(String observers, int share, String expected) {
        Map<String, Opinion> opinions = new HashMap<>();
        for (int i = 0; i < observers.length(); i++) {
            char letter = observers.charAt(i);
            Instant at = Character.isLowerCase(letter) ? NOW.minusSeconds(61) : NOW.minusSeconds(59);
            opinions.put("observer " + i, new Opinion(
                    switch (Character.toUpperCase(letter)) {
                        case 'U' -> Health.UP;
                        case 'D' -> Health.DOWN;
                        default -> Health.UNKNOWN;
                    },
                    3, Character.toUpperCase(letter) == 'U', at, "refused"));
        }
        Judgement judged = new Observers(share, Duration.ofMinutes(1)).judge(opinions, NOW);
        assertThat(letter(judged.health())).isEqualTo(expected);
        assertThat(judged.because()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "UUU, 2, U", "UUD, 2, U", "UDD, 2, D", "UD?, 2, ?", "DD?, 1, ?", "DDD, 1, D", "UDD, 1, U", "UU?, 3, ?", "UUD, 3, D"
    })
    void aCalculatedCheckNeedsAsManyOfThoseBelowIt(String children, int needed, String expected) {
        List<Judgement> judged = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < children.length(); i++) {
            char child = children.charAt(i);
            names.add("c" + names.size());
            judged.add(new Judgement(
                    child == 'U' ? Health.UP : child == 'D' ? Health.DOWN : Health.UNKNOWN, "it was told"));
        }
        Judgement all = new Calculated(names, needed).judge(judged);
        assertThat(letter(all.health())).isEqualTo(expected);
        assertThat(all.because()).contains(needed + " are needed");
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> new Thresholds(0, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Thresholds(3, 11)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Calculated(List.of(), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Calculated(List.of("a"), 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Observers(100, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String letter(Health health) {
        return switch (health) {
            case UP -> "U";
            case DOWN -> "D";
            case UNKNOWN -> "?";
        };
    }
}
