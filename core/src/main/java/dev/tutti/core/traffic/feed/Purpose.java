package dev.tutti.core.traffic.feed;

/** What a route is for, which decides the order of changes where a router cannot make them in one. */
public enum Purpose {
    /** Clients write: whoever leaves is gone, and seen to be gone, before anybody comes. For a moment nobody may be there. */
    WRITER,
    /** Clients read: whoever comes is there before anybody leaves. For a moment there may be one too many. */
    READERS
}
