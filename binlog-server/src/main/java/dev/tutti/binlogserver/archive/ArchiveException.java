package dev.tutti.binlogserver.archive;

import java.io.IOException;

/** The archive could not do what was asked: the message says where it is, what was tried, and what came back. */
public final class ArchiveException extends IOException {
    private static final long serialVersionUID = 1L;

    public ArchiveException(String message) {
        super(message);
    }

    public ArchiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
