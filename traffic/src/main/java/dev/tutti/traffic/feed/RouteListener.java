package dev.tutti.traffic.feed;

import dev.tutti.core.traffic.Route;

import java.util.List;

/** Somebody who is asked by routers instead of telling them: there is nothing to change and nothing to read back. */
public interface RouteListener extends AutoCloseable {
    /** What holds from now on; a route that was there and is not in the list stays. Returns at once; any thread. */
    void tell(List<Route> routes);

    @Override
    void close();
}
