package dev.tutti.control.galera;

import dev.tutti.control.session.Session;
import dev.tutti.control.session.SessionException;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.model.Address;

import java.time.Duration;

/** The statements that change a living node, each in a session of its own. Thread safe. */
final class GaleraSql {
    private final Sessions sessions;
    private final Duration connect;
    private final Duration answer;

    GaleraSql(Sessions sessions, Duration connect, Duration answer) {
        this.sessions = sessions;
        this.connect = connect;
        this.answer = answer;
    }

    /** Makes the node's group primary, without stopping anything. */
    void bootstrapInPlace(Address node) throws SessionException {
        execute(node, "SET GLOBAL wsrep_provider_options = 'pc.bootstrap=YES'");
    }

    void weight(Address node, int weight) throws SessionException {
        execute(node, "SET GLOBAL wsrep_provider_options = 'pc.weight=" + weight + "'");
    }

    void desync(Address node, boolean on) throws SessionException {
        execute(node, "SET GLOBAL wsrep_desync = " + (on ? "ON" : "OFF"));
    }

    private void execute(Address node, String statement) throws SessionException {
        try (Session session = sessions.open(node, connect, answer)) {
            session.execute(statement);
        }
    }
}
