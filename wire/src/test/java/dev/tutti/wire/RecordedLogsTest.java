package dev.tutti.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.core.log.LogEvent;
import dev.tutti.core.log.LogEvent.Kind;
import dev.tutti.core.log.LogUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Logs recorded from real servers (see {@code binlogs/README.md}), decoded from files. */
class RecordedLogsTest {
    static final List<String> all = Logs.ALL;

    @ParameterizedTest
    @FieldSource("all")
    void everyEventIsClassifiedAsTheTranscriptSays(String name) throws Exception {
        String transcript = Logs.transcript(Logs.events(name));
        String write = System.getenv("TUTTI_TRANSCRIPTS");
        if (write != null) {
            Files.writeString(Path.of(write, name + ".txt"), transcript);
        }

        assertThat(transcript).isEqualTo(new String(Logs.resource(name + ".txt"), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @FieldSource("all")
    void positionsAndServerIdsAreThoseOfTheServersOwnListing(String name) throws Exception {
        List<LogEvent> events = Logs.events(name);
        List<String[]> listing = Logs.listing(name);

        assertThat(events.stream().map(LogEvent::start).map(String::valueOf))
                .containsExactlyElementsOf(listing.stream()
                        .filter(line -> !isInsidePayload(line))
                        .map(line -> line[0])
                        .toList());
        for (String[] line : listing) {
            if (!isInsidePayload(line)) {
                LogEvent event = events.stream()
                        .filter(e -> e.start() == Long.parseLong(line[0]))
                        .findFirst()
                        .orElseThrow();
                assertThat(event.serverId()).isEqualTo(Long.parseLong(line[2]));
                if (!line[3].equals("0")) {
                    assertThat(event.end()).isEqualTo(Long.parseLong(line[3]));
                }
            }
        }
    }

    /** MySQL lists what is inside a Transaction_payload at the payload's own end position. */
    private static boolean isInsidePayload(String[] line) {
        return line[0].equals(line[3]);
    }

    @ParameterizedTest
    @CsvSource({
        "mysql56-row, mysql56-row-nochecksum",
        "mariadb114-row, mariadb114-row-nochecksum",
        "mariadb114-row, mariadb114-row-legacypos",
        "mariadb114-row, mariadb114-row-compressed",
        "mariadb114-statement, mariadb114-statement-compressed",
        "mysql97-row-gtid, mysql97-row-anonymous",
        "mysql97-row-gtid, mysql97-row-gtid-tagged",
    })
    void theSameWorkHasTheSameContentWhateverTheLogsSettings(String one, String other) throws Exception {
        assertThat(comparable(one)).isNotEmpty().isEqualTo(comparable(other));
    }

    @Test
    void rowsOfTheSameChangesAreTheSameInBothFamilies() throws Exception {
        assertThat(contents("mysql56-row", Kind.ROWS)).hasSize(9).isEqualTo(contents("mariadb114-row", Kind.ROWS));
        assertThat(contents("mysql56-row", Kind.ROWS)).doesNotHaveDuplicates();
    }

    @Test
    void statementsOutsideTransactionsKeepTheirText() throws Exception {
        String entry = "drop view if exists `_pseudo_gtid_`.`_asc:5ee03a2c:00000001:0123456789abcdef`";
        for (String name : Logs.ALL) {
            assertThat(Logs.events(name).stream().map(LogEvent::text))
                    .as(name)
                    .filteredOn(text -> text != null && text.toLowerCase(java.util.Locale.ROOT).startsWith("drop view"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .isEqualToIgnoringCase(entry);
        }
    }

    @ParameterizedTest
    @FieldSource("all")
    void aLogCutAnywhereEndsInAClearException(String name) throws Exception {
        byte[] whole = Logs.bytes(name);
        List<LogEvent> events = Logs.events(name);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            int end = length;
            boolean atBoundary = length == 4 || events.stream().anyMatch(e -> e.end() == end);
            if (atBoundary) {
                assertThat(Logs.drain(BinlogFileCursor.of(cut, name, true)).size()).isLessThan(events.size());
            } else {
                assertThatThrownBy(() -> Logs.drain(BinlogFileCursor.of(cut, name, true)))
                        .isInstanceOf(LogUnavailableException.class)
                        .hasMessageContaining(name);
            }
        }
    }

    @Test
    void aFileThatWasOpenEndsAtItsLastWholeEvent() throws Exception {
        byte[] log = Logs.bytes("mysql56-row");
        log[4 + 17] |= 1;

        List<LogEvent> events = Logs.drain(BinlogFileCursor.of(Arrays.copyOf(log, log.length - 3), "open", true));

        assertThat(events).hasSize(Logs.events("mysql56-row").size() - 1);
    }

    @Test
    void aFlippedBitIsFoundByTheChecksum() throws Exception {
        byte[] log = Logs.bytes("mariadb114-row");
        LogEvent rows = Logs.events("mariadb114-row").stream()
                .filter(e -> e.kind() == Kind.ROWS)
                .findFirst()
                .orElseThrow();
        log[(int) rows.end() - 8] ^= 1;

        assertThatThrownBy(() -> Logs.drain(BinlogFileCursor.of(log, "bin.000001", true)))
                .hasMessageContaining("bin.000001 cannot be read beyond position " + rows.start())
                .hasMessageContaining("checksum");
        assertThat(Logs.drain(BinlogFileCursor.of(log, "bin.000001", false))).isNotEmpty();
    }

    @Test
    void aFileOnDiskReadsLikeOneInMemory(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("bin.000007"), Logs.bytes("mysql97-row-gtid"));

        List<LogEvent> events = Logs.drain(BinlogFileCursor.open(file, true));

        assertThat(Logs.transcript(events)).isEqualTo(Logs.transcript(Logs.events("mysql97-row-gtid")));
        assertThat(events).allMatch(e -> e.file().equals("bin.000007"));
    }

    @Test
    void whatIsNoLogIsSaidToBeNone(@TempDir Path folder) throws Exception {
        Path text = Files.writeString(folder.resolve("notes.txt"), "hello, this is no log");

        assertThatThrownBy(() -> BinlogFileCursor.open(text, true))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining(text.toString())
                .hasMessageContaining("does not begin as a binary log does");
        assertThatThrownBy(() -> BinlogFileCursor.open(folder.resolve("absent"), true))
                .isInstanceOf(LogUnavailableException.class);
    }

    private static List<String> comparable(String name) throws LogUnavailableException {
        return Logs.events(name).stream()
                .filter(e -> e.kind() != Kind.BOOKKEEPING)
                .map(e -> e.kind() + " " + e.content())
                .toList();
    }

    private static List<Long> contents(String name, Kind kind) throws LogUnavailableException {
        return Logs.events(name).stream()
                .filter(e -> e.kind() == kind)
                .map(LogEvent::content)
                .toList();
    }
}
