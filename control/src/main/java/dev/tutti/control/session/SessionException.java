package dev.tutti.control.session;

import dev.tutti.core.fleet.Contact;
import dev.tutti.core.model.Address;

/** A server could not be asked, or answered with an error. The message says which server, what was tried, what came back. */
public final class SessionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Address server;
    private final Contact.Failure kind;
    private final int errorNumber;

    SessionException(Address server, String tried, Contact.Failure kind, int errorNumber, String cameBack, Exception cause) {
        super(server + ": " + tried + ": " + cameBack, cause);
        this.server = server;
        this.kind = kind;
        this.errorNumber = errorNumber;
    }

    /** Which server. */
    public Address server() {
        return server;
    }

    public Contact.Failure kind() {
        return kind;
    }

    /** The server's own error number; 0 when the failure is not one that the server reported. */
    public int errorNumber() {
        return errorNumber;
    }

    /** Whether the session cannot be used any more. */
    public boolean lost() {
        return kind != Contact.Failure.TURNED_AWAY || errorNumber == 0;
    }
}
