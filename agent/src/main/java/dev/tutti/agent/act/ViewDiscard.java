package dev.tutti.agent.act;

import dev.tutti.agent.host.Presence;
import dev.tutti.core.galera.model.Gvwstate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * Sets aside a gvwstate.dat that is empty or cut: a node that has such a file does not join (codership/galera issue 354). A whole
 * one stays, as a cluster may form again by it.
 */
final class ViewDiscard {
    private final Context context;

    ViewDiscard(Context context) {
        this.context = context;
    }

    Outcome discard(String id) {
        return switch (context.process().find()) {
            case Presence.Running running -> new Outcome.Refused("the server runs (process " + running.pid() + ")");
            case Presence.Unknown unknown -> new Outcome.Refused(unknown.why());
            case Presence.NotRunning() -> switch (context.files().gvwstate()) {
                case Gvwstate.Missing missing -> new Outcome.Done("there is no gvwstate.dat");
                case Gvwstate.Read read -> new Outcome.Refused("gvwstate.dat is whole: it is left as it is");
                case Gvwstate.Empty empty -> move(id);
                case Gvwstate.Damaged damaged -> move(id);
            };
        };
    }

    private Outcome move(String id) {
        Path file = context.files().gvwstateFile();
        Path kept = file.resolveSibling("gvwstate.dat.before-" + id.replace(':', '-'));
        try {
            Files.move(file, kept, StandardCopyOption.ATOMIC_MOVE);
            Disk.syncFolder(file);
            return new Outcome.Done("gvwstate.dat was of no use and is set aside", Map.of("kept", kept.toString()));
        } catch (IOException e) {
            return new Outcome.Failed("gvwstate.dat could not be set aside: " + e);
        }
    }
}
