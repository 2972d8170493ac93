package dev.tutti.binlogserver.sql;

import dev.tutti.binlogserver.Parts;
import dev.tutti.binlogserver.Times;
import dev.tutti.binlogserver.ingest.Receiver;
import dev.tutti.binlogserver.ingest.ReceiverState;
import dev.tutti.binlogserver.ingest.Upstream;
import dev.tutti.binlogserver.sql.Tokens.Kind;
import dev.tutti.binlogserver.sql.Tokens.Token;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.wire.ReplicaIdentity;
import dev.tutti.wire.server.Reply;
import dev.tutti.wire.server.Session;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Statements that change something; all need the role {@code admin}. Thread-safe. */
final class Changes {
    private final Parts parts;

    Changes(Parts parts) {
        this.parts = parts;
    }

    Reply answer(Session session, String word, Tokens tokens) throws NotUnderstoodException, IOException {
        if (word.equals("KILL")) {
            return kill(session, tokens);
        }
        Optional<Reply> refused = Rights.ADMIN.refusal(session);
        if (refused.isPresent()) {
            return refused.get();
        }
        try {
            return switch (word) {
                case "CHANGE" -> change(tokens);
                case "START" -> start(tokens);
                case "STOP" -> stop(tokens);
                case "PURGE" -> purge(tokens);
                case "RESET" -> throw tokens.notUnderstood("the log of a Binlog Server is its primary's: it cannot be reset");
                default -> flush(tokens);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply.Err(1053, "08S01", "Server shutdown in progress");
        }
    }

    private Reply kill(Session session, Tokens tokens) throws NotUnderstoodException {
        if (!tokens.take("CONNECTION")) {
            tokens.take("QUERY");
        }
        long id = tokens.number();
        tokens.expectEnd();
        Session other = parts.sessions().get().stream()
                .filter(each -> each.id() == id)
                .findFirst()
                .orElse(null);
        if (other == null) {
            return new Reply.Err(1094, "HY000", "Unknown thread id: " + id);
        }
        if (!other.user().equals(session.user()) && !Rights.ADMIN.has(session)) {
            return new Reply.Err(1095, "HY000", "You are not owner of thread " + id);
        }
        parts.kill().accept(id);
        return Reply.ok();
    }

    private Reply start(Tokens tokens) throws NotUnderstoodException {
        replicaWord(tokens);
        threads(tokens);
        if (parts.receiver().state() instanceof ReceiverState.Diverged) {
            return new Reply.Err(1201, "HY000", "The source has another log than the one that was received from it; change the"
                    + " source first: " + parts.receiver().state());
        }
        parts.receiver().start();
        return Reply.ok();
    }

    private Reply stop(Tokens tokens) throws NotUnderstoodException, InterruptedException {
        replicaWord(tokens);
        threads(tokens);
        parts.receiver().stop();
        return Reply.ok();
    }

    private static void replicaWord(Tokens tokens) throws NotUnderstoodException {
        tokens.take("ALL");
        if (!tokens.take("SLAVE") && !tokens.take("REPLICA") && !tokens.take("SLAVES") && !tokens.take("REPLICAS")) {
            throw tokens.notUnderstood("REPLICA is expected");
        }
    }

    /** There is one thing that runs: which of a replica's threads are meant makes no difference. */
    private static void threads(Tokens tokens) throws NotUnderstoodException {
        boolean more = true;
        while (more) {
            more = tokens.take("IO_THREAD") || tokens.take("SQL_THREAD") || tokens.take(",");
        }
        tokens.expectEnd();
    }

    private Reply flush(Tokens tokens) throws NotUnderstoodException {
        // Everything that is published is on disk already, and files end where the primary's end.
        if (tokens.take("BINARY") || tokens.take("RELAY")) {
            tokens.expect("LOGS");
            tokens.expectEnd();
            return Reply.ok();
        }
        if (tokens.take("LOGS") || tokens.take("STATUS") || tokens.take("PRIVILEGES") || tokens.take("HOSTS")) {
            tokens.expectEnd();
            return Reply.ok();
        }
        throw tokens.notUnderstood("this cannot be flushed");
    }

    // ---- another source ------------------------------------------------------------------------------------------

    private Reply change(Tokens tokens) throws NotUnderstoodException {
        if (!tokens.take("MASTER") && !tokens.take("REPLICATION", "SOURCE")) {
            throw tokens.notUnderstood("MASTER TO or REPLICATION SOURCE TO is expected");
        }
        tokens.expect("TO");
        Map<String, String> options = new HashMap<>();
        do {
            Token name = tokens.next();
            tokens.expect("=");
            Token value = tokens.next();
            boolean hasValue =
                    value.kind() == Kind.TEXT || value.kind() == Kind.NUMBER || value.kind() == Kind.WORD;
            if (name.kind() != Kind.WORD || !hasValue) {
                throw tokens.notUnderstood("an option and its value are expected");
            }
            options.put(name.text().toUpperCase(Locale.ROOT).replace("SOURCE_", "MASTER_"), value.text());
        } while (tokens.take(","));
        tokens.expectEnd();
        Receiver receiver = parts.receiver();
        if (!(receiver.state() instanceof ReceiverState.Stopped || receiver.state() instanceof ReceiverState.Diverged)) {
            return new Reply.Err(1198, "HY000",
                    "This operation cannot be performed with a running slave; run STOP SLAVE first");
        }
        return follow(receiver, options, tokens);
    }

    private static Reply follow(Receiver receiver, Map<String, String> options, Tokens tokens)
            throws NotUnderstoodException {
        Upstream now = receiver.upstream();
        Address first = now.addresses().getFirst();
        try {
            boolean elsewhere = options.containsKey("MASTER_HOST") || options.containsKey("MASTER_PORT");
            Address source = new Address(
                    options.getOrDefault("MASTER_HOST", first.host()),
                    Integer.parseInt(options.getOrDefault("MASTER_PORT", String.valueOf(first.port()))));
            Credentials account = new Credentials(
                    options.getOrDefault("MASTER_USER", now.account().user()),
                    options.containsKey("MASTER_PASSWORD")
                            ? Secret.of(options.get("MASTER_PASSWORD"))
                            : now.account().password());
            ReplicaIdentity replica = now.replica();
            String heartbeat = options.get("MASTER_HEARTBEAT_PERIOD");
            if (heartbeat != null && Double.parseDouble(heartbeat) > 0) {
                replica = replica.withHeartbeat(Duration.ofMillis(Math.round(Double.parseDouble(heartbeat) * 1000)));
            }
            Coordinates at = options.containsKey("MASTER_LOG_FILE")
                    ? new Coordinates(
                            options.get("MASTER_LOG_FILE"), Long.parseLong(options.getOrDefault("MASTER_LOG_POS", "4")))
                    : null;
            Upstream other = new Upstream(
                    elsewhere ? List.of(source) : now.addresses(), account, now.options(), replica, now.start(), now.retry());
            String objection = receiver.follow(other, at);
            return objection.isEmpty() ? Reply.ok() : new Reply.Err(1201, "HY000", "The source was not changed: " + objection);
        } catch (IllegalArgumentException e) {
            throw tokens.notUnderstood(String.valueOf(e.getMessage()));
        }
    }

    // ---- purging -------------------------------------------------------------------------------------------------

    private Reply purge(Tokens tokens) throws NotUnderstoodException, IOException {
        if (!tokens.take("BINARY") && !tokens.take("MASTER")) {
            throw tokens.notUnderstood("BINARY LOGS is expected");
        }
        tokens.expect("LOGS");
        if (tokens.take("TO")) {
            String file = tokens.text();
            tokens.expectEnd();
            if (parts.store().find(file).isEmpty()) {
                return new Reply.Err(1373, "HY000", "Target log not found in binlog index");
            }
            return purged(parts.purge().upTo(file));
        }
        tokens.expect("BEFORE");
        String text = tokens.text();
        tokens.expectEnd();
        try {
            Instant time = Times.parse(text.length() == 10 ? text + " 00:00:00" : text);
            return purged(parts.purge().before(time));
        } catch (DateTimeParseException e) {
            return new Reply.Err(1292, "22007", "'" + text + "' is not a time; write it as '2026-11-21 23:59:59', in UTC");
        }
    }

    private static Reply purged(String objection) {
        return objection.isEmpty() ? Reply.ok() : new Reply.Err(1378, "HY000", "Not everything was purged: " + objection);
    }
}
