package dev.tutti.bench;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** This same program as a command: roles that run beside a measurement are started by it in processes of their own. */
public final class ThisProgram {
    private ThisProgram() {}

    /**
     * The command that runs it in a JVM that starts quickly and stays small.
     *
     * @param heap its largest heap, such as {@code 64m}
     * @param arguments such as {@code server} and {@code --config=…}
     */
    public static List<String> command(String heap, String... arguments) {
        return javaCommand(heap, "dev.tutti.app.Main", arguments);
    }

    /** The same with another class of it. */
    public static List<String> javaCommand(String heap, String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                main));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(part -> Path.of(part).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
