package dev.tutti.core.mesh.check;

import dev.tutti.core.mesh.MeshFacts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a mesh from the looks of its hosts. A diagnosis is said when two looks in a row agree on it, so that one lost
 * handful of packets alarms nobody, and is gone with the first look that does not have it. Immutable.
 *
 * @param facts what the hosts that told know of the plan
 * @param sights the newest look of each of them
 * @param troubles what two looks in a row agree on, what explains most first
 * @param suspected everything that the last looks say, said already or not yet
 */
public record MeshState(
        MeshFacts facts, List<HostSight> sights, List<MeshTrouble> troubles, Map<Key, Suspicion> suspected) {
    public MeshState {
        sights = List.copyOf(sights);
        troubles = List.copyOf(troubles);
        suspected = Map.copyOf(suspected);
    }

    /** What makes two diagnoses of different looks the same. */
    record Key(Class<?> kind, List<String> places) {}

    /**
     * Something that was seen.
     *
     * @param looks when those who said so first had looked, each by its own clock
     * @param said whether a second look agreed
     */
    record Suspicion(Instant since, Map<String, Instant> looks, boolean said) {
        Suspicion {
            looks = Map.copyOf(looks);
        }

        /** Whether everybody who said so has looked again since. */
        boolean confirmedBy(Map<String, Instant> now) {
            return said || looks.entrySet().stream().allMatch(look -> {
                Instant again = now.get(look.getKey());
                return again == null || again.isAfter(look.getValue());
            });
        }
    }

    /** Before any look. */
    public static MeshState first(MeshFacts facts) {
        return new MeshState(facts, List.of(), List.of(), Map.of());
    }

    /**
     * What is known after further looks.
     *
     * @param told what each host that answers now knows of the plan
     * @param looks the newest look of each of these hosts; the same one as before is no second look
     * @param now by the clock of whoever asked them
     */
    public MeshState after(MeshFacts told, List<HostSight> looks, Instant now) {
        Map<String, Instant> times = new HashMap<>();
        looks.forEach(sight -> times.put(sight.host(), sight.at()));
        Map<Key, Suspicion> next = new LinkedHashMap<>();
        List<MeshTrouble> confirmed = new ArrayList<>();
        for (MeshDiagnosis diagnosis : MeshJudge.judge(told, looks)) {
            Key key = new Key(diagnosis.getClass(), diagnosis.places());
            if (next.containsKey(key)) {
                continue;
            }
            Suspicion before = suspected.get(key);
            Suspicion after = before == null
                    ? new Suspicion(now, seen(diagnosis, times), false)
                    : new Suspicion(before.since(), before.looks(), before.confirmedBy(times));
            next.put(key, after);
            if (after.said()) {
                confirmed.add(new MeshTrouble(diagnosis, after.since(), carrying(diagnosis, looks)));
            }
        }
        return new MeshState(told, looks, confirmed, next);
    }

    private static Map<String, Instant> seen(MeshDiagnosis diagnosis, Map<String, Instant> times) {
        Map<String, Instant> seen = new HashMap<>();
        diagnosis.seenBy().forEach(host -> Optional.ofNullable(times.get(host)).ifPresent(at -> seen.put(host, at)));
        return seen;
    }

    private static List<String> carrying(MeshDiagnosis diagnosis, List<HostSight> looks) {
        boolean ofTunnel = diagnosis instanceof MeshDiagnosis.TunnelNotRunning
                || diagnosis instanceof MeshDiagnosis.TunnelSilent
                || diagnosis instanceof MeshDiagnosis.FullPacketsLost
                || diagnosis instanceof MeshDiagnosis.HubLost;
        return !ofTunnel
                ? List.of()
                : looks.stream()
                        .filter(sight -> diagnosis.seenBy().contains(sight.host()))
                        .flatMap(sight -> sight.tunnels().stream())
                        .filter(tunnel -> tunnel.carries() && !diagnosis.places().contains(tunnel.peer()))
                        .map(TunnelSight::peer)
                        .distinct()
                        .sorted()
                        .toList();
    }
}
