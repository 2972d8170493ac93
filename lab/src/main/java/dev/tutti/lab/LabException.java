package dev.tutti.lab;

/** Something in the lab did not work; the message is one sentence or a few for people: what, where, what to do. */
public class LabException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LabException(String message) {
        super(message);
    }

    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
