package dev.tutti.lab;

/** The binaries of a flavour cannot be had on this machine; the message says why and which command would provide them. */
public class FlavourUnavailableException extends LabException {
    private static final long serialVersionUID = 1L;

    public FlavourUnavailableException(String message) {
        super(message);
    }

    public FlavourUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
