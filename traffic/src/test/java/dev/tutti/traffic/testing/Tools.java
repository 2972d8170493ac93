package dev.tutti.traffic.testing;

import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.process.Commands;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Programs of Debian's packages that tests talk to. */
public final class Tools {
    private Tools() {}

    /** Where a program is; without it the test fails where everything must run, and is skipped loudly elsewhere. */
    public static String path(String program, String debianPackage) {
        for (String folder : List.of("/usr/bin", "/usr/sbin")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return folder + "/" + program;
            }
        }
        FleetExtension.require(false, program, program + " is missing: apt-get install " + debianPackage);
        return program;
    }

    public static String dig(int port, String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of(
                path("dig", "bind9-dnsutils"), "@127.0.0.1", "-p", Integer.toString(port), "+tries=2", "+time=5"));
        command.addAll(List.of(arguments));
        return Commands.run(command, null, Map.of(), Duration.ofSeconds(30)).output();
    }

    public static String kdig(int port, String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of(
                path("kdig", "knot-dnsutils"), "@127.0.0.1", "-p", Integer.toString(port), "+timeout=5"));
        command.addAll(List.of(arguments));
        return Commands.run(command, null, Map.of(), Duration.ofSeconds(30)).output();
    }
}
