package dev.tutti.cli.http;

/** A request that did not do what was asked, in one sentence for people that is safe to print. */
public final class ApiException extends RuntimeException {
    /** What its caller may want to tell apart. */
    public enum Kind {
        /** Nothing answered, or something that is no control plane. */
        NO_CONTROL_PLANE,
        /** The control plane refused, with its reason. */
        REFUSED,
        /** The control plane wants a person to agree to something first; the document has the plan with its questions. */
        NEEDS_CONFIRMATION,
        /** There is no such thing. */
        UNKNOWN,
        /** Every other error that the control plane reported. */
        FAILED
    }

    private final Kind kind;
    private final String document;

    ApiException(Kind kind, String sentence, String document) {
        super(sentence, null, false, false);
        this.kind = kind;
        this.document = document;
    }

    public Kind kind() {
        return kind;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }

    /** The answer as JSON; empty unless the control plane gave one. */
    public String document() {
        return document;
    }
}
