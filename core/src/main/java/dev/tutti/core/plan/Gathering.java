package dev.tutti.core.plan;

import dev.tutti.core.model.Address;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The stages in which the server that is to be promoted gets, or is seen to have, what others have. All failovers share them. */
final class Gathering {
    private Gathering() {}

    /**
     * It replicates from {@code holder}, who has more, until it has as much. Nothing goes on without that.
     *
     * @param place how it finds its place there
     */
    static Stage from(Address holder, Address promoted, Place place, String purpose, Duration deadline) {
        return new Stage(
                purpose,
                false,
                true,
                List.of(
                        new Step.Repoint(promoted, List.of(holder), place),
                        new Step.CatchUp(promoted, holder, deadline)));
    }

    /**
     * What dead intermediates passed on before they died, perhaps nobody else has; empty where there are no such replicas.
     *
     * @param acceptLoss whether the failover goes on all the same when it has not
     */
    static Optional<Stage> ofOrphans(List<Address> orphans, Address promoted, Duration deadline, boolean acceptLoss) {
        if (orphans.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Stage(
                "see that " + promoted + " has what reached the replicas of dead intermediates",
                false,
                !acceptLoss,
                orphans.stream().<Step>map(orphan -> new Step.Level(promoted, orphan, deadline)).toList()));
    }
}
