package dev.tutti.core.galera.advice;

import dev.tutti.core.galera.model.GaleraSight;
import dev.tutti.core.galera.model.NodeSettings;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.model.Address;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Concludes from the settings of the members whether numbers that they give out can meet. */
final class NumberingJudge {
    private NumberingJudge() {}

    static List<Numbering> judge(GaleraSight sight, List<NodeSight> component) {
        Map<Address, NodeSettings> settings = new TreeMap<>();
        component.forEach(node -> node.answered().ifPresent(status -> settings.put(node.address(), status.settings())));
        List<Numbering> remarks = new ArrayList<>();
        List<Address> off = settings.entrySet().stream()
                .filter(entry -> !entry.getValue().autoIncrementControl())
                .map(Map.Entry::getKey)
                .toList();
        if (!off.isEmpty()) {
            remarks.add(new Numbering.ControlOff(off));
        }
        int nodes = sight.cluster().nodes().size();
        for (Address node : off) {
            int step = step(settings, node);
            if (step < nodes) {
                remarks.add(new Numbering.StepTooSmall(node, step, nodes));
            }
        }
        collisions(settings, remarks);
        arbitrators(component, settings, nodes).ifPresent(remarks::add);
        return remarks;
    }

    private static int step(Map<Address, NodeSettings> settings, Address node) {
        return Optional.ofNullable(settings.get(node)).map(NodeSettings::autoIncrementIncrement).orElse(1);
    }

    private static void collisions(Map<Address, NodeSettings> settings, List<Numbering> remarks) {
        settings.forEach((one, here) -> settings.forEach((other, there) -> {
            if (one.compareTo(other) < 0 && meet(here, there)) {
                remarks.add(new Numbering.SameNumbers(one, other));
            }
        }));
    }

    private static boolean meet(NodeSettings one, NodeSettings other) {
        int divisor = BigInteger.valueOf(one.autoIncrementIncrement())
                .gcd(BigInteger.valueOf(other.autoIncrementIncrement()))
                .intValue();
        return divisor == 0 || (one.autoIncrementOffset() - other.autoIncrementOffset()) % divisor == 0;
    }

    private static Optional<Numbering> arbitrators(
            List<NodeSight> component, Map<Address, NodeSettings> settings, int described) {
        boolean controlled = settings.values().stream().allMatch(NodeSettings::autoIncrementControl);
        int step = settings.values().stream().mapToInt(NodeSettings::autoIncrementIncrement).max().orElse(0);
        int members = component.stream()
                .flatMap(node -> node.answered().stream())
                .mapToInt(status -> status.view().size())
                .max()
                .orElse(0);
        boolean more = members > described;
        return controlled && more && step == members
                ? Optional.of(new Numbering.ArbitratorsCount(step, described))
                : Optional.empty();
    }
}
