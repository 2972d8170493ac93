package dev.tutti.traffic.dns;

import org.jspecify.annotations.Nullable;

/** A name of a zone with its answers. Immutable. */
final class Entry {
    /** What a name is. */
    enum Kind {
        /** It has data of its own, or is only there because names below it are. */
        OWN,
        /** It is delegated: whatever is asked, the answer names the servers. */
        CUT,
        /** It lies below a cut, or is the address of a server there. */
        BELOW_CUT
    }

    /** In lower case, as on the wire, with the root's zero. */
    final byte[] name;
    final int hash;
    final int zone;
    final Kind kind;
    private final int[] types;
    /** For each type: one for all clients, or one for each site, the first for unknown ones. */
    private final Choice[][] choices;
    /** For a CNAME: what answers questions for any other type. */
    final Choice @Nullable [] alias;
    /** Where the name {@code *} below this one stands in the table; -1 when there is none. */
    final int wildcard;
    /** The referral of a cut, also for what lies below it. */
    final @Nullable Choice referral;

    Entry(
            byte[] name, int hash, int zone, Kind kind, int[] types, Choice[][] choices, Choice @Nullable [] alias, int wildcard,
            @Nullable Choice referral) {
        this.name = name;
        this.hash = hash;
        this.zone = zone;
        this.kind = kind;
        this.types = types;
        this.choices = choices;
        this.alias = alias;
        this.wildcard = wildcard;
        this.referral = referral;
    }

    /** Answers to questions for a type; null when there are none. */
    Choice @Nullable [] answers(int type) {
        for (int i = 0; i < types.length; i++) {
            if (types[i] == type) {
                return choices[i];
            }
        }
        return alias;
    }

    boolean isEmpty() {
        return types.length == 0 && alias == null;
    }
}
