package dev.tutti.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.Stream;

class VocabularyTest {
    @Test
    void filesAreOrderedByNumberAndNotAsText() {
        List<Coordinates> ordered = List.of(
                new Coordinates("bin.000002", 900),
                new Coordinates("bin.999999", 4),
                new Coordinates("bin.1000000", 4),
                new Coordinates("other.1000000", 5),
                new Coordinates("bin.1000001", 4));
        assertThat(Stream.of(4, 2, 0, 3, 1).map(ordered::get).sorted()).isEqualTo(ordered);
        assertThat(new Coordinates("bin.999999", 9999).isBefore(new Coordinates("bin.1000000", 4))).isTrue();
    }

    @Property(tries = 200)
    void coordinatesCompareAsTheirNumbers(
            @ForAll @LongRange(max = 2_000_000) long oneFile,
            @ForAll @LongRange(max = 2_000_000) long otherFile,
            @ForAll @IntRange(max = 10) int one,
            @ForAll @IntRange(max = 10) int other) {
        int expected = oneFile != otherFile ? Long.compare(oneFile, otherFile) : Integer.compare(one, other);
        assertThat(Integer.signum(new Coordinates("a.%06d".formatted(oneFile), one)
                        .compareTo(new Coordinates("a.%06d".formatted(otherFile), other))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"bin.000042,42", "bin,0", "bin.,0", "a.b.000007,7", "bin.12x,0", "bin.99999999999999999999,0", "'',0"})
    void aFilesNumberStandsAtItsEnd(String file, long number) {
        assertThat(Coordinates.numberOf(file)).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({
        "db1,db1,3306", "db1.example:3307,db1.example,3307", "' db1:1 ',db1,1", "[::1]:3310,::1,3310", "[fe80::1],fe80::1,3306"
    })
    void addressesAreRead(String text, String host, int port) {
        assertThat(Address.parse(text)).isEqualTo(new Address(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", "db1:", ":3306", "db1:x", "db1:+3306", "db1:-1", "db1: 3306", "db1:0", "db1:65536", "db1:99999999999", "::1",
        "a b", "a b:3306", "[]:1", "[::1", "[::1]x", "[a b]:1", "db1:\u0663\u0663"
    })
    void whatIsNoAddressIsRefusedWithASentence(String text) {
        assertThatThrownBy(() -> Address.parse(text)).isExactlyInstanceOf(IllegalArgumentException.class)
                .message()
                .isNotBlank();
    }

    @Property(tries = 200)
    void anAddressIsReadAsItIsWritten(
            @ForAll @AlphaChars @StringLength(min = 1, max = 20) String host,
            @ForAll @IntRange(min = 1, max = 65535) int port,
            @ForAll boolean v6) {
        Address address = new Address(v6 ? "fe80::" + host : host, port);
        assertThat(Address.parse(address.toString())).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({
        "5.6.14-log,MYSQL,5.6.14", "8.0.36-28,MYSQL,8.0.36", "9.4.0,MYSQL,9.4.0", "5.7.mysql_aurora.2.07,MYSQL,5.7.0",
        "5.5.5-10.11.6-MariaDB-1:10.11.6+maria~deb12-log,MARIADB,10.11.6", "11.4.5-MariaDB,MARIADB,11.4.5",
        "12.0.2-mariadb,MARIADB,12.0.2"
    })
    void versionsAreRead(String text, Version.Family family, String number) {
        Version version = Version.parse(text);
        assertThat(version.family()).isEqualTo(family);
        assertThat(version.number()).isEqualTo(number);
    }

    @Test
    void versionsCompareByNumber() {
        assertThat(Version.parse("8.0.9")).isLessThan(Version.parse("8.0.23"));
        assertThat(Version.parse("8.0.23").isAtLeast(8, 0, 23)).isTrue();
        assertThat(Version.parse("8.0.22").isAtLeast(8, 0, 23)).isFalse();
        assertThat(Version.parse("9.0.0").isAtLeast(8, 4, 7)).isTrue();
        assertThatThrownBy(() -> Version.parse("unknown")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSecretNeverPrintsItself() {
        Secret secret = Secret.of("hunter2");
        assertThat(secret.toString() + new Credentials("tutti", secret)).doesNotContain("hunter2");
        assertThat(secret.reveal()).isEqualTo("hunter2");
        assertThat(secret).isEqualTo(Secret.of("hunter2"));
    }

    @Test
    void whoCannotFollowWhom() {
        ServerStatus source = status(1, "8.0.36", true, true, "ROW");
        assertThat(objection(status(2, "8.0.30", true, true, "ROW"), source)).isEmpty();
        assertThat(objection(status(2, "8.4.3", true, true, "ROW"), source)).isEmpty();
        assertThat(objection(status(2, "5.7.44", true, true, "ROW"), source)).contains("must not be older");
        assertThat(objection(status(1, "8.0.36", true, true, "ROW"), source)).contains("same server_id 1");
        assertThat(objection(status(2, "10.11.6-MariaDB", true, true, "ROW"), source)).contains("two families");
        assertThat(objection(status(2, "8.0.36", true, true, "STATEMENT"), source)).contains("cannot log the rows");
        assertThat(objection(status(2, "8.0.36", true, false, "STATEMENT"), source)).isEmpty();
        assertThat(objection(status(2, "8.0.36", true, true, "ROW"), status(1, "8.0.36", false, false, "ROW")))
                .contains("writes no binary log");
    }

    @Test
    void aMixedReplicaTakesRows() {
        assertThat(objection(status(2, "8.0.36", true, true, "MIXED"), status(1, "8.0.36", true, true, "ROW"))).isEmpty();
        assertThat(objection(status(2, "8.0.36", true, true, "STATEMENT"), status(1, "8.0.36", true, true, "MIXED")))
                .isNotEmpty();
    }

    private static String objection(ServerStatus replica, ServerStatus source) {
        return replica.objectionToReplicateFrom(source).orElse("");
    }

    private static ServerStatus status(long id, String version, boolean logs, boolean logsUpdates, String format) {
        return new ServerStatus(
                new Address("db" + id, 3306), id, null, Version.parse(version), true, logs, logsUpdates, format, "FULL",
                new Coordinates("bin.000001", 4), null, List.of(), 1, null);
    }
}
