package dev.tutti.wire.server;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what happens and answers dumps with what the test wants. */
final class TestHandler implements ServerHandler {
    /** What follows COM_BINLOG_DUMP. */
    interface Dump {
        void send(Session session, DumpRequest request, Outlet outlet) throws Exception;
    }

    static final Map<String, String> VARIABLES = Map.ofEntries(
            Map.entry("version", "5.6.14-log"), Map.entry("version_comment", "model"), Map.entry("server_id", "7"),
            Map.entry("max_allowed_packet", "4194304"), Map.entry("wait_timeout", "28800"),
            Map.entry("auto_increment_increment", "1"), Map.entry("system_time_zone", "UTC"),
            Map.entry("time_zone", "SYSTEM"), Map.entry("sql_mode", ""), Map.entry("tx_isolation", "REPEATABLE-READ"));

    final List<Registration> registrations = new CopyOnWriteArrayList<>();
    final List<DumpRequest> dumps = new CopyOnWriteArrayList<>();
    final List<Session> left = new CopyOnWriteArrayList<>();
    private final DriverQuestions questions;
    private final Dump dump;

    TestHandler(QueryHandler answers, Dump dump) {
        this.questions = new DriverQuestions(VARIABLES, answers);
        this.dump = dump;
    }

    TestHandler(Dump dump) {
        this((session, sql) -> Reply.ok(), dump);
    }

    @Override
    public Reply answer(Session session, String sql) {
        return questions.answer(session, sql);
    }

    @Override
    public Reply register(Session session, Registration replica) {
        registrations.add(replica);
        return Reply.ok();
    }

    @Override
    public void dump(Session session, DumpRequest request, Outlet outlet) throws IOException {
        dumps.add(request);
        try {
            dump.send(session, request, outlet);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(Objects.toString(e), e);
        }
    }

    @Override
    public void left(Session session) {
        left.add(session);
    }
}
