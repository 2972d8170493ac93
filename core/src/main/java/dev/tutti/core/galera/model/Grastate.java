package dev.tutti.core.galera.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * grastate.dat: what a node wrote about its state when it last had the chance to. What the file is not is a case of its own:
 * Galera itself takes a missing file for permission to bootstrap (galera/src/saved_state.cpp, {@code safe_to_bootstrap_(true)}).
 */
public sealed interface Grastate {
    /**
     * A whole file.
     *
     * @param position -1 while the server runs and after a crash; zero and -1 when the folder's state is not known
     * @param safeToBootstrap what the file claims; a file of before Galera 3.19 says nothing, and Galera takes that for yes
     */
    record Read(GaleraPosition position, boolean safeToBootstrap) implements Grastate {}

    record Missing() implements Grastate {}

    record Empty() implements Grastate {}

    /** It ends before all is said, or says something that it cannot say. */
    record Damaged(String why) implements Grastate {}

    /** Written in a form that is not known here. */
    record UnknownVersion(String version) implements Grastate {}

    /** The whole file, if it is one. */
    default Optional<Read> read() {
        return this instanceof Read read ? Optional.of(read) : Optional.empty();
    }

    /** Reads the content of the file. */
    static Grastate parse(String content) {
        // A crash of the host can leave a file of zero bytes, in either sense.
        String text = content.replace("\0", "");
        if (text.isBlank()) {
            return new Empty();
        }
        Map<String, String> fields = new HashMap<>();
        for (String line : text.lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.startsWith("#")) {
                fields.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
            }
        }
        String version = fields.get("version");
        if (version == null) {
            return new Damaged("it has no version");
        }
        if (!version.startsWith("2.")) {
            return new UnknownVersion(version);
        }
        Optional<UUID> group = Optional.ofNullable(fields.get("uuid")).flatMap(Uuids::parse);
        if (group.isEmpty()) {
            return new Damaged("its uuid is " + said(fields.get("uuid")));
        }
        Optional<Long> seqno = Optional.ofNullable(fields.get("seqno")).flatMap(Numbers::seqno);
        if (seqno.isEmpty()) {
            return new Damaged("its seqno is " + said(fields.get("seqno")));
        }
        String safe = fields.get("safe_to_bootstrap");
        if (safe == null && version.equals("2.1") && !text.endsWith("\n")) {
            return new Damaged("it ends in the middle of a line");
        }
        if (safe != null && !safe.equals("0") && !safe.equals("1")) {
            return new Damaged("its safe_to_bootstrap is " + said(safe));
        }
        return new Read(new GaleraPosition(group.get(), seqno.get()), !"0".equals(safe));
    }

    private static String said(@org.jspecify.annotations.Nullable String value) {
        return value == null ? "missing" : "\"" + value + "\"";
    }
}
