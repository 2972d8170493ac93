package dev.tutti.cli;

import dev.tutti.cli.render.Text;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A command line as it was typed, to be typed again with other options. */
final class Typed {
    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

    private Typed() {}

    /**
     * The same command for a shell.
     *
     * @param without options to leave out, by their longest names
     * @param more words to put after the other options
     */
    static String again(CommandSpec spec, Set<String> without, String... more) {
        ParseResult parsed = spec.commandLine().getParseResult();
        List<String> words = new ArrayList<>();
        parsed.matchedOptions().stream()
                .distinct()
                .filter(option -> !without.contains(option.longestName()))
                .forEach(option -> {
                    if (option.arity().max() == 0) {
                        words.add(option.longestName());
                    } else {
                        option.originalStringValues().forEach(value -> words.addAll(List.of(option.longestName(), value)));
                    }
                });
        words.addAll(List.of(more));
        List<String> named = parsed.matchedPositionals().stream()
                .distinct()
                .flatMap(positional -> positional.originalStringValues().stream())
                .toList();
        if (named.stream().anyMatch(word -> word.startsWith("-"))) {
            words.add("--");
        }
        words.addAll(named);
        return spec.qualifiedName() + " " + words.stream().map(Typed::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        String printable = Text.printable(word);
        return NEEDS_NO_QUOTES.matcher(printable).matches() ? printable : "'" + printable.replace("'", "'\\''") + "'";
    }
}
