package dev.tutti.binlogserver.ingest;

import java.io.IOException;

/** The upstream server has another log than the one that was received from it: nothing more may be taken. */
final class HistoryChangedException extends IOException {
    private static final long serialVersionUID = 1L;

    HistoryChangedException(String message) {
        super(message);
    }
}
