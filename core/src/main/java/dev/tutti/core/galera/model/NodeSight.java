package dev.tutti.core.galera.model;

import dev.tutti.core.galera.model.HostReport.Host;
import dev.tutti.core.galera.model.HostReport.ServerProcess;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * What one look at a node and its host showed.
 *
 * @param status what the server answered; null when it did not answer
 * @param host what its agent answered, or that it did not
 */
public record NodeSight(GaleraNode node, @Nullable GaleraStatus status, HostReport host) {
    /** What is certain about the server's process. */
    public enum Life {
        /** It answers and is in a primary component. */
        PRIMARY,
        /** It answers and is in none. */
        WITHOUT_QUORUM,
        /** Its process runs and does not answer: it starts, joins, waits for the others, or hangs. */
        NOT_SERVING,
        /** Its host says that no process runs. */
        DOWN,
        /** Nobody says anything. It may be alive, and primary. */
        UNKNOWN
    }

    public Address address() {
        return node.address();
    }

    public Optional<GaleraStatus> answered() {
        return Optional.ofNullable(status);
    }

    /** What its agent says; empty when it is silent. */
    public Optional<Host> hostAnswered() {
        return host instanceof HostReport.Answered answered ? Optional.of(answered.host()) : Optional.empty();
    }

    public Life life() {
        if (status != null) {
            return status.primary() ? Life.PRIMARY : Life.WITHOUT_QUORUM;
        }
        return switch (hostAnswered().map(Host::process).orElse(ServerProcess.UNKNOWN)) {
            case RUNNING -> Life.NOT_SERVING;
            case NOT_RUNNING -> Life.DOWN;
            case UNKNOWN -> Life.UNKNOWN;
        };
    }

    /** Why nobody can tell whether it lives. */
    public String silence() {
        return switch (host) {
            case HostReport.Silent silent -> silent.why();
            case HostReport.Answered answered -> "its host answers, but cannot tell whether the server runs";
        };
    }
}
