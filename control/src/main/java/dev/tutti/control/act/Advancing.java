package dev.tutti.control.act;

import dev.tutti.control.act.StepResult.Done;
import dev.tutti.control.act.StepResult.Failed;
import dev.tutti.control.observe.Looker;
import dev.tutti.control.session.Session;
import dev.tutti.control.session.SessionException;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.dialect.Row;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.Replication.Receiver;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.Step;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Lets a server's log go on in a file with a higher number than any file of the Binlog Servers. Nothing is written into its log
 * while that happens: it is no replica that runs, and takes no writes.
 */
final class Advancing {
    /** Events that no replica executes; which of them a replica counts as executed differs between the releases. */
    private static final Set<String> NO_TRANSACTION = Set.of(
            "Stop", "Rotate", "Format_desc", "Previous_gtids", "Gtid_list", "Binlog_checkpoint", "Start_encryption",
            "Ignorable", "Heartbeat");

    /** A log that ends with more of them than this between two transactions has never been seen. */
    private static final int FEW_EVENTS = 20;

    private final Sessions sessions;
    private final Duration connect;
    private final Duration deadline;

    Advancing(Sessions sessions, Duration connect, Duration deadline) {
        this.sessions = sessions;
        this.connect = connect;
        this.deadline = deadline;
    }

    StepResult perform(Session session, Step.AdvanceLog step) throws SessionException, InterruptedException {
        Looker looker = new Looker(session);
        ServerStatus before = looker.look();
        Replication replication = before.replication();
        if (replication == null) {
            return new Failed(step.server(), "it replicates from nobody: whether it has all of the old log is not known");
        }
        if (replication.receiver() != Receiver.STOPPED || replication.applierRunning() || !before.readOnly()) {
            return new Failed(step.server(), "its replication is not stopped, or it accepts writes: its log could grow");
        }
        Coordinates applied = replication.applied();
        if (!applied.equals(step.end()) && !hasNothingBetween(step.store(), applied, step.end())) {
            return new Failed(step.server(), "it has applied up to " + applied + ", the old log ends at " + step.end());
        }
        Waiting waiting = Waiting.atMost(step.deadline());
        while (true) {
            session.execute(session.dialect().beginLogFile());
            Coordinates written = looker.look().written();
            if (written != null && written.fileNumber() > step.beyond()) {
                return new Done("its log goes on in " + written.file() + " from the end of the old one, " + step.end());
            }
            if (!waiting.more()) {
                return new Failed(step.server(), "its log has come to " + written + " after "
                        + step.deadline().toSeconds() + " s, not past file number " + step.beyond());
            }
        }
    }

    /** Whether a server's log holds no transaction between two places; false when it cannot be told. */
    boolean hasNothingBetween(Address server, Coordinates from, Coordinates to) throws SessionException {
        if (!from.isBefore(to)) {
            return from.equals(to);
        }
        try (Session session = sessions.open(server, connect, deadline)) {
            List<Coordinates> files = session.query(session.dialect().showBinaryLogs()).stream()
                    .map(row -> new Coordinates(row.require("Log_name"), Coordinates.FIRST_POSITION))
                    .filter(file -> file.fileNumber() >= from.fileNumber() && file.fileNumber() <= to.fileNumber())
                    .sorted()
                    .toList();
            if (files.isEmpty() || files.size() > FEW_EVENTS || !files.getFirst().file().equals(from.file())) {
                return false;
            }
            for (Coordinates file : files) {
                Coordinates start = file.file().equals(from.file()) ? from : file;
                List<Row> events = session.query(session.dialect().showBinlogEvents(start, FEW_EVENTS));
                boolean harmless = events.size() < FEW_EVENTS
                        && events.stream().allMatch(event -> NO_TRANSACTION.contains(event.text("Event_type").orElse("")));
                if (!harmless) {
                    return false;
                }
            }
            return true;
        } catch (SessionException e) {
            if (e.errorNumber() != 0) {
                return false;
            }
            throw e;
        }
    }
}
