package dev.tutti.mesh.print;

import dev.tutti.mesh.bundle.Difference;

import java.util.List;
import java.util.stream.Collectors;

/** Differences for people. Stateless. */
public final class DifferenceText {
    private DifferenceText() {}

    public static String of(List<Difference> differences) {
        return differences.stream().map(DifferenceText::of).collect(Collectors.joining());
    }

    private static String of(Difference difference) {
        return switch (difference) {
            case Difference.FileMissing missing -> missing.host() + ": " + missing.path() + " is missing\n";
            case Difference.FileNotPlanned extra -> extra.host() + ": " + extra.path() + " is not in the plan\n";
            case Difference.FileDiffers differs -> differs.host() + ": " + differs.path() + " differs"
                    + (differs.lines().isEmpty() ? " (a secret, not shown)" : "") + "\n"
                    + differs.lines().stream().map(line -> "    " + line + "\n").collect(Collectors.joining());
            case Difference.RightsDiffer rights -> rights.host() + ": " + rights.path() + " has the rights " + rights.are()
                    + ", and " + rights.planned() + " are planned\n";
            case Difference.KeyUnusable key -> key.host() + ": " + key.why() + "; \"tutti mesh generate\" makes a new key\n";
            case Difference.HostNotPlanned host -> host.host() + ": there is a bundle, and no such site in the plan; revoke its"
                    + " certificate and remove the bundle\n";
        };
    }
}
