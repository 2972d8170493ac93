package dev.tutti.control.act;

import dev.tutti.control.act.StepResult.Done;
import dev.tutti.control.act.StepResult.Failed;
import dev.tutti.control.observe.Looker;
import dev.tutti.control.session.Session;
import dev.tutti.control.session.SessionException;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.dialect.ChangeSource;
import dev.tutti.core.dialect.Row;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Link;
import dev.tutti.core.model.Link.Option;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.Place;
import dev.tutti.core.plan.Step;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a server that replicates from nobody follow another: a former primary, or a successor that is put back. Thread safe.
 *
 * <p>Unlike a replica it has no account to log in with, so that it is told the configured one, in a statement that no message
 * and no log holds.
 */
final class Following {
    private final Sessions sessions;
    private final @Nullable Credentials account;
    private final Duration connect;
    private final Duration deadline;

    /** @param account of replication; null when none is configured */
    Following(Sessions sessions, @Nullable Credentials account, Duration connect, Duration deadline) {
        this.sessions = sessions;
        this.account = account;
        this.connect = connect;
        this.deadline = deadline;
    }

    boolean hasAccount() {
        return account != null;
    }

    StepResult perform(Session session, Step.Follow step) throws SessionException, InterruptedException {
        ServerStatus server = Looker.once(session);
        Replication replication = server.replication();
        if (replication != null) {
            return replication.source().equals(step.below()) && replication.healthy()
                    ? new Done("it replicates from " + step.below() + " already")
                    : new Failed(step.server(), "it replicates from " + replication.source() + " already");
        }
        if (!server.readOnly()) {
            return new Failed(step.server(), "it accepts writes");
        }
        if (account == null) {
            return new Failed(step.server(), "no account for replication is configured (fleet.replication_user)");
        }
        try (Session onTarget = sessions.open(step.below(), connect, deadline)) {
            ServerStatus target = Looker.once(onTarget);
            Optional<String> objection = server.objectionToReplicateFrom(target);
            return objection.isPresent()
                    ? new Failed(step.server(), objection.get())
                    : follow(session, step, server, onTarget, target, account);
        }
    }

    private static StepResult follow(
            Session session,
            Step.Follow step,
            ServerStatus server,
            Session onTarget,
            ServerStatus target,
            Credentials account)
            throws SessionException, InterruptedException {
        @Nullable Coordinates at = null;
        if (step.place() instanceof Place.Identical identical) {
            at = identical.at();
        } else {
            Optional<String> problem = GtidRepointing.objection(session, server, onTarget, target);
            if (problem.isPresent()) {
                return new Failed(step.server(), problem.get());
            }
            Optional<String> before = session.dialect().beforeFollowingByGtid();
            if (before.isPresent()) {
                session.execute(before.get());
            }
        }
        session.executeSecretly(
                session.dialect().follow(new ChangeSource(step.below(), at, row(step.link())), account),
                "following " + step.below() + " as " + account.user());
        session.execute(session.dialect().startReplication());
        @Nullable String problem = Repointing.verified(session, step.below());
        if (problem == null) {
            return new Done("replicates from " + step.below() + (at == null ? " by GTID" : " at " + at));
        }
        session.execute(session.dialect().stopReplication());
        session.execute(session.dialect().forgetSource());
        return new Failed(step.server(), problem + "; it replicates from nobody, as before");
    }

    private static Row row(Link link) {
        Map<String, @Nullable String> columns = new HashMap<>();
        link.options().forEach(option -> columns.put(option.column(), option.value()));
        return new Row(columns);
    }

    /** How this replica is connected. */
    static Link link(Session session) throws SessionException {
        List<Option> options = new ArrayList<>();
        Repointing.before(session).columns().forEach((column, value) -> {
            if (value != null && session.dialect().isOfLink(column)) {
                options.add(new Option(column, value));
            }
        });
        return new Link(options);
    }
}
