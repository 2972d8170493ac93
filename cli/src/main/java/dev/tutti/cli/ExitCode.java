package dev.tutti.cli;

/** What a command's exit code tells the script that called it. */
public final class ExitCode {
    /** Done; all well. */
    public static final int DONE = 0;
    /** Tried and failed. */
    public static final int FAILED = 1;
    /** The command was written wrongly. */
    public static final int WRONG_USE = 2;
    /** The control plane refused, with a reason. */
    public static final int REFUSED = 3;
    /** No control plane answered there. */
    public static final int NO_CONTROL_PLANE = 4;
    /** There are problems; only with {@code --check}. */
    public static final int PROBLEMS = 5;

    static final String HEADING = "%nExit codes:%n";
    static final String HELP_DONE = "0:done, all well";
    static final String HELP_FAILED = "1:failed";
    static final String HELP_WRONG_USE = "2:wrong use of the command";
    static final String HELP_REFUSED = "3:refused; the reason is printed";
    static final String HELP_NO_CONTROL_PLANE = "4:no control plane answers there";
    static final String HELP_PROBLEMS = "5:problems exist (only with --check)";

    private ExitCode() {}
}
