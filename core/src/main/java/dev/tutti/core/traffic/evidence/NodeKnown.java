package dev.tutti.core.traffic.evidence;

/** What is known about a Galera node. Each but {@link #SERVES} is a reason not to send clients there. */
public enum NodeKnown {
    /** Primary, Synced, in the majority's view, not blocked as a donor. */
    SERVES("it is Primary, Synced and in the majority's view", true),
    /** As above, but it gives a state transfer that blocks it: clients would wait, and lose nothing. */
    BLOCKED_DONOR("it is blocked as a donor", true),
    /** As above, and desynced: as a donor that goes on serving, or since somebody said so. It takes clients and may be behind. */
    DESYNCED("it is desynced and may be behind", true),
    /** In the primary component and not to be sent clients: a person or a plan set it aside. */
    SET_ASIDE("it was set aside, or taken out of rotation", true),
    /** In the primary component and not synced: it joins, or is behind. It refuses or serves old data. */
    NOT_SYNCED("it is in the primary component and not Synced", true),
    /** It calls itself Primary and is not in the view of the majority. */
    OTHER_VIEW("it is not in the majority's view", false),
    NON_PRIMARY("it is non-Primary", false),
    /** It does not answer the control plane. */
    UNREACHABLE("it does not answer", false);

    private final String because;
    private final boolean primary;

    NodeKnown(String because, boolean primary) {
        this.because = because;
        this.primary = primary;
    }

    public String because() {
        return because;
    }

    /** Whether it belongs to the primary component. */
    public boolean primary() {
        return primary;
    }
}
