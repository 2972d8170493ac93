package dev.tutti.cli;

/** Ends a command with a sentence for people and an exit code. */
final class Failure extends RuntimeException {
    private final int exitCode;

    Failure(int exitCode, String sentence) {
        super(sentence, null, false, false);
        this.exitCode = exitCode;
    }

    static Failure wrongUse(String sentence) {
        return new Failure(ExitCode.WRONG_USE, sentence);
    }

    static Failure failed(String sentence) {
        return new Failure(ExitCode.FAILED, sentence);
    }

    int exitCode() {
        return exitCode;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
