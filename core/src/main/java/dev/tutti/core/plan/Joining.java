package dev.tutti.core.plan;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.Plan.Open;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Lets Binlog Servers, and who reads beside them, go on with the log of the new primary. */
final class Joining {
    static final String NOT_KNOWN = "what coordinates it takes is not known";

    private Joining() {}

    /** What the stages will be if all goes as it stands now. */
    static List<Stage> forecast(Open.ContinueLog open, Stores stores, ServerStatus chosen, long beyond) {
        Coordinates written = Stores.end(chosen);
        long number = Math.max(written.fileNumber(), beyond) + 1;
        int dot = written.file().lastIndexOf('.');
        String base = dot < 0 ? written.file() : written.file().substring(0, dot);
        int digits = Math.max(1, written.file().length() - dot - 1);
        String file = base + "." + ("%0" + digits + "d").formatted(number);
        return plan(open, stores, new Coordinates(file, Coordinates.FIRST_POSITION)).stages();
    }

    /** @param at where the new primary's log goes on from the end of the old one */
    static Plan plan(Open.ContinueLog open, Stores stores, Coordinates at) {
        Address promoted = open.promoted();
        List<Stage> stages = new ArrayList<>();
        Address holder = open.holder();
        if (holder != null) {
            stages.add(Gathering.from(
                    holder,
                    promoted,
                    stores.placeOf(promoted),
                    "give " + promoted + " what " + holder + " has more than the Binlog Servers",
                    open.drainDeadline()));
        }
        Gathering.ofOrphans(open.orphans(), promoted, open.drainDeadline(), open.acceptLoss()).ifPresent(stages::add);
        stages.add(new Stage(
                "take " + promoted + " out",
                false,
                true,
                List.of(new Step.StopReplication(promoted), new Step.ForgetSource(promoted))));
        Place goesOn = new Place.Continuation(at, open.end());
        List<ServerStatus> level = stores.stores().stream()
                .filter(store -> Stores.end(store).equals(open.end()))
                .sorted(ContinuationPlanner.<ServerStatus>first(store -> store.address().equals(open.leader()))
                        .thenComparing(ServerStatus::address))
                .toList();
        if (!level.isEmpty()) {
            stages.add(new Stage(
                    "the Binlog Servers go on with the log of " + promoted,
                    true,
                    false,
                    level.stream()
                            .<Step>map(store -> new Step.Repoint(store.address(), List.of(promoted), goesOn))
                            .toList()));
        }
        stages.add(new Stage("promote " + promoted, false, true, List.of(new Step.MakeWritable(promoted))));
        Telling.of(promoted, open.tellDeadline()).ifPresent(stages::add);
        List<Step> late = new ArrayList<>();
        List<Plan.Lost> lost = new ArrayList<>();
        stores.all().stream()
                .filter(ServerStatus::storesOnly)
                .filter(store -> !level.contains(store))
                .forEach(store -> late(open, stores, level, store, late, lost));
        List<Address> goingOn = Stream.concat(
                        level.stream().map(ServerStatus::address), late.stream().map(Step::server))
                .toList();
        List<Step> others = Stream.concat(
                        late.stream(),
                        stores.readers().stream()
                                .filter(reader -> !reader.address().equals(promoted))
                                .filter(reader -> !goingOn.contains(sourceOf(reader)))
                                .map(reader -> move(open, stores, level, goesOn, reader)))
                .toList();
        if (!others.isEmpty()) {
            stages.add(new Stage("move who does not follow by itself", true, false, others));
        }
        return Plan.of(new Plan.Goal.Failover(open.deadPrimary()), stages, lost);
    }

    /** A Binlog Server that was not level in time reads the rest of the old log, and the new one, from one that is. */
    private static void late(
            Open.ContinueLog open,
            Stores stores,
            List<ServerStatus> level,
            ServerStatus store,
            List<Step> late,
            List<Plan.Lost> lost) {
        List<Address> below = serving(stores, level, store);
        if (store.binlogServer() == null || !store.binlogServer().limitsKnown()) {
            lost.add(new Plan.Lost(store.address(), NOT_KNOWN));
        } else if (below.isEmpty()) {
            lost.add(new Plan.Lost(store.address(), "its log ends at " + store.written() + " and that of the others at "
                    + open.end() + ", and none of them has the files between"));
        } else {
            late.add(new Step.Repoint(store.address(), below, new Place.SameLog(open.deadPrimary())));
        }
    }

    /** Whoever reads from a Binlog Server that goes on stays; a direct replica of the dead primary becomes one of the new. */
    private static Step move(
            Open.ContinueLog open, Stores stores, List<ServerStatus> level, Place goesOn, ServerStatus reader) {
        Address name = reader.address();
        List<Address> promoted = List.of(open.promoted());
        boolean byGtid = Place.of(reader) instanceof Place.ByGtid;
        boolean direct = open.deadPrimary().equals(sourceOf(reader));
        if (!byGtid && direct && Stores.isAt(reader, open.end())) {
            return new Step.Repoint(name, promoted, goesOn);
        }
        List<Address> below = byGtid || PrimaryChoice.held(reader).compareTo(open.end()) > 0
                ? List.of()
                : serving(stores, level, reader);
        return below.isEmpty()
                ? new Step.Repoint(name, promoted, Place.of(reader))
                : new Step.Repoint(name, below, new Place.SameLog(open.deadPrimary()));
    }

    private static @Nullable Address sourceOf(ServerStatus reader) {
        Replication replication = reader.replication();
        return replication == null ? null : replication.source();
    }

    private static List<Address> serving(Stores stores, List<ServerStatus> level, ServerStatus reader) {
        return level.stream()
                .filter(store -> stores.canMoveBelow(reader, store))
                .map(ServerStatus::address)
                .sorted(Comparator.comparing(address -> !address.equals(level.getFirst().address())))
                .toList();
    }
}
