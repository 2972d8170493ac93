package dev.tutti.agent.act;

import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.Uuids;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A request for an action, checked: what is not said is not understood, and what is not understood is refused.
 *
 * @param id from the caller; one id is one action, however often it is asked for
 * @param canonical the request in one form, by which a second request with the same id is told from another one
 */
public record ActionRequest(String id, String kind, String canonical, Action action) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");
    /** Names of nodes: no comma, which separates them, nothing that an option file or a script could take for more. */
    private static final Pattern NODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** The body as it comes; what a kind has no use for must be absent. */
    record Body(
            @Nullable String id,
            @Nullable String kind,
            @Nullable List<String> donors,
            @Nullable String uuid,
            @Nullable Long seqno,
            @Nullable Boolean tainted,
            @Nullable Boolean await,
            @Nullable String command,
            @Nullable String way,
            @Nullable String peer) {}

    /** Says what is wrong with a request. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    public static ActionRequest parse(String text) throws Malformed {
        Body body;
        try {
            body = Json.mapper().readerFor(Body.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).readValue(text);
        } catch (JacksonException e) {
            throw new Malformed("the body is not what this request takes: "
                    + e.getOriginalMessage().lines().findFirst().orElse("malformed JSON"));
        }
        if (body == null || body.id() == null || !ID.matcher(body.id()).matches()) {
            throw new Malformed("\"id\" is what you call this action: 1 to 128 letters, digits and . _ : -");
        }
        if (body.kind() == null) {
            throw new Malformed("\"kind\" is missing: " + KINDS);
        }
        Action action = action(body, body.kind());
        refuseWhatIsOfNoUse(body, action);
        return new ActionRequest(body.id(), body.kind(), Json.mapper().writeValueAsString(body), action);
    }

    private static final String KINDS = "write one of start, stop, restart, fence, unfence, recover-position, bootstrap,"
            + " mark-safe, clear-safe, discard-view, save-data, run, probe";

    private static Action action(Body body, String kind) throws Malformed {
        return switch (kind) {
            case "start" -> new Action.Start(
                    donors(body), Boolean.TRUE.equals(body.tainted()), !Boolean.FALSE.equals(body.await()));
            case "stop" -> new Action.Stop();
            case "restart" -> new Action.Restart(donors(body), Boolean.TRUE.equals(body.tainted()));
            case "fence" -> new Action.Fence();
            case "unfence" -> new Action.Unfence();
            case "recover-position" -> new Action.RecoverPosition();
            case "bootstrap" -> bootstrap(body);
            case "mark-safe" -> new Action.MarkSafe(true, body.uuid() == null ? null : position(body));
            case "clear-safe" -> new Action.MarkSafe(false, null);
            case "discard-view" -> new Action.DiscardView();
            case "run" -> new Action.Run(command(body));
            case "save-data" -> new Action.SaveData(way(body));
            case "probe" -> new Action.Probe(peer(body));
            default -> throw new Malformed("there is no kind \"" + kind + "\": " + KINDS);
        };
    }

    private static List<String> donors(Body body) throws Malformed {
        List<String> names = new ArrayList<>();
        for (String name : Objects.requireNonNullElse(body.donors(), List.<String>of())) {
            // A list may come with the comma that it must end with anyway.
            if (name == null || !NODE.matcher(name).matches()) {
                throw new Malformed("\"donors\" are names of nodes: letters, digits and . _ -, not \"" + name + "\"");
            }
            names.add(name);
        }
        return names;
    }

    private static Action bootstrap(Body body) throws Malformed {
        return new Action.Bootstrap(position(body), Boolean.TRUE.equals(body.tainted()));
    }

    private static GaleraPosition position(Body body) throws Malformed {
        UUID uuid = body.uuid() == null ? null : Uuids.parse(body.uuid()).orElse(null);
        Long seqno = body.seqno();
        if (uuid == null || seqno == null || seqno < -1) {
            throw new Malformed("\"uuid\" and \"seqno\" are where the node is believed to be");
        }
        return new GaleraPosition(uuid, seqno);
    }

    private static String command(Body body) throws Malformed {
        String name = body.command();
        if (name == null || !NODE.matcher(name).matches()) {
            throw new Malformed("\"command\" is the name of a command of the agent's configuration (server.commands)");
        }
        return name;
    }

    private static Action.Way way(Body body) throws Malformed {
        if (body.way() == null) {
            return Action.Way.AUTO;
        }
        for (Action.Way way : Action.Way.values()) {
            if (way.name().toLowerCase(Locale.ROOT).equals(body.way())) {
                return way;
            }
        }
        throw new Malformed("\"way\" is one of auto, reflink, copy, rename, not \"" + body.way() + "\"");
    }

    private static Address peer(Body body) throws Malformed {
        try {
            return Address.parse(String.valueOf(body.peer()));
        } catch (IllegalArgumentException e) {
            throw new Malformed("\"peer\" is the host:port of another agent: " + e.getMessage());
        }
    }

    private static void refuseWhatIsOfNoUse(Body body, Action action) throws Malformed {
        boolean starts = action instanceof Action.Start || action instanceof Action.Restart;
        boolean bootstraps = action instanceof Action.Bootstrap;
        boolean placed = bootstraps || (action instanceof Action.MarkSafe(boolean safe, var _) && safe);
        require(starts || body.donors() == null, "donors", body);
        require(placed || body.uuid() == null, "uuid", body);
        require((placed && (body.uuid() != null || bootstraps)) || body.seqno() == null, "seqno", body);
        require(bootstraps || starts || body.tainted() == null, "tainted", body);
        require(action instanceof Action.Start || body.await() == null, "await", body);
        require(action instanceof Action.Run || body.command() == null, "command", body);
        require(action instanceof Action.SaveData || body.way() == null, "way", body);
        require(action instanceof Action.Probe || body.peer() == null, "peer", body);
    }

    private static void require(boolean fits, String name, Body body) throws Malformed {
        if (!fits) {
            throw new Malformed("\"" + body.kind() + "\" has no use for \"" + name + "\"");
        }
    }
}
