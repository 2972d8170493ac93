package dev.tutti.mesh.bundle;

import dev.tutti.core.mesh.MeshPlan;

import java.util.List;

/**
 * What was written.
 *
 * @param keys what was done about keys, in sentences
 * @param changed files that were written or removed, relative to the folder; empty when all was as it should be
 * @param leftovers bundles of hosts that are not in the plan any more; they are left
 */
public record Generated(MeshPlan plan, List<String> keys, List<String> changed, List<String> leftovers) {
    public Generated {
        keys = List.copyOf(keys);
        changed = List.copyOf(changed);
        leftovers = List.copyOf(leftovers);
    }
}
