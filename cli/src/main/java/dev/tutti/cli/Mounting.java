package dev.tutti.cli;

import picocli.CommandLine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Commands by name, each made only when it is needed: picocli looks at every annotation of every command that it is given,
 * which for all of them takes longer than the command itself.
 */
final class Mounting {
    /** Makes a command, given what follows its name, so that a group need not make all that is in it. */
    interface Maker {
        Object make(Surroundings surroundings, List<String> following);
    }

    private final Map<String, Maker> commands = new LinkedHashMap<>();

    Mounting with(String name, Function<Surroundings, Object> command) {
        return withGroup(name, (surroundings, following) -> command.apply(surroundings));
    }

    Mounting withGroup(String name, Maker group) {
        commands.put(name, group);
        return this;
    }

    /** Adds the command that {@code arguments} begin with, or all when they begin with none. */
    CommandLine on(CommandLine parent, Surroundings surroundings, List<String> arguments) {
        Maker only = arguments.isEmpty() ? null : commands.get(arguments.getFirst());
        if (only != null) {
            return parent.addSubcommand(
                    arguments.getFirst(), only.make(surroundings, arguments.subList(1, arguments.size())));
        }
        commands.forEach((name, command) -> parent.addSubcommand(name, command.make(surroundings, List.of())));
        return parent;
    }
}
