package dev.tutti.control.record;

/** The journal cannot be read or written: the message says where it is, what was tried, and what came back. */
public final class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
