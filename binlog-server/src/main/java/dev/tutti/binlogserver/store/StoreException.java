package dev.tutti.binlogserver.store;

import java.io.IOException;

/** The store cannot do what was asked: the message says with which file, what, and what to do. */
public final class StoreException extends IOException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
