package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.cli.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.stream.Stream;

class NamesTest {
    private final Names names = names(
            "db3.shop.example:3306", "db30.shop.example:3306", "db4.shop.example:3306", "127.0.0.1:10003", "127.0.0.1:1000",
            "[2001:db8::3]:3306", "cache-a.berlin.example:3307", "Cache-b.berlin.example:3307");

    private static Names names(String... addresses) {
        return Names.ofServers(Stream.of(addresses).map(it -> Json.object("address", it)).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "db3.shop.example:3306, db3.shop.example:3306",
        "DB3.shop.example:3306, db3.shop.example:3306",
        "db3, db3.shop.example:3306",
        "db30, db30.shop.example:3306",
        "db3.shop.example, db3.shop.example:3306",
        ":10003, 127.0.0.1:10003",
        "10003, 127.0.0.1:10003",
        ":1000, 127.0.0.1:1000",
        "003, 127.0.0.1:10003",
        "[2001:db8::3], [2001:db8::3]:3306",
        "a.berlin, cache-a.berlin.example:3307",
        "cache-b, Cache-b.berlin.example:3307",
    })
    void aPartThatFitsOnlyOneIsEnough(String part, String whole) {
        assertThat(names.find(part)).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "db      | \"db\" could be 3 servers: db3.shop.example:3306, db30.shop.example:3306 and db4.shop.example:3306. Write more of the name.",
        ":3307   | \":3307\" could be 2 servers: cache-a.berlin.example:3307 and Cache-b.berlin.example:3307. Write more of the name.",
        "db5     | No server is known as \"db5\". Near to it: db3.shop.example:3306 or db4.shop.example:3306.",
        "127.0.0.1:10004 | No server is known as \"127.0.0.1:10004\". Near to it: 127.0.0.1:10003 or 127.0.0.1:1000.",
        ":100    | No server is known as \":100\". Near to it: 127.0.0.1:10003 or 127.0.0.1:1000.",
        "warehouse | No server is known as \"warehouse\". `tutti servers` lists them all."
    })
    void otherwiseASentenceHelps(String part, String sentence) {
        assertThatThrownBy(() -> names.find(part)).isInstanceOf(Failure.class).hasMessage(sentence);
    }

    @Test
    void manyCandidatesAreNotAllNamed() {
        String[] many = Stream.iterate(1, i -> i + 1).limit(40).map(i -> "db" + i + ":3306").toArray(String[]::new);
        assertThatThrownBy(() -> names(many).find(":3306"))
                .hasMessageContaining("40 servers: db1:3306, db2:3306,")
                .hasMessageContaining("and 34 more");
    }

    @Test
    void nothingFitsNothing() {
        assertThat(names.fitting("  ")).isEqualTo(List.of());
    }

    @Test
    void aCommandChangesNothingForANameThatIsNotCertain() {
        try (StandIn api = StandIn.withFleet()) {
            Tutti.Result ambiguous = Tutti.at(api).line("forget shop");
            assertThat(ambiguous.exit()).isEqualTo(1);
            assertThat(ambiguous.err()).contains("could be 5 servers", "db1.shop.example:3306");
            Tutti.Result unknown = Tutti.at(api).line("relocate db4 --below db9 --yes");
            assertThat(unknown.exit()).isEqualTo(1);
            assertThat(unknown.err()).contains("No server is known as \"db9\"", "db1.shop.example:3306");
            Tutti.Result chain = Tutti.at(api).line("topology shp");
            assertThat(chain.err()).isEqualTo("No chain is known as \"shp\". Near to it: shop.\n");
            assertThat(api.requests).allMatch(request -> request.method().equals("GET"));
        }
    }
}
