package dev.tutti.binlogserver.sql;

import dev.tutti.binlogserver.Parts;
import dev.tutti.binlogserver.ingest.Receiver;
import dev.tutti.binlogserver.ingest.ReceiverState;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Version;
import dev.tutti.wire.server.Reply;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SHOW SLAVE STATUS and SHOW REPLICA STATUS: what was received, and as "executed" what is on disk and published. Thread-safe.
 */
final class ReplicaStatus {
    private static final Version RENAMED = Version.parse("8.0.22");

    private final Parts parts;

    ReplicaStatus(Parts parts) {
        this.parts = parts;
    }

    Reply show() {
        Receiver receiver = parts.receiver();
        ReceiverState state = receiver.state();
        Address source = receiver.source();
        Coordinates end = parts.store().end();
        Coordinates published = end == null ? new Coordinates("", 0) : end;
        Coordinates received = receiver.received() == null ? published : receiver.received();
        boolean receiving = state instanceof ReceiverState.Receiving;
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("Slave_IO_State", receiving ? "Waiting for master to send event" : state.word());
        row.put("Master_Host", source.host());
        row.put("Master_User", receiver.upstream().account().user());
        row.put("Master_Port", source.port());
        row.put("Connect_Retry", receiver.upstream().retry().toSeconds());
        row.put("Master_Log_File", received == null ? "" : received.file());
        row.put("Read_Master_Log_Pos", received == null ? 0 : received.position());
        row.put("Relay_Log_File", published.file());
        row.put("Relay_Log_Pos", published.position());
        row.put("Relay_Master_Log_File", published.file());
        row.put("Slave_IO_Running", switch (state) {
            case ReceiverState.Receiving _ -> "Yes";
            case ReceiverState.Connecting _, ReceiverState.DiskFull _ -> "Connecting";
            case ReceiverState.Stopped _, ReceiverState.Diverged _ -> "No";
        });
        row.put("Slave_SQL_Running", state instanceof ReceiverState.Stopped ? "No" : "Yes");
        for (String filter : List.of("Replicate_Do_DB", "Replicate_Ignore_DB", "Replicate_Do_Table", "Replicate_Ignore_Table",
                "Replicate_Wild_Do_Table", "Replicate_Wild_Ignore_Table")) {
            row.put(filter, "");
        }
        row.put("Last_Errno", 0);
        row.put("Last_Error", "");
        row.put("Skip_Counter", 0);
        row.put("Exec_Master_Log_Pos", published.position());
        row.put("Relay_Log_Space", 0);
        row.put("Until_Condition", "None");
        row.put("Until_Log_File", "");
        row.put("Until_Log_Pos", 0);
        row.put("Master_SSL_Allowed", "No");
        row.put("Seconds_Behind_Master", receiving ? Math.max(0, receiver.secondsBehind()) : null);
        row.put("Last_IO_Errno", error(state));
        row.put("Last_IO_Error", failure(state));
        row.put("Last_SQL_Errno", 0);
        row.put("Last_SQL_Error", "");
        row.put("Master_Server_Id", receiver.sourceServerId());
        if (parts.identity().isMariaDb()) {
            row.put("Using_Gtid", "No");
            row.put("Gtid_IO_Pos", "");
            row.put("Parallel_Mode", "conservative");
        } else {
            row.put("Auto_Position", 0);
        }
        return reply(row);
    }

    private Reply reply(Map<String, @Nullable Object> row) {
        Version version = parts.identity().parsed();
        boolean renamed = !parts.identity().isMariaDb() && version.compareTo(RENAMED) >= 0;
        List<String> columns = new ArrayList<>();
        List<@Nullable String> values = new ArrayList<>();
        row.forEach((name, value) -> {
            columns.add(renamed ? name.replace("Master", "Source").replace("Slave", "Replica") : name);
            values.add(value == null ? null : value.toString());
        });
        return Reply.row(columns, Collections.unmodifiableList(values));
    }

    private static int error(ReceiverState state) {
        return switch (state) {
            case ReceiverState.Connecting connecting -> connecting.error();
            case ReceiverState.Diverged _ -> 1236;
            case ReceiverState.DiskFull _ -> 1021;
            case ReceiverState.Receiving _, ReceiverState.Stopped _ -> 0;
        };
    }

    private static String failure(ReceiverState state) {
        return switch (state) {
            case ReceiverState.Connecting connecting -> connecting.failure();
            case ReceiverState.Diverged diverged -> diverged.reason();
            case ReceiverState.DiskFull full -> full.failure();
            case ReceiverState.Receiving _, ReceiverState.Stopped _ -> "";
        };
    }
}
