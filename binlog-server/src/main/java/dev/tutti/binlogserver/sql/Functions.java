package dev.tutti.binlogserver.sql;

import dev.tutti.binlogserver.Times;
import dev.tutti.wire.server.Session;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The functions that statements call. Thread-safe. */
final class Functions {
    /** A value that may be SQL NULL. */
    record Result(@Nullable String value) {}

    private final Variables variables;
    private final Gtids gtids;
    private final InstantSource clock;

    Functions(Variables variables, Gtids gtids, InstantSource clock) {
        this.variables = variables;
        this.gtids = gtids;
        this.clock = clock;
    }

    /** What a call gives; empty if there is no such function. The name is in upper case. */
    Optional<Result> call(String name, List<@Nullable String> arguments, Session session) {
        return switch (name) {
            case "UNIX_TIMESTAMP" -> result(String.valueOf(clock.instant().getEpochSecond()));
            case "NOW", "CURRENT_TIMESTAMP", "SYSDATE", "UTC_TIMESTAMP" -> result(Times.text(clock.instant()));
            case "VERSION" -> result(variables.get("version").orElse(""));
            case "CONNECTION_ID" -> result(String.valueOf(session.id()));
            case "DATABASE", "SCHEMA" -> result(session.database().isEmpty() ? null : session.database());
            case "USER", "SESSION_USER", "SYSTEM_USER" ->
                result(session.user() + "@" + session.client().getAddress().getHostAddress());
            case "CURRENT_USER" -> result(session.user() + "@%");
            case "CONCAT" -> result(arguments.contains(null) ? null : String.join("", arguments));
            case "BINLOG_GTID_POS" -> result(gtids.mariadbAt(arguments));
            default -> Optional.empty();
        };
    }

    private static Optional<Result> result(@Nullable String value) {
        return Optional.of(new Result(value));
    }
}
