package dev.tutti.wire;

import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** Talking to a server failed. The message is one sentence: which server, what was tried, what came back, what to do. */
public class WireException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Address address;

    public WireException(Address address, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.address = address;
    }

    /** Whom we talked to. */
    public Address address() {
        return address;
    }
}
