package dev.tutti.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.core.log.LogEvent;
import dev.tutti.core.log.LogUnavailableException;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.binlog.EventType;
import dev.tutti.wire.packet.ErrPacket;
import dev.tutti.wire.packet.PayloadWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

/** Dumps as servers send them, and as they should not. */
class BinlogCursorTest {
    static final List<String> all = Logs.ALL;

    private static final Credentials REPL = new Credentials("repl", Secret.of("secret"));
    private static final WireOptions OPTIONS = WireOptions.defaults().withReadTimeout(Duration.ofMillis(300));
    private static final String MYSQL_56 = "5.6.14-log";

    private static List<LogEvent> read(DumpingServer server, String file, long position) throws LogUnavailableException {
        return Logs.drain(BinlogCursor.open(
                server.address(), REPL, OPTIONS, new Coordinates(file, position), DumpOptions.defaults()));
    }

    @ParameterizedTest
    @FieldSource("all")
    void aStreamedLogDecodesLikeTheSameLogInAFile(String name) throws Exception {
        boolean checksum = !name.endsWith("nochecksum");
        try (DumpingServer server = new DumpingServer(MYSQL_56, sender -> sender.event(
                        DumpingServer.artificialRotate(name, 4, checksum))
                .log(name)
                .event(DumpingServer.artificialRotate("next.000002", 4, checksum))
                .endOfLog())) {
            assertThat(read(server, name, 4)).isEqualTo(Logs.events(name));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eventsThatStandInNoFileAreNotGivenOut(boolean checksum) throws Exception {
        PayloadWriter file = new PayloadWriter().text("bin.000001");
        try (DumpingServer server = new DumpingServer(MYSQL_56, sender -> sender.event(
                        DumpingServer.artificialRotate("bin.000001", 4, checksum))
                .log("mysql56-row")
                .event(DumpingServer.event(0, EventType.HEARTBEAT, 0, 3372, true, file))
                .event(DumpingServer.event(0, EventType.HEARTBEAT_V2, 0, 3372, true, new PayloadWriter().u8(0)))
                .event(DumpingServer.event(0, EventType.GTID_LIST, EventHeader.ARTIFICIAL, 0, true, new PayloadWriter().u32(0)))
                .endOfLog())) {
            assertThat(read(server, "bin.000001", 4)).hasSameSizeAs(Logs.events("mysql56-row"));
        }
    }

    @Test
    void theNextFilesNameAndPositionsHoldFromTheRotateOn() throws Exception {
        try (DumpingServer server = new DumpingServer(MYSQL_56, sender -> sender.event(
                        DumpingServer.artificialRotate("bin.000001", 4, false))
                .log("mysql56-row")
                .event(DumpingServer.artificialRotate("bin.000002", 4, true))
                .log("mysql56-row-nochecksum")
                .endOfLog())) {
            List<LogEvent> events = read(server, "bin.000001", 4);

            int first = Logs.events("mysql56-row").size();
            assertThat(events.subList(0, first)).allMatch(e -> e.file().equals("bin.000001"));
            assertThat(events.subList(first, events.size()))
                    .allMatch(e -> e.file().equals("bin.000002"))
                    .hasSameSizeAs(Logs.events("mysql56-row-nochecksum"));
            assertThat(events.get(first).start()).isEqualTo(4);
        }
    }

    @Test
    void positionsGoOnBeyondFourGibibytes() throws Exception {
        long beyond = 0xffff_ff00L;
        try (DumpingServer server = new DumpingServer("5.5.5-10.11.19-MariaDB", sender -> {
            sender.event(DumpingServer.artificialRotate("bin.000001", beyond, false));
            PayloadWriter xid = new PayloadWriter().i64(1);
            for (int i = 1; i <= 20; i++) {
                long end = (beyond + 27L * i) & 0xffff_ffffL;
                sender.event(DumpingServer.event(5, EventType.XID, 0, end, false, xid));
            }
            sender.endOfLog();
        })) {
            List<LogEvent> events = read(server, "bin.000001", beyond);

            assertThat(events.getFirst().start()).isEqualTo(beyond);
            assertThat(events.getLast().end()).isEqualTo(beyond + 27 * 20).isGreaterThan(0xffff_ffffL);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.6.14-log", "8.0.25", "8.0.26", "9.7.4", "5.5.5-10.11.19-MariaDB", "11.4.5-MariaDB-log"})
    void eachKindOfServerIsToldAboutChecksumsInItsOwnWords(String version) throws Exception {
        try (DumpingServer server = new DumpingServer(version, DumpingServer.Sender::endOfLog)) {
            assertThat(read(server, "bin.000001", 4)).isEmpty();

            String old = "SET @master_binlog_checksum = @@global.binlog_checksum";
            assertThat(server.statements)
                    .isEqualTo(
                            switch (version) {
                                case "8.0.26", "9.7.4" ->
                                    List.of(old + ", @source_binlog_checksum = @@global.binlog_checksum");
                                case "5.6.14-log", "8.0.25" -> List.of(old);
                                default -> List.of(old, "SET @mariadb_slave_capability = 4");
                            });
        }
    }

    @Test
    void aServerThatFallsSilentIsGivenUpOn() throws Exception {
        try (DumpingServer server = new DumpingServer(MYSQL_56, sender -> sender.log("mysql56-row").sayNothing())) {
            assertThatThrownBy(() -> read(server, "bin.000001", 4))
                    .isInstanceOf(LogUnavailableException.class)
                    .hasMessageContaining("The binary log of " + server.address() + " could not be read beyond binlog.")
                    .hasMessageContaining("stayed silent for 300 ms");
        }
    }

    @Test
    void anErrorInTheMiddleIsQuotedWithItsPlace() throws Exception {
        PayloadWriter error = new PayloadWriter();
        new ErrPacket(1236, "HY000", "binlog truncated in the middle of event").encode(error);
        try (DumpingServer server = new DumpingServer(MYSQL_56, sender -> sender.event(
                        DumpingServer.artificialRotate("bin.000009", 4, false))
                .packet(error))) {
            assertThatThrownBy(() -> read(server, "bin.000009", 4))
                    .isInstanceOf(LogUnavailableException.class)
                    .hasMessage(server.address()
                            + " cannot send its binary log from bin.000009:4 on: binlog truncated in the middle of event"
                            + " (error 1236).");
        }
    }

    @Test
    void aMissingPacketIsNoticed() throws Exception {
        try (DumpingServer server = new DumpingServer(MYSQL_56, sender -> sender.event(
                        DumpingServer.artificialRotate("bin.000001", 4, false))
                .skipNumber()
                .log("mysql56-row"))) {
            assertThatThrownBy(() -> read(server, "bin.000001", 4)).hasMessageContaining("packet number 3 arrived instead of 2");
        }
    }

    @Test
    void aConnectionThatEndsInsideTheLogIsNoEndOfTheLog() throws Exception {
        try (DumpingServer server = new DumpingServer(MYSQL_56, sender -> sender.log("mysql56-row"))) {
            assertThatThrownBy(() -> read(server, "bin.000001", 4))
                    .isInstanceOf(LogUnavailableException.class)
                    .hasMessageContaining("closed the connection");
        }
    }

    @Test
    void somethingElseThanAnEventIsRefused() throws Exception {
        try (DumpingServer server = new DumpingServer(MYSQL_56, sender -> sender.packet(new PayloadWriter().u8(0xef).u8(0)))) {
            assertThatThrownBy(() -> read(server, "bin.000001", 4))
                    .hasMessageContaining("a packet of type 239 arrived instead of an event");
        }
    }

    @Test
    void aPositionThatTheProtocolCannotCarryIsRefused() {
        assertThatThrownBy(() -> BinlogCursor.open(
                        new dev.tutti.core.model.Address("db1", 3306),
                        REPL,
                        OPTIONS,
                        new Coordinates("bin.000001", 1L << 32),
                        DumpOptions.defaults()))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining("the protocol has 32 bits for a position");
    }
}
