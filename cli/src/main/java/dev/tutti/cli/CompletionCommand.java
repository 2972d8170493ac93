package dev.tutti.cli;

import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.Objects;
import java.util.concurrent.Callable;

/** {@code tutti completion}: what makes the tab key work. */
@Command(
        name = "completion",
        description = "Print a script that lets bash or zsh complete commands and options.",
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {ExitCode.HELP_DONE, ExitCode.HELP_WRONG_USE},
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(tutti completion bash)                     # for this shell",
            "  tutti completion bash > ~/.local/share/bash-completion/completions/tutti",
            "  source <(tutti completion zsh)                      # in ~/.zshrc"
        })
final class CompletionCommand implements Callable<Integer> {
    /** Which shells are known. */
    enum Shell {
        bash,
        zsh
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
    private @Nullable Shell shell;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    boolean help;

    private final Surroundings surroundings;

    CompletionCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var root = Objects.requireNonNull(spec).root();
        if (shell == Shell.zsh) {
            surroundings.out().println("autoload -U +X compinit && compinit");
        }
        surroundings.out().println(AutoComplete.bash(root.name(), root.commandLine()));
        return ExitCode.DONE;
    }
}
