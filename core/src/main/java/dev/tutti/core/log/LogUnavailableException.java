package dev.tutti.core.log;

import java.io.IOException;

/** A binary log could not be read: the message names the server, the coordinates and what came back. */
public class LogUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    public LogUnavailableException(String message) {
        super(message);
    }

    public LogUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
