package dev.tutti.control.agents;

/** An agent did not answer as it should; the message says which one, what was asked, and what came back. */
public final class AgentException extends Exception {
    private static final long serialVersionUID = 1L;

    AgentException(String message) {
        super(message);
    }

    AgentException(String message, Throwable cause) {
        super(message, cause);
    }
}
