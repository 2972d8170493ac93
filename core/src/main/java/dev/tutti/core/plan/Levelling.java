package dev.tutti.core.plan;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.BinlogServer;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Brings Binlog Servers and the chosen replica to where the dead primary's log ends on the Binlog Server that has most. */
final class Levelling {
    /**
     * Binlog Servers that follow one primary differ by what was under way when it died: milliseconds. One that is further
     * behind must not keep everybody waiting; it is put below the leader when somebody takes the writes again.
     */
    private static final Duration STORES = Duration.ofSeconds(5);

    private Levelling() {}

    /** @param beyond the highest number of a file on any Binlog Server */
    static List<Stage> stages(
            Stores stores, ServerStatus leader, ServerStatus chosen, long beyond, Duration deadline) {
        Coordinates end = Stores.end(leader);
        Place sameLog = new Place.SameLog(stores.dead());
        List<Stage> stages = new ArrayList<>();
        List<Step> moves = new ArrayList<>();
        List<Step> waits = new ArrayList<>();
        for (ServerStatus store : stores.stores()) {
            if (!Stores.end(store).equals(end) && canBeLevelled(stores, store, leader)) {
                if (!isBelow(store, leader)) {
                    moves.add(new Step.Repoint(store.address(), List.of(leader.address()), sameLog));
                }
                waits.add(new Step.CatchUp(store.address(), leader.address(), shorter(STORES, deadline)));
            }
        }
        if (!moves.isEmpty()) {
            stages.add(new Stage("level the Binlog Servers with " + leader.address(), true, false, moves));
        }
        if (!waits.isEmpty()) {
            stages.add(new Stage("wait until they have its log to the end", true, false, waits));
        }
        Address name = chosen.address();
        List<Step> own = new ArrayList<>();
        boolean stays = stores.staysBelow(chosen, end);
        if (!stays) {
            own.add(new Step.Repoint(name, List.of(leader.address()), sameLog));
        }
        if (!Stores.isAt(chosen, end)) {
            Address from = stays ? chosen.replicating().map(Replication::source).orElseThrow() : leader.address();
            own.add(new Step.CatchUp(name, from, deadline));
        }
        if (!own.isEmpty()) {
            stages.add(new Stage("level " + name + " with the Binlog Servers", false, true, own));
        }
        stages.add(new Stage(
                "advance the log of " + name + " past theirs",
                false,
                true,
                List.of(new Step.StopReplication(name), new Step.AdvanceLog(name, end, leader.address(), beyond, deadline))));
        return stages;
    }

    static boolean canBeLevelled(Stores stores, ServerStatus store, ServerStatus leader) {
        BinlogServer it = store.binlogServer();
        return it != null && it.state() != BinlogServer.State.DISK_FULL && stores.canMoveBelow(store, leader);
    }

    private static boolean isBelow(ServerStatus store, ServerStatus leader) {
        return store.replicating().map(Replication::source).filter(leader.address()::equals).isPresent();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
