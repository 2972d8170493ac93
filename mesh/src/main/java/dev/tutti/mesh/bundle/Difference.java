package dev.tutti.mesh.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Something that is otherwise than planned. Exhaustive. */
public sealed interface Difference {
    String host();

    record FileMissing(String host, String path) implements Difference {}

    /** A file that the plan does not know, such as that of a tunnel which is gone. */
    record FileNotPlanned(String host, String path) implements Difference {}

    /**
     * @param lines those that are only here, after "- ", and those that are only planned, after "+ "; none of a file that holds a
     *     secret
     */
    record FileDiffers(String host, String path, List<String> lines) implements Difference {
        public FileDiffers {
            lines = List.copyOf(lines);
        }
    }

    /** The rights of a file; of a private key's, others can read it. */
    record RightsDiffer(String host, String path, String are, String planned) implements Difference {}

    /** Its keys cannot be used, or there are none: generating makes new ones. */
    record KeyUnusable(String host, String why) implements Difference {}

    /** A bundle of a host that the plan does not know any more. */
    record HostNotPlanned(String host) implements Difference {}

    static Optional<Difference> of(String host, BundleFile file, Path at) throws IOException {
        if (!Files.isRegularFile(at)) {
            return Optional.of(new FileMissing(host, file.path()));
        }
        String text = Files.readString(at);
        if (!text.equals(file.text())) {
            return Optional.of(new FileDiffers(host, file.path(), file.secret() ? List.of() : lines(text, file.text())));
        }
        String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(at));
        return rights.equals(file.mode()) ? Optional.empty()
                : Optional.of(new RightsDiffer(host, file.path(), rights, file.mode()));
    }

    private static List<String> lines(String here, String planned) {
        Set<String> these = new HashSet<>(here.lines().toList());
        Set<String> those = new HashSet<>(planned.lines().toList());
        List<String> lines = new ArrayList<>();
        here.lines().filter(line -> !those.contains(line)).forEach(line -> lines.add("- " + line));
        planned.lines().filter(line -> !these.contains(line)).forEach(line -> lines.add("+ " + line));
        return lines;
    }
}
