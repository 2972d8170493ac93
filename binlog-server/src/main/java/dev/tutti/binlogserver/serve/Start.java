package dev.tutti.binlogserver.serve;

import dev.tutti.binlogserver.store.StoredFile;
import org.jspecify.annotations.Nullable;

/** Where a dump begins, or why it cannot. */
sealed interface Start {
    /**
     * It begins here.
     *
     * @param filter what the replica does not want; null wants everything
     */
    record At(StoredFile file, long position, @Nullable EventFilter filter) implements Start {}

    /**
     * Not here yet: the replica has more than this server has published, as one that comes from a sibling may. To be tried again
     * when more is published, and refused with this text when that takes too long.
     */
    record Ahead(String text) implements Start {}

    /** Error 1236 with this text. */
    record Refused(String text) implements Start {}
}
