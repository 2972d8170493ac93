package dev.tutti.core.galera.model;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * gvwstate.dat: the last primary component that a node was in, by which a cluster forms again after all have died. It is
 * deleted by a graceful stop, so that its absence is nothing unusual. Form: gcomm/src/view.cpp, {@code ViewState::write_stream}.
 */
public sealed interface Gvwstate {
    /** A whole file. */
    record Read(UUID self, PrimaryView view) implements Gvwstate {}

    record Missing() implements Gvwstate {}

    /** It keeps a node that has it from joining (codership/galera issue 354). */
    record Empty() implements Gvwstate {}

    record Damaged(String why) implements Gvwstate {}

    default Optional<Read> read() {
        return this instanceof Read read ? Optional.of(read) : Optional.empty();
    }

    /** Reads the content of the file. */
    static Gvwstate parse(String content) {
        String text = content.replace("\0", "");
        if (text.isBlank()) {
            return new Empty();
        }
        Optional<UUID> self = Optional.empty();
        Optional<ViewId> id = Optional.empty();
        Set<UUID> members = new HashSet<>();
        boolean ended = false;
        for (String line : text.lines().map(String::strip).toList()) {
            List<String> words = List.of(line.split("\\s+"));
            switch (words.getFirst()) {
                case "my_uuid:" -> self = words.size() > 1 ? Uuids.parse(words.get(1)) : Optional.empty();
                case "view_id:" -> id = viewId(words);
                case "member:" -> {
                    Optional<UUID> member = words.size() > 1 ? Uuids.parse(words.get(1)) : Optional.empty();
                    if (member.isEmpty()) {
                        return new Damaged("\"" + line + "\" names no member");
                    }
                    members.add(member.get());
                }
                case "#vwend" -> ended = true;
                default -> {
                    // #vwbeg, bootstrap: and whatever a later version adds.
                }
            }
        }
        if (!ended) {
            return new Damaged("it ends before the view is complete");
        }
        if (self.isEmpty() || id.isEmpty() || members.isEmpty()) {
            String lacks = self.isEmpty() ? "who wrote it" : id.isEmpty() ? "which view" : "who was in";
            return new Damaged("it does not say " + lacks);
        }
        return members.contains(self.get())
                ? new Read(self.get(), new PrimaryView(id.get(), members))
                : new Damaged("its writer is not among the members");
    }

    /** {@code view_id: TYPE UUID SEQUENCE}; 3 is the type of a primary view. */
    private static Optional<ViewId> viewId(List<String> words) {
        return words.size() < 4
                ? Optional.empty()
                : Uuids.parse(words.get(2))
                        .flatMap(by -> Numbers.whole(words.get(3)).map(sequence -> new ViewId(by, sequence)));
    }
}
