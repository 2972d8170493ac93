package dev.tutti.core.log;

/** A binary log could not be read: the message names the server, the coordinates and what came back. */
public class LogUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public LogUnavailableException(String message) {
        super(message);
    }

    public LogUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
