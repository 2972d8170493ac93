package dev.tutti.core.plan;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.BinlogServer;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.Plan.Open;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
        return stages(open, stores, new Coordinates(file, Coordinates.FIRST_POSITION));
    }

    /** @param at where the new primary's log goes on from the end of the old one */
    static List<Stage> stages(Open.ContinueLog open, Stores stores, Coordinates at) {
        Address promoted = open.promoted();
        List<Stage> stages = new ArrayList<>();
        Address holder = open.holder();
        if (holder != null) {
            stages.add(new Stage(
                    "give " + promoted + " what " + holder + " has more than the Binlog Servers",
                    false,
                    true,
                    List.of(
                            new Step.Repoint(promoted, List.of(holder), new Place.ByMatching()),
                            new Step.CatchUp(promoted, holder, open.drainDeadline()))));
        }
        if (!open.orphans().isEmpty()) {
            stages.add(new Stage(
                    "see that " + promoted + " has what reached the replicas of dead intermediates",
                    false,
                    !open.acceptLoss(),
                    open.orphans().stream()
                            .<Step>map(orphan -> new Step.Level(promoted, orphan, open.drainDeadline()))
                            .toList()));
        }
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
        List<Step> late = stores.all().stream()
                .filter(ServerStatus::storesOnly)
                .filter(store -> !level.contains(store))
                .map(store -> late(open, stores, level, store))
                .toList();
        List<Address> goingOn = Stream.concat(
                        level.stream().map(ServerStatus::address),
                        late.stream().filter(step -> step instanceof Step.Repoint).map(Step::server))
                .toList();
        List<Step> others = Stream.concat(
                        late.stream(),
                        stores.readers().stream()
                                .filter(reader -> !reader.address().equals(promoted))
                                .filter(reader -> !goingOn.contains(sourceOf(reader)))
                                .flatMap(reader -> move(open, stores, level, goesOn, reader).stream()))
                .toList();
        if (!others.isEmpty()) {
            stages.add(new Stage("move who does not follow by itself", true, false, others));
        }
        return stages;
    }

    /** A Binlog Server that was not level in time reads the rest of the old log, and the new one, from one that is. */
    private static Step late(Open.ContinueLog open, Stores stores, List<ServerStatus> level, ServerStatus store) {
        BinlogServer it = store.binlogServer();
        if (it == null || !it.limitsKnown()) {
            return new Step.GiveUp(store.address(), NOT_KNOWN);
        }
        List<Address> below = serving(stores, level, store);
        return below.isEmpty()
                ? new Step.GiveUp(store.address(), "its log ends at " + store.written() + " and that of the others at "
                        + open.end() + ", and none of them has the files between")
                : new Step.Repoint(store.address(), below, new Place.SameLog(open.deadPrimary()));
    }

    /** Whoever reads from a Binlog Server that goes on stays; a direct replica of the dead primary becomes one of the new. */
    private static Optional<Step> move(
            Open.ContinueLog open, Stores stores, List<ServerStatus> level, Place goesOn, ServerStatus reader) {
        Replication replication = reader.replication();
        if (replication == null) {
            return Optional.empty();
        }
        Address name = reader.address();
        if (replication.gtid()) {
            return Optional.of(new Step.GiveUp(
                    name, "it replicates by GTID; moving it by file and position would silently change that"));
        }
        boolean direct = replication.source().equals(open.deadPrimary());
        List<Address> promoted = List.of(open.promoted());
        if (direct && Stores.isAt(reader, open.end())) {
            return Optional.of(new Step.Repoint(name, promoted, goesOn));
        }
        List<Address> below = PrimaryChoice.held(reader).compareTo(open.end()) <= 0
                ? serving(stores, level, reader)
                : List.of();
        return Optional.of(
                below.isEmpty()
                        ? new Step.Repoint(name, promoted, new Place.ByMatching())
                        : new Step.Repoint(name, below, new Place.SameLog(open.deadPrimary())));
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
