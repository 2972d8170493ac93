package dev.tutti.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.model.Address;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.regex.Pattern;

class AddressPatternTest {
    @ParameterizedTest
    @CsvSource({
        "db*,db1,3306,true", "DB1,db1,3306,true", "db1,db12,3306,false", "db?:33*,db1,3307,true", "db1:3306,db1,3307,false",
        "*,anything,1,true", "*.example:3306,db1.example,3306,true", "fe80::*,fe80::1,3306,true",
        "[fe80::1]:3306,fe80::1,3306,true", "fe80::1:3306,fe80::1,3306,true", "[fe80::1]:3306,fe80::1,3307,false"
    })
    void itPicksServers(String pattern, String host, int port, boolean matches) {
        assertThat(new AddressPattern(pattern).matches(new Address(host, port))).isEqualTo(matches);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab*?").ofMaxLength(10);
    }

    @Property(tries = 500)
    void itMatchesWhatAnExpressionMatches(@ForAll("texts") String pattern, @ForAll("texts") String subject) {
        if (pattern.isBlank()) {
            return;
        }
        StringBuilder expression = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            expression.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        assertThat(new AddressPattern(pattern).matchesText(subject)).isEqualTo(subject.matches(expression.toString()));
    }

    @Test
    void aNastyPatternDoesNotTakeForEver() {
        String pattern = "*a".repeat(200) + "b";
        assertThat(new AddressPattern(pattern).matchesText("a".repeat(20_000))).isFalse();
    }
}
