package dev.tutti.binlogserver.sql;

import dev.tutti.wire.server.Reply;
import dev.tutti.wire.server.Session;

import java.util.Optional;

/** What an account may do, by its roles. */
public enum Rights {
    /** To fetch the log. */
    REPLICATE("replicate", "REPLICATION SLAVE"),
    /** To look at everything. */
    MONITOR("monitor", "REPLICATION CLIENT"),
    /** To change it: follow another source, purge, end connections. */
    ADMIN("admin", "SUPER");

    private final String role;
    private final String privilege;

    Rights(String role, String privilege) {
        this.role = role;
        this.privilege = privilege;
    }

    /** As the configuration writes it. */
    public String role() {
        return role;
    }

    public boolean has(Session session) {
        return session.roles().contains(role) || session.roles().contains(ADMIN.role);
    }

    /** The error for a session that does not have it: number, state and text of the servers'. */
    public Optional<Reply> refusal(Session session) {
        return has(session)
                ? Optional.empty()
                : Optional.of(new Reply.Err(1227, "42000", "Access denied; you need (at least one of) the " + privilege
                        + " privilege(s) for this operation"));
    }
}
