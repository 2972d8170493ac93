package dev.tutti.agent.act;

import dev.tutti.agent.host.Presence;
import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.Grastate;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes {@code safe_to_bootstrap}, and a position where the file vouches for none, into the grastate.dat of a dead node: whole
 * or not at all, with the old file kept.
 */
final class SafeMark {
    private static final Pattern LINE = Pattern.compile("(?m)^safe_to_bootstrap:[ \t]*[01][ \t]*$");

    private final Context context;

    SafeMark(Context context) {
        this.context = context;
    }

    /** @param position to be written as well; null to leave what stands there */
    Outcome write(boolean safe, @Nullable GaleraPosition position, String id) {
        switch (context.process().find()) {
            case Presence.Running running -> {
                return new Outcome.Refused("the server runs (process " + running.pid() + ") and writes grastate.dat itself");
            }
            case Presence.Unknown unknown -> {
                return new Outcome.Refused(unknown.why());
            }
            case Presence.NotRunning() -> {
                // Nobody else writes the file.
            }
        }
        return position == null ? mark(safe, id) : place(safe, position, id);
    }

    private Outcome mark(boolean safe, String id) {
        Grastate grastate = context.files().grastate();
        if (!(grastate instanceof Grastate.Read read)) {
            return new Outcome.Refused("grastate.dat is not a whole file (" + grastate + "): it is left as it is");
        }
        String text = context.files().grastateText().text();
        if (text == null || !LINE.matcher(text).find()) {
            return new Outcome.Refused("grastate.dat has no line safe_to_bootstrap: it is of a Galera before 3.19");
        }
        if (read.safeToBootstrap() == safe) {
            return new Outcome.Done("it said so already", Map.of("safe_to_bootstrap", safe));
        }
        return replace(LINE.matcher(text).replaceFirst("safe_to_bootstrap: " + (safe ? "1" : "0")), safe, id);
    }

    /** As Galera writes it (galera/src/saved_state.cpp), for data that the file does not vouch for. */
    private Outcome place(boolean safe, GaleraPosition position, String id) {
        return replace(
                """
                # GALERA saved state
                version: 2.1
                uuid:    %s
                seqno:   %d
                safe_to_bootstrap: %d
                """.formatted(position.group(), position.seqno(), safe ? 1 : 0),
                safe, id);
    }

    private Outcome replace(String text, boolean safe, String id) {
        Path file = context.files().grastateFile();
        Path kept = file.resolveSibling("grastate.dat.before-" + id.replace(':', '-'));
        Map<String, Object> details = new HashMap<>(Map.of("safe_to_bootstrap", safe));
        try {
            if (Files.exists(file)) {
                Files.copy(file, kept, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
                details.put("kept", kept.toString());
            }
            Disk.replace(file, text);
        } catch (IOException e) {
            return new Outcome.Failed("grastate.dat could not be replaced and is as it was: " + e);
        }
        return new Outcome.Done("grastate.dat says safe_to_bootstrap: " + (safe ? "1" : "0"), details);
    }
}
