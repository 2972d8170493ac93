package dev.tutti.traffic.feed;

import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.feed.Change;
import dev.tutti.core.traffic.feed.Entry;
import dev.tutti.core.traffic.feed.Intent;
import dev.tutti.core.traffic.feed.Manner;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Speaks one kind of router's protocol. It decides nothing: which changes are made, in which order, and whether they have come
 * about is its {@link Feeder}'s business, which is also the only one to call it, from one thread at a time.
 */
public interface Provider extends AutoCloseable {
    /** What it is and where, for people, such as {@code HAProxy at /run/haproxy/admin.sock}. */
    String title();

    Manner manner();

    /**
     * The routes in the router's own words. A route that the configuration does not bind is not in it, and a bound route that is
     * not among these neither: nobody has said yet where it leads, so what the router says stays. Does no I/O.
     *
     * @throws FeedException if the router cannot say it
     */
    Intent intent(List<Route> routes) throws FeedException;

    /** What the router says now at these names; names at which nobody stands may be missing. */
    Map<String, Entry> look(Set<String> names, Patience patience) throws FeedException, InterruptedException;

    /**
     * Makes the changes of one stage, against what {@link #look} has seen last: when that is not there any more, nothing is
     * overwritten where the protocol allows to find out. Returns when the router has taken them; that they hold is read back by
     * {@link #look}.
     */
    void perform(List<Change> changes, Patience patience) throws FeedException, InterruptedException;

    @Override
    default void close() {}
}
