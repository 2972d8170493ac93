package dev.tutti.traffic.dns;

import dev.tutti.core.traffic.decide.Forced;
import dev.tutti.core.traffic.decide.Overrides;
import dev.tutti.traffic.transfer.StateFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what people have said, one line each: {@code down paris*}. On disk before it counts. Used by one thread at a time.
 *
 * @param file may be edited while the server is stopped
 */
record OverrideFile(Path file) {
    static OverrideFile in(Path folder) {
        return new OverrideFile(folder.resolve("overrides"));
    }

    /** @throws IOException in a sentence */
    Overrides read() throws IOException {
        if (!Files.exists(file)) {
            return Overrides.NONE;
        }
        List<Forced> all = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.matches("(up|down) \\S+")) {
                throw new IOException(file + " is damaged at \"" + line + "\": each line is \"up PATTERN\" or \"down PATTERN\"");
            }
            all.add(new Forced(line.substring(line.indexOf(' ') + 1), line.startsWith("up")));
        }
        return new Overrides(all);
    }

    void write(Overrides overrides) throws IOException {
        StringBuilder text = new StringBuilder();
        overrides.all().forEach(one -> text.append(one.up() ? "up " : "down ").append(one.pattern()).append('\n'));
        StateFile.write(file, text.toString());
    }
}
