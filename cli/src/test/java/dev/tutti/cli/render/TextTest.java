package dev.tutti.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;

class TextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "plain         | plain",
        "grün 数据      | grün 数据",
        "^[31mred^[0m  | red",
        "^]8;;http://x^\\link | link",
        "^]unended     | unended",
        "^             | ''",
        "^[            | ''",
        "^[1;2         | ''",
        "^(Bx          | Bx",
        "^^[2Jx        | x",
        "^[3^[2Jx      | x",
    })
    void whatCommandsATerminalGoes(String hostile, String printed) {
        assertThat(Text.printable(hostile.replace('^', '\u001b'))).isEqualTo(printed);
    }

    @Test
    void linesAreOneLineAndHalvesOfSurrogatePairsGo() {
        assertThat(Text.printable("a\nb\tc\u2028d")).isEqualTo("a b c d");
        assertThat(Text.printable("a\ud83d")).isEqualTo("a");
        assertThat(Text.printable("a\udc00b 😀")).isEqualTo("ab 😀");
        assertThat(Text.printable("tag\udb40\udc41")).isEqualTo("tag");
    }

    @Test
    void wideCharactersTakeTwoColumns() {
        assertThat(Text.width("数据")).isEqualTo(4);
        assertThat(Text.width("e\u0301")).isEqualTo(1);
        assertThat(Text.pad("数", 4)).isEqualTo("数  ");
        assertThat(Text.wrap("数据 数据", 5)).containsExactly("数据", "数据");
    }

    @Test
    void linesBreakBetweenWordsAndLongWordsBreakAnywhere() {
        assertThat(Text.wrap("one two  three", 7)).containsExactly("one two", "three");
        assertThat(Text.wrap("x abcdefghij", 4)).containsExactly("x", "abcd", "efgh", "ij");
        assertThat(Text.wrap("", 4)).containsExactly("");
        assertThat(Text.wrap("数据", 1)).containsExactly("数", "据");
    }

    @Test
    void aNameKeepsItsSmallLetter() {
        assertThat(Text.capital("stop it")).isEqualTo("Stop it");
        assertThat(Text.capital("db1:3306 dies")).isEqualTo("db1:3306 dies");
        assertThat(Text.capital("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z", "2026-11-21T10:15:02.123Z", "2024-02-29T23:59:59.999Z", "2100-03-01T00:00:00.5Z",
        "1969-12-31T23:59:59.001Z", "2000-02-29T12:00:00.123456Z"
    })
    void timesAreReadAsJavaReadsThem(String iso) {
        assertThat(Times.millis(iso)).hasValue(Instant.parse(iso).toEpochMilli());
    }

    @ParameterizedTest
    @CsvSource({"''", "yesterday", "2026-11-21 10:15:02Z", "2026-1x-21T10:15:02.123Z", "2026-11-21T10:15:02.123+01:00"})
    void whatIsNoTimeIsPrintedAsItIs(String text) {
        assertThat(Times.millis(text)).isEmpty();
        assertThat(Times.day(text)).isEqualTo(text);
        assertThat(Times.between(text, "2026-11-21T10:15:02Z")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.00 s", "350, 0.35 s", "9999, 9.99 s", "12345, 12.3 s", "65000, 1 min 5 s", "3600000, 1 h", "93600000, 1 d 2 h",
        "-1500, -1.50 s"
    })
    void durationsInWords(long millis, String words) {
        assertThat(Times.words(millis)).isEqualTo(words);
    }

    @Test
    void agesAreNeverNegative() {
        assertThat(Times.coarse(-5000)).isEqualTo("0 s");
    }

    @ParameterizedTest
    @CsvSource({"90s, 90000", "2h, 7200000", "1h30m, 5400000", "3d, 259200000", "500ms, 500", "15min, 900000"})
    void durationsAreRead(String text, long millis) {
        assertThat(Times.duration(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"''", "2", "h", "-2h", "2 h", "2w", "0s", "99999999999999999999d", "9999999999999999d", "١h1"})
    void whatIsNoDurationIsNot(String text) {
        assertThat(Times.duration(text)).isEmpty();
    }
}
