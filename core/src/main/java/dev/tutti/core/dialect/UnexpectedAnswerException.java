package dev.tutti.core.dialect;

/** A server answered something that its version should not: the message says what was expected and what came. */
public final class UnexpectedAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnexpectedAnswerException(String message) {
        super(message);
    }
}
