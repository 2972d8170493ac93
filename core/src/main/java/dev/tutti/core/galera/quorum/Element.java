package dev.tutti.core.galera.quorum;

/** Something that can fail. */
public sealed interface Element {
    /** The server's process, or its host. */
    record OfNode(String name) implements Element {}

    record OfArbitrator(String name) implements Element {}

    /** Everything at the site, and its network with it. */
    record OfSite(String name) implements Element {}

    record OfLink(Layout.Link link) implements Element {}
}
